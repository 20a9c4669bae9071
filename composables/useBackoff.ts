import type { BackoffFigures, BackoffRecording } from '../recordings/backoff'
import { computed } from 'vue'
import { backoffWords as words } from '../locales/fr/backoff'
import { recordBackoff } from '../recordings/backoff'
import { useWidgetState } from './useWidgetState'

const DELIVERIES = 500
const PRESETS = {
  aws: { base: 0.5, cap: 20, attempts: 7, failure: 0.3 },
  bus: { base: 1, cap: 30, attempts: 5, failure: 0.3 },
  four: { base: 0.5, cap: 20, attempts: 4, failure: 0.3 },
}
export type Preset = keyof typeof PRESETS
const PRINTED = ['aws', 'four'] as const

/** The waits of many deliveries by the retry policy of the bus, drawn again whenever a setting changes. */
export function useBackoff() {
  const { state, set, isPrintMode, isInert } = useWidgetState('backoff', { ...PRESETS.aws, seed: 1, preset: 'aws' as Preset | '' })
  const change = (changes: Partial<typeof state>) => set({ preset: '', ...changes })
  const open = (preset: Preset) => set({ ...PRESETS[preset], preset })

  const recording = computed(() => recordBackoff(state, state.seed, DELIVERIES))
  const show: Record<keyof BackoffFigures, (value: number) => string> = { totalWait: words.seconds, success: words.percent, meanAttempts: words.count }
  function groupOf(name: string, { measured, predicted }: BackoffRecording) {
    return {
      name,
      rows: (Object.keys(words.rows) as (keyof BackoffFigures)[]).map(row => ({
        name: words.rows[row],
        measured: measured[row],
        predicted: predicted[row],
        formula: words.formulas[row],
        show: show[row],
      })),
    }
  }
  /** In print, where no example can be chosen, the figures of two. */
  const table = computed(() => isPrintMode.value
    ? PRINTED.map(id => groupOf(words.presets[id], recordBackoff(PRESETS[id], state.seed, DELIVERIES)))
    : [groupOf(words.draws(DELIVERIES), recording.value)])

  return { state, set, change, open, isPrintMode, isInert, recording, table }
}
