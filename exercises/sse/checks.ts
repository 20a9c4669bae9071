import type { RunRecord } from '../../runner/record.ts'
import type { Finding } from '../exercise.ts'
import { defineExercise, factsOf } from '../exercise.ts'

const LAST = 7
const RETRY = 1000

const shownIds = (run: RunRecord) => factsOf(run, 'shown').map(({ data }) => Number(data.id))

/** An event that the user did not read. */
function missing(run: RunRecord): Finding | undefined {
  const shown = shownIds(run)
  const lost = Array.from({ length: LAST }, (_, index) => index + 1).filter(id => !shown.includes(id))
  return lost.length > 0 ? { what: lost.join(', '), found: LAST - lost.length, expected: LAST } : undefined
}

export const sse = defineExercise({
  cases: { calm: {}, cut: { FAULT: 'cut' }, closed: { FAULT: 'closed' }, repeats: { FAULT: 'repeats' } },
  checks: {
    'shows-all': { under: 'calm', find: missing },
    'after-a-cut': { under: 'cut', find: missing },
    'after-a-close': { under: 'closed', find: missing },
    'waits-before': {
      under: 'cut',
      find(run) {
        const early = run.facts.find(({ name, at }, index) => {
          const before = run.facts.slice(0, index).findLast(fact => fact.name === 'ended')
          return name === 'opened' && before && at - before.at < RETRY
        })
        if (early)
          return { at: early.at, expected: RETRY }
        return factsOf(run, 'opened').length > 1 ? undefined : { found: 1, expected: 2 }
      },
    },
    'shows-once': {
      under: 'repeats',
      find(run) {
        const shown = shownIds(run)
        const twice = shown.find((id, index) => shown.indexOf(id) < index)
        return twice !== undefined ? { what: String(twice) } : missing(run)
      },
    },
    'ends-on-done': {
      under: 'calm',
      find: run => factsOf(run, 'opened').length === 1 && run.end?.reason === 'done' ? undefined : { at: factsOf(run, 'opened')[1]?.at ?? run.end?.at },
    },
  },
})
