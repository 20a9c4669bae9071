/** The signs of an asynchronous process (chapter 2), as answers to questions. */
export interface ProcessSigns {
  /** The work takes several seconds, or nobody knows how long. */
  longOrUnknown: boolean
  /** A third party answers slowly, or when it wants. */
  slowThirdParty: boolean
  /** The third party is itself asynchronous. */
  asyncThirdParty: boolean
  /** The user cannot go on without the result. */
  resultNeededNow: boolean
}

/** How to run a process. */
export type Advice = 'synchronous' | 'asynchronous' | 'asynchronous-with-visible-state'

/** Synchronous unless a sign says otherwise; a result that the user waits for then needs a visible state. */
export function adviseProcess({ longOrUnknown, slowThirdParty, asyncThirdParty, resultNeededNow }: ProcessSigns): Advice {
  if (!longOrUnknown && !slowThirdParty && !asyncThirdParty)
    return 'synchronous'
  return resultNeededNow ? 'asynchronous-with-visible-state' : 'asynchronous'
}
