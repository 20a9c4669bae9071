import type { Ref } from 'vue'
import type { Run } from '../runner/host.ts'
import type { ElapsedMs, RunRecord } from '../runner/record.ts'
import { useSlideContext } from '@slidev/client'
import { computed, onMounted, onUnmounted, reactive, ref, shallowRef, watch } from 'vue'
import { takeWorker, warmUp } from '../runner/browser.ts'
import { startRun } from '../runner/host.ts'
import { emptyRecord } from '../runner/record.ts'
import { lastMoment } from '../runner/time-axis.ts'
import { useOnStage } from './useOnStage'

/** The last moment of each run, with its slide: the blocks of one slide share one time axis. */
const lastMoments = reactive(new Map<symbol, { page: number, at: ElapsedMs }>())

/** Milliseconds between two frames of a screen. */
const FRAME = 16

/** Runs in print go one after the other: a whole deck of workers at once would starve them all. */
let printQueue: Promise<unknown> = Promise.resolve()

/** Runs the code of one block: on demand on a slide, once under the virtual clock in print. Leaving the slide stops the run. */
export function useSnippetRun(code: Ref<string>, env: Readonly<Ref<Record<string, string>>>) {
  const { isPrintMode, isInteractive, isOnStage } = useOnStage()
  const { $page } = useSlideContext()

  const id = Symbol('run')
  const record = shallowRef<RunRecord>()
  const isRunning = ref(false)
  const elapsed = ref<ElapsedMs>(0)
  let current: Run | undefined

  function start(clock: 'real' | 'virtual'): Promise<unknown> {
    current?.stop()
    let newest = emptyRecord()
    let frame = 0
    let shownAt = 0
    const show = () => {
      cancelAnimationFrame(frame)
      frame = 0
      shownAt = performance.now()
      record.value = newest
      isRunning.value = !newest.end
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
    current = run
    return run.done
  }

  function stop() {
    current?.stop()
    current = undefined
  }

  function clear() {
    stop()
    record.value = undefined
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
      stop()
  }, { immediate: true })
  onMounted(() => {
    if (isPrintMode.value)
      printQueue = printQueue.then(() => start('virtual'))
  })
  onUnmounted(() => {
    stop()
    lastMoments.delete(id)
  })

  return {
    record,
    isRunning,
    isInteractive,
    isOnStage,
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
