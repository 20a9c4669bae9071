import type { Ms } from '../simulation/engine/trace'
import { scaleLinear } from 'd3-scale'
import { computed } from 'vue'
import { EVENT_NAMES, runWords, modesWords as words } from '../locales/fr/subscriber-modes'
import { recordRun, RETRY_WAIT } from '../recordings/subscriber-run'
import { rowsBySubscriber } from '../simulation/figures/gantt'
import { endOf, handlingTime, publishingTime, WAYS } from '../simulation/formulas/subscriber-runs'
import { useRecording } from './useRecording'
import { useWidgetState } from './useWidgetState'

/** The same events handled by three subscribers in each mode, and by `emitSerial`, recorded again whenever a setting changes. */
export function useModeRuns() {
  const { state, set, isPrintMode, isInert } = useWidgetState('subscriber-modes', { durations: [300, 200, 100], fails: [false, false, false], events: 2 })

  const works = computed(() => state.durations.map((duration, index) => ({ duration, fails: state.fails[index]! })))
  const run = useRecording(() => ({ works: works.value, events: state.events }), async ({ works, events }) => {
    const plan = { publishedAt: [0, 0].slice(0, events), subscribers: words.subscribers, handling: (_: number, subscriber: number) => works[subscriber]! }
    return { works, events, recordings: await Promise.all(WAYS.map(way => recordRun(way, plan))) }
  })

  const end = computed(() => scaleLinear().domain([0, Math.max(...run.value?.recordings.map(endOf) ?? [])]).nice(4).domain()[1]!)
  const panels = computed(() => run.value?.recordings.map((recording, index) => {
    const way = WAYS[index]!
    const { events } = run.value!
    const labelOf = (event: number, duration: Ms) => events > 1 ? EVENT_NAMES[event]! : runWords.ms(duration)
    return {
      way,
      name: words.ways[way],
      rows: rowsBySubscriber(recording, runWords.publishers[way], words.subscribers, labelOf),
      verdict: runWords.settles(recording.publications[0]!),
      rejects: recording.publications.some(({ errors }) => errors.length > 0),
      alt: runWords.describe(words.ways[way], recording, words.subscribers),
    }
  }))
  const table = computed(() => {
    if (!run.value)
      return []
    const { works, events, recordings } = run.value
    const fails = works.some(work => work.fails)
    const rows = WAYS.map((way, index) => ({ way, name: words.shortWays[way], recording: recordings[index]! }))
    return [
      {
        name: words.settled,
        rows: rows.map(({ way, name, recording }) => ({
          name,
          measured: recording.publications[0]!.to,
          predicted: publishingTime(way, works),
          formula: words.settledFormula[way],
        })),
      },
      {
        name: words.handled,
        rows: rows.map(({ way, name, recording }) => ({
          name,
          measured: endOf(recording),
          predicted: handlingTime(way, works, { events, wait: RETRY_WAIT }),
          formula: words.handledFormula(way, fails, events),
        })),
      },
    ]
  })

  return { state, set, isPrintMode, isInert, isRecorded: computed(() => run.value !== undefined), panels, table, end }
}
