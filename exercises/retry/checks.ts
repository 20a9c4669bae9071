import type { RunRecord } from '../../runner/record.ts'
import { countOf, defineExercise, factsOf, firstOf } from '../exercise.ts'

const BASE = 500
const MOST = 5
const BUDGET = 10_000

const attemptsOf = (run: RunRecord) => factsOf(run, 'asked').map(({ at }) => at)

/** Milliseconds between the answer to an attempt and the next one. */
const waitsOf = (run: RunRecord) => attemptsOf(run).slice(1).map((at, index) => at - (factsOf(run, 'answered', { n: index + 1 })[0]?.at ?? at))

export const retry = defineExercise({
  cases: {
    'flaky': { FAULT: 'flaky' },
    'down': { FAULT: 'down', CLIENT: '1' },
    'down-too': { FAULT: 'down', CLIENT: '2' },
    'slow': { FAULT: 'slow' },
    'invalid': { FAULT: 'invalid' },
  },
  checks: {
    'third-time': { under: 'flaky', find: run => firstOf(countOf(run, 'succeeded', 1), countOf(run, 'gave-up', 0)) },
    'backoff': {
      under: 'down',
      find(run) {
        const waits = waitsOf(run)
        const index = waits.findIndex((wait, index) => wait < BASE * 2 ** index)
        if (index >= 0)
          return { at: attemptsOf(run)[index + 1], found: waits[index], expected: BASE * 2 ** index }
        return waits.length > 1 ? undefined : { found: waits.length, expected: 2 }
      },
    },
    'jitter': {
      under: 'down',
      find(run, runs) {
        const others = waitsOf(runs['down-too'])
        const same = waitsOf(run).findIndex((wait, index) => Math.abs(wait - others[index]!) < 1)
        return same >= 0 ? { at: attemptsOf(run)[same + 1] } : undefined
      },
    },
    'five-at-most': {
      under: 'down',
      find(run) {
        const found = attemptsOf(run).length
        return firstOf(found > MOST ? { found, expected: MOST } : undefined, countOf(run, 'gave-up', 1))
      },
    },
    'within-budget': {
      under: 'slow',
      find(run) {
        const late = attemptsOf(run).find(at => at > BUDGET)
        return firstOf(late === undefined ? undefined : { at: late, expected: BUDGET }, countOf(run, 'gave-up', 1))
      },
    },
    'not-for-good': { under: 'invalid', find: run => firstOf(countOf(run, 'asked', 1), countOf(run, 'gave-up', 1)) },
  },
})
