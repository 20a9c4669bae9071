import { comesAfter, countOf, defineExercise, endsWell, factsOf, firstOf } from '../exercise.ts'

const LONGEST = 900

export const caught = defineExercise({
  cases: { calm: {}, refused: { FAULT: 'refused' } },
  checks: {
    'all-told': {
      under: 'calm',
      find(run) {
        const [reported] = factsOf(run, 'reported')
        const uploaded = factsOf(run, 'uploaded')
        if (!reported || uploaded.length < 3)
          return { at: reported?.at, found: uploaded.length, expected: 3 }
        const early = uploaded.filter(fact => !comesAfter(run, reported, fact))
        if (early.length > 0 || reported.data.failed !== '' || reported.data.stored !== 'customs.pdf, invoice.pdf, label.pdf')
          return { at: reported.at, found: 3 - early.length, expected: 3 }
        return countOf(run, 'reported', 1)
      },
    },
    'at-once': {
      under: 'calm',
      find(run) {
        const last = factsOf(run, 'uploading').at(-1)
        const stored = factsOf(run, 'uploaded').at(-1)
        return last && stored && stored.at <= LONGEST ? undefined : { at: stored?.at, found: stored?.at, expected: LONGEST }
      },
    },
    'others-stored': { under: 'refused', find: run => countOf(run, 'uploaded', 2) },
    'failure-told': {
      under: 'refused',
      find(run) {
        const [reported] = factsOf(run, 'reported')
        const isTold = reported?.data.failed === 'label.pdf' && reported.data.stored === 'customs.pdf, invoice.pdf'
        return firstOf(isTold ? undefined : { at: reported?.at }, countOf(run, 'reported', 1))
      },
    },
    'nothing-floats': { under: 'refused', find: endsWell },
  },
})
