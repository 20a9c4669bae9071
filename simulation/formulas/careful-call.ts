import type { Ms } from '../engine/trace.ts'

/** How a caller takes care of a call that may not be answered. */
export interface Care {
  /** What each attempt waits at most; null for as long as its deadline allows. */
  timeout: Ms | null
  /** Attempts of one request at most. */
  attempts: number
  /** Whether, after failures in a row, requests are refused without a call. */
  breaker: boolean
}

/** What a caller does for one request: attempts that fail or are answered, and pauses between them. */
export interface CarefulRequest {
  parts: { kind: 'attempt' | 'pause', from: Ms, to: Ms, failed: boolean }[]
  outcome: 'answered' | 'late' | 'refused'
  end: Ms
  calls: number
}

/** The request is given up then, by whoever waits for it: no attempt goes on beyond. */
export const DEADLINE: Ms = 3000
/** Before the second attempt; doubled before each other one. Without jitter, so that it can be read. */
const PAUSE: Ms = 200
/** Failures in a row that open the circuit breaker. */
const FAILURES = 2

/** `count` requests, one after the other, to a service that answers each call after `answer`. Times are since each request's beginning. */
export function callCarefully(answer: Ms, { timeout, attempts, breaker }: Care, count: number): CarefulRequest[] {
  let failures = 0
  const isOpen = () => breaker && failures >= FAILURES
  return Array.from({ length: count }, () => {
    const parts: CarefulRequest['parts'] = []
    let now: Ms = 0
    let calls = 0
    while (calls < attempts && now < DEADLINE && !isOpen()) {
      if (calls > 0) {
        const until = Math.min(DEADLINE, now + PAUSE * 2 ** (calls - 1))
        parts.push({ kind: 'pause', from: now, to: until, failed: false })
        now = until
        if (now === DEADLINE)
          break
      }
      const patience = Math.min(timeout ?? DEADLINE, DEADLINE - now)
      const failed = answer > patience
      const to = now + Math.min(answer, patience)
      parts.push({ kind: 'attempt', from: now, to, failed })
      calls += 1
      now = to
      failures = failed ? failures + 1 : 0
      if (!failed)
        return { parts, outcome: 'answered', end: now, calls }
    }
    return { parts, outcome: calls === 0 ? 'refused' : 'late', end: now, calls }
  })
}
