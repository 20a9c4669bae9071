import { comesAfter, countOf, defineExercise, endsWell, factsOf, firstOf } from '../exercise.ts'

export const awaiting = defineExercise({
  cases: { 'calm': {}, 'mail-down': { FAULT: 'mail-down' }, 'no-carrier': { FAULT: 'no-carrier' } },
  checks: {
    'booked-first': {
      under: 'calm',
      find(run) {
        const [booked] = factsOf(run, 'booked')
        const [answered] = factsOf(run, 'answered')
        if (booked && answered && comesAfter(run, answered, booked))
          return countOf(run, 'answered', 1)
        return { at: answered?.at }
      },
    },
    'fast-answer': {
      under: 'calm',
      find(run) {
        const [mailed] = factsOf(run, 'mailed')
        const [answered] = factsOf(run, 'answered')
        return answered && (!mailed || comesAfter(run, mailed, answered)) ? undefined : { at: answered?.at }
      },
    },
    'mailed-once': { under: 'calm', find: run => countOf(run, 'mailed', 1) },
    'mail-may-fail': { under: 'mail-down', find: run => firstOf(endsWell(run), countOf(run, 'answered', 1)) },
    'no-lie': { under: 'no-carrier', find: run => firstOf(countOf(run, 'answered', 0), countOf(run, 'mailed', 0)) },
  },
})
