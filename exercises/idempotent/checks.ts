import type { RunRecord } from '../../runner/record.ts'
import type { Finding } from '../exercise.ts'
import { defineExercise, endsWell, factsOf, firstOf } from '../exercise.ts'

/** What the three payments come to. */
const expected: Record<string, number> = { A: 100, B: 20 }

/** An account that got more, or less, than was paid. */
function wrongSum(run: RunRecord): Finding | undefined {
  const credited = factsOf(run, 'credited')
  const sums = Object.keys(expected).map((account) => {
    const found = credited.filter(({ data }) => data.account === account).reduce((sum, { data }) => sum + Number(data.amount), 0)
    return { what: account, found, expected: expected[account]! }
  })
  return firstOf(sums.find(sum => sum.found !== sum.expected), endsWell(run))
}

export const idempotent = defineExercise({
  cases: { calm: {}, twice: { FAULT: 'twice' }, together: { FAULT: 'together' }, crash: { FAULT: 'crash' } },
  checks: {
    'each-payment': { under: 'calm', find: wrongSum },
    'delivered-twice': { under: 'twice', find: wrongSum },
    'two-at-once': { under: 'together', find: wrongSum },
    'after-a-crash': { under: 'crash', find: wrongSum },
  },
})
