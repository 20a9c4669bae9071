import type { RunRecord } from '../../runner/record.ts'
import type { Finding } from '../exercise.ts'
import { countOf, defineExercise, factsOf, firstOf } from '../exercise.ts'

/** Least seconds before a request that follows a lost one. */
const AFTER_LOSS = 1
/** Most milliseconds by which a request may come later than it was asked to. */
const LATE = 1500

/** Requests but the first, each with what became of the one before it. */
function requestsOf(run: RunRecord) {
  const asked = factsOf(run, 'asked')
  return asked.slice(1).map(({ at }, index) => {
    const reply = run.facts.find(({ name, data }) => (name === 'replied' || name === 'lost') && data.n === asked[index]!.data.n)
    return { at, repliedAt: reply?.at ?? Infinity, expected: 1000 * Number(reply?.data.retryAfter ?? AFTER_LOSS) }
  })
}

/** A request that came before the time which the answer before it asked for. */
function tooEarly(run: RunRecord): Finding | undefined {
  const early = requestsOf(run).find(({ at, repliedAt, expected }) => at < repliedAt + expected)
  return early && { at: early.at, found: Math.max(0, early.at - early.repliedAt), expected: early.expected }
}

const isShown = (run: RunRecord) => firstOf(countOf(run, 'shown', 1, { result: 'label.pdf' }), countOf(run, 'shown', 1))

export const polling = defineExercise({
  cases: { calm: {}, busy: { FAULT: 'busy' }, slow: { FAULT: 'slow' }, cut: { FAULT: 'cut' } },
  checks: {
    'retry-after': { under: 'calm', find: run => tooEarly(run) ?? (factsOf(run, 'asked').length < 2 ? { found: 0, expected: 2 } : undefined) },
    'shown-once': { under: 'calm', find: isShown },
    'in-time': {
      under: 'calm',
      find(run) {
        const late = requestsOf(run).find(({ at, repliedAt, expected }) => at > repliedAt + expected + LATE)
        return late && { at: late.at, found: late.at - late.repliedAt, expected: late.expected }
      },
    },
    'then-stops': {
      under: 'calm',
      find(run) {
        const [done] = factsOf(run, 'replied', { status: 200 })
        const after = done && factsOf(run, 'asked').find(({ at }) => at > done.at)
        return done && !after && run.end?.reason === 'done' ? undefined : { at: after?.at ?? run.end?.at }
      },
    },
    'one-at-a-time': {
      under: 'slow',
      find(run) {
        const early = requestsOf(run).find(({ at, repliedAt }) => at < repliedAt)
        return firstOf(early && { at: early.at }, isShown(run))
      },
    },
    'busy-server': { under: 'busy', find: run => firstOf(tooEarly(run), isShown(run)) },
    'cut-network': { under: 'cut', find: run => firstOf(isShown(run), tooEarly(run)) },
  },
})
