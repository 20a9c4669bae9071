/** The three signs of chapter 2, as answers to three questions. */
export interface Signs {
  /** The work takes several seconds, or nobody knows how long. */
  longOrUnknown: boolean
  /** A third party answers slowly, or when it wants. */
  slowThirdParty: boolean
  /** The third party is itself asynchronous. */
  asyncThirdParty: boolean
  /** The user cannot go on without the result. */
  resultNeededNow: boolean
}

export type Advice = 'synchronous' | 'asynchronous' | 'asynchronous-with-visible-state'

/** Synchronous unless a sign says otherwise; a blocking result then needs a state that the user can see. */
export function adviseProcess({ longOrUnknown, slowThirdParty, asyncThirdParty, resultNeededNow }: Signs): Advice {
  if (!longOrUnknown && !slowThirdParty && !asyncThirdParty)
    return 'synchronous'
  return resultNeededNow ? 'asynchronous-with-visible-state' : 'asynchronous'
}
