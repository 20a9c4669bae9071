import type { Ref, ShallowRef } from 'vue'
import type { Run } from '../runner/host.ts'
import type { ElapsedMs, RunRecord } from '../runner/record.ts'
import { useSlideContext } from '@slidev/client'
import * as v from 'valibot'
import { computed, onMounted, onUnmounted, reactive, ref, shallowRef, watch } from 'vue'
import { takeWorker, warmUp } from '../runner/browser.ts'
import { recordSchema } from '../runner/door.ts'
import { startRun } from '../runner/host.ts'
import { emptyRecord, recordEvent } from '../runner/record.ts'
import { lastMoment } from '../runner/time-axis.ts'
import { windowId } from '../sync/other-windows'
import { shareState } from '../sync/shared-state'
import { useOnStage } from './useOnStage'

/** The last moment of each run, with its slide: the blocks of one slide share one time axis. */
const lastMoments = reactive(new Map<symbol, { page: number, at: ElapsedMs }>())

/** Milliseconds between two frames of a screen. */
const FRAME = 16

/** Runs in print go one after the other: a whole deck of workers at once would starve them all. */
let printQueue: Promise<unknown> = Promise.resolve()

/** The run of a block, the same in all windows: one of them runs it, and shows the others its record. */
interface SharedRun {
  /** Names the run; null before the first one. */
  id: string | null
  record: ShallowRef<RunRecord | undefined>
  /** If it is this window that runs it. */
  own: Run | undefined
  tellOthers: () => void
}

const sharedSchema = v.strictObject({ id: v.nullable(v.pipe(v.string(), v.maxLength(100))), record: v.nullable(recordSchema) })
const sharedRuns = new Map<string, SharedRun>()
/** Characters of output that a window tells the others in a millisecond: a flood is told less often than it is drawn. */
const TOLD_PER_MS = 2000
let started = 0

function createRun(key: string | null): SharedRun {
  const run: SharedRun = { id: null, record: shallowRef(), own: undefined, tellOthers: () => {} }
  if (key === null)
    return run
  run.tellOthers = shareState(`run ${key}`, sharedSchema, () => ({ id: run.id, record: run.record.value ?? null }), ({ id, record }) => {
    if (id === run.id && run.own && !record?.end)
      return
    // Another window runs it now, or has stopped it.
    const { own } = run
    run.own = undefined
    run.id = id
    run.record.value = record ?? undefined
    own?.stop()
  })
  return run
}

/**
 * Runs the code of one block: on demand on a slide, once under the virtual clock in print. Leaving the slide stops the run.
 * @param block names the block among those of its slide, where windows share its run
 */
export function useSnippetRun(code: Readonly<Ref<string>>, env: Readonly<Ref<Record<string, string>>>, block?: string) {
  const { isPrintMode, isInteractive, isOnStage } = useOnStage()
  const { $page } = useSlideContext()

  const key = block !== undefined && isInteractive.value ? `${$page.value}:${block}` : null
  const shared = (key !== null && sharedRuns.get(key)) || createRun(key)
  if (key !== null)
    sharedRuns.set(key, shared)
  const { record } = shared
  const isRunning = computed(() => record.value !== undefined && !record.value.end)
  const id = Symbol('run')
  const elapsed = ref<ElapsedMs>(0)

  function start(clock: 'real' | 'virtual'): Promise<unknown> {
    shared.own?.stop()
    const runId = `${windowId} ${++started}`
    shared.id = runId
    let newest = emptyRecord()
    let frame = 0
    let shownAt = 0
    let telling: ReturnType<typeof setTimeout> | undefined
    let toldAt = -Infinity

    function tell() {
      clearTimeout(telling)
      telling = undefined
      toldAt = performance.now()
      if (shared.id === runId)
        shared.tellOthers()
    }
    const show = () => {
      cancelAnimationFrame(frame)
      frame = 0
      shownAt = performance.now()
      if (shared.id !== runId)
        return
      record.value = newest
      const dueAt = toldAt + newest.lines.reduce((sum, line) => sum + line.text.length, 0) / TOLD_PER_MS
      if (newest.end || shownAt >= dueAt)
        tell()
      else
        telling ??= setTimeout(tell, dueAt - shownAt)
    }
    show()
    const run = startRun({ code: code.value, env: { ...env.value }, clock }, takeWorker(), (changed) => {
      newest = changed
      // A flood of lines is drawn once a frame, or it would hold back every key; a first line is drawn at once.
      if (changed.end || performance.now() - shownAt > FRAME)
        show()
      else
        frame ||= requestAnimationFrame(show)
    })
    shared.own = run
    return run.done.then(() => {
      if (shared.own === run)
        shared.own = undefined
    })
  }

  function stopOwn() {
    shared.own?.stop()
    shared.own = undefined
  }

  function stop() {
    if (shared.own || !record.value || !isRunning.value)
      return stopOwn()
    record.value = recordEvent(record.value, { type: 'end', at: lastMoment(record.value), reason: 'stopped' })
    shared.tellOthers()
  }

  function clear() {
    stopOwn()
    shared.id = null
    record.value = undefined
    shared.tellOthers()
  }

  /** While a program waits, no event comes that would move its time axis. */
  watch(isRunning, () => {
    const startedAt = performance.now()
    const tick = () => {
      elapsed.value = performance.now() - startedAt
      if (isRunning.value)
        requestAnimationFrame(tick)
    }
    tick()
  })
  const now = computed<ElapsedMs>(() => Math.max(record.value ? lastMoment(record.value) : 0, isRunning.value ? elapsed.value : 0))
  watch(now, at => lastMoments.set(id, { page: $page.value, at }))
  const horizon = computed(() => Math.max(0, ...[...lastMoments.values()].filter(({ page }) => page === $page.value).map(({ at }) => at)))

  watch(isOnStage, () => {
    if (isOnStage.value)
      warmUp(code.value)
    else if (!isPrintMode.value)
      stopOwn()
  }, { immediate: true })
  onMounted(() => {
    if (isPrintMode.value)
      printQueue = printQueue.then(() => start('virtual'))
  })
  onUnmounted(() => {
    stopOwn()
    lastMoments.delete(id)
  })

  return {
    record,
    isRunning,
    isInteractive,
    isPrintMode,
    /** True from the first paint in print until the output is complete. */
    isPending: computed(() => isPrintMode.value && !record.value?.end),
    now,
    horizon,
    run: () => void start('real'),
    stop,
    clear,
  }
}
