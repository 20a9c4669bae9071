import type { Ms } from '../simulation/engine/trace'
import type { Overlap, Way } from '../simulation/formulas/subscriber-runs'
import { scaleLinear } from 'd3-scale'
import { computed } from 'vue'
import { EVENT_NAMES, runWords, overlapWords as words } from '../locales/fr/subscriber-modes'
import { recordRun, RETRY_WAIT } from '../recordings/subscriber-run'
import { rowsByEvent } from '../simulation/figures/gantt'
import { endOf, overlap, overlapOf } from '../simulation/formulas/subscriber-runs'
import { useRecording } from './useRecording'
import { useWidgetState } from './useWidgetState'

const WAYS = ['emitSerial', 'serial'] as const

/** Two events handled by one subscriber, with `emitSerial` and in a queue, recorded again whenever a setting changes. */
export function useOverlapRuns() {
  const { state, set, isPrintMode, isInert } = useWidgetState('overlapping-events', { first: 300, second: 100, gap: 0, fails: false })

  const run = useRecording(() => ({ ...state }), async (given) => {
    const works = [{ duration: given.first, fails: given.fails }, { duration: given.second, fails: false }]
    const plan = { publishedAt: [0, given.gap], subscribers: [words.subscriber], handling: (event: number) => works[event]! }
    return { given, works, recordings: await Promise.all(WAYS.map(way => recordRun(way, plan))) }
  })

  const end = computed(() => scaleLinear().domain([0, Math.max(...run.value?.recordings.map(endOf) ?? [])]).nice(5).domain()[1]!)
  const panels = computed(() => run.value?.recordings.map((recording, index) => {
    const { given, works } = run.value!
    const way = WAYS[index]!
    const measured = overlapOf(recording)
    const predicted = overlap(way, works[0]!, works[1]!, { gap: given.gap, wait: RETRY_WAIT })
    const rows = (Object.keys(words.rows) as (keyof Overlap)[]).map(row => ({
      name: words.rows[row],
      measured: measured[row],
      predicted: predicted[row],
      formula: words.formula(way, row, { fails: given.fails, isTogether: predicted.together > 0 }),
    }))
    const labels = { published: (event: number) => EVENT_NAMES[event]!, handled: (_: number, duration: Ms) => runWords.ms(duration) }
    return {
      way,
      name: words.ways[way],
      rows: rowsByEvent(recording, runWords.publishers[way], words.events, labels),
      band: measured.together > 0 ? { from: measured.secondStart, to: measured.secondStart + measured.together } : undefined,
      verdict: verdictOf(way, measured),
      isWrong: measured.together > 0,
      table: [{ name: words.measures, rows }],
      alt: runWords.describe(words.ways[way], recording, [words.subscriber]),
    }
  }))

  return { state, set, isPrintMode, isInert, isRecorded: computed(() => run.value !== undefined), panels, end }
}

function verdictOf(way: Way, { firstEnd, secondEnd, together }: Overlap): string {
  if (together === 0)
    return way === 'serial' ? words.ordered : words.lucky
  return secondEnd < firstEnd ? words.overtaken(firstEnd - secondEnd) : words.concurrent(together)
}
