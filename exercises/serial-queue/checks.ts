import type { Fact } from '../../runner/record.ts'
import { countOf, defineExercise, endsWell, factsOf, firstOf } from '../exercise.ts'

/** When B1 may begin at the latest: it comes at 150 ms, while A1 is written. */
const B1_BEGINS = 400

const nameOf = ({ data }: Fact) => `${String(data.account)}${String(data.n)}`

export const serialQueue = defineExercise({
  cases: { calm: {}, refused: { FAULT: 'refused' } },
  checks: {
    'one-by-account': {
      under: 'calm',
      find(run) {
        const begun = factsOf(run, 'writing')
        const early = begun.find((writing) => {
          const before = begun.filter(other => other.data.account === writing.data.account && run.facts.indexOf(other) < run.facts.indexOf(writing))
          return before.some(other => !run.facts.slice(0, run.facts.indexOf(writing)).some(({ name, data }) =>
            name === 'written' && data.account === other.data.account && data.n === other.data.n))
        })
        return early && { at: early.at, what: nameOf(early) }
      },
    },
    'in-order': {
      under: 'calm',
      find(run) {
        const written = factsOf(run, 'written')
        const late = written.find((fact, index) => written.slice(0, index).some(({ data }) =>
          data.account === fact.data.account && Number(data.n) > Number(fact.data.n)))
        return late && { at: late.at, what: nameOf(late) }
      },
    },
    'none-lost': { under: 'calm', find: run => firstOf(countOf(run, 'written', 6), endsWell(run)) },
    'accounts-apart': {
      under: 'calm',
      find(run) {
        const [b1] = factsOf(run, 'writing', { account: 'B', n: 1 })
        return b1 && b1.at <= B1_BEGINS ? undefined : { at: b1?.at, expected: B1_BEGINS }
      },
    },
    'after-a-refusal': { under: 'refused', find: run => firstOf(countOf(run, 'written', 5), endsWell(run)) },
  },
})
