import type { RunRecord } from '../../runner/record.ts'
import type { Finding } from '../exercise.ts'
import { comesAfter, countOf, defineExercise, endsWell, factsOf, firstOf } from '../exercise.ts'

/** A stored order whose message was not published. */
function unpublished(run: RunRecord): Finding | undefined {
  const lost = factsOf(run, 'stored').find(({ data }) => factsOf(run, 'published', { id: data.id! }).length === 0)
  return lost && { at: lost.at, what: String(lost.data.id) }
}

export const outbox = defineExercise({
  cases: { 'calm': {}, 'crash': { FAULT: 'crash' }, 'broker-down': { FAULT: 'broker-down' }, 'rolled-back': { FAULT: 'rolled-back' } },
  checks: {
    'stored-and-told': { under: 'calm', find: run => firstOf(countOf(run, 'stored', 2), unpublished(run), endsWell(run)) },
    'told-once': {
      under: 'calm',
      find(run) {
        const again = factsOf(run, 'published').find((fact, index, all) => all.slice(0, index).some(({ data }) => data.id === fact.data.id))
        return again && { at: again.at, what: String(again.data.id) }
      },
    },
    'stored-first': {
      under: 'calm',
      find(run) {
        const early = factsOf(run, 'published').find((published) => {
          const [stored] = factsOf(run, 'stored', { id: published.data.id! })
          return !stored || !comesAfter(run, published, stored)
        })
        return early && { at: early.at, what: String(early.data.id) }
      },
    },
    'rolled-back': {
      under: 'rolled-back',
      find: run => firstOf(countOf(run, 'published', 0, { id: 'O-2' }), countOf(run, 'published', 1, { id: 'O-1' })),
    },
    'after-a-crash': { under: 'crash', find: run => firstOf(countOf(run, 'stored', 2), unpublished(run)) },
    'broker-down': { under: 'broker-down', find: run => firstOf(countOf(run, 'stored', 2), countOf(run, 'failed', 0), unpublished(run)) },
  },
})
