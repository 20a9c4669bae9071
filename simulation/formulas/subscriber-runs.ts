import type { Ms } from '../engine/trace.ts'

/** The three modes of the bus, and Emittery's own `emitSerial`. */
export const WAYS = ['async', 'sync', 'serial', 'emitSerial'] as const
export type Way = typeof WAYS[number]

/** How a subscriber handles an event: how long it takes, and whether its first attempt fails. */
export interface Handling { duration: Ms, fails: boolean }

/** One call of `publish`, until its promise settled. */
export interface Publication {
  event: number
  from: Ms
  to: Ms
  /** Names of the subscribers with whose errors the promise rejects; none when it resolves. */
  errors: string[]
}

/** One attempt of a subscriber at an event. */
export interface HandlingAttempt { event: number, subscriber: number, from: Ms, to: Ms, failed: boolean }

/** What happened in a run: events and subscribers by their rank from 0, times since the start. */
export interface Recording { publications: Publication[], attempts: HandlingAttempt[] }

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const durations = (handlings: Handling[]) => handlings.map(({ duration }) => duration)
/** Time from the start of the first attempt to the end of the last: a failed attempt is followed by a wait and a second one. */
const withRetry = (wait: Ms) => ({ duration, fails }: Handling) => fails ? 2 * duration + wait : duration

/** `emitSerial` calls listeners one after the other, none after the first that fails. */
function untilFailure(handlings: Handling[]): Handling[] {
  const failing = handlings.findIndex(({ fails }) => fails)
  return failing < 0 ? handlings : handlings.slice(0, failing + 1)
}

/**
 * Time until `publish` settles: 0 where it waits for nobody, max(dᵢ) in parallel, Σdᵢ one after the other. A failure does
 * not shorten max(dᵢ): Emittery waits for all the listeners, then rejects. Source: Emittery 2.
 */
export function publishingTime(way: Way, handlings: Handling[]): Ms {
  switch (way) {
    case 'sync':
      return Math.max(...durations(handlings))
    case 'emitSerial':
      return sum(durations(untilFailure(handlings)))
    default:
      return 0
  }
}

/**
 * Time until nothing runs any more, for events published together. A failed delivery runs again after `wait`, except in
 * `sync`, where the publisher gets the error. A serial subscriber takes the events one by one.
 */
export function handlingTime(way: Way, handlings: Handling[], { events, wait }: { events: number, wait: Ms }): Ms {
  switch (way) {
    case 'async':
      return Math.max(...handlings.map(withRetry(wait)))
    case 'serial':
      return events * Math.max(...handlings.map(withRetry(wait)))
    default:
      return publishingTime(way, handlings)
  }
}

/** When two events of one subscriber end, the second published `gap` after the first, and how long both run at once. */
export interface Overlap { firstEnd: Ms, secondStart: Ms, secondEnd: Ms, together: Ms }

/** Two calls of `emitSerial` know nothing of each other; a queue begins the second event when the first is done. */
export function overlap(way: 'emitSerial' | 'serial', first: Handling, second: Handling, { gap, wait }: { gap: Ms, wait: Ms }): Overlap {
  const isQueue = way === 'serial'
  const firstEnd = isQueue ? withRetry(wait)(first) : first.duration
  const secondStart = isQueue ? Math.max(gap, firstEnd) : gap
  const secondEnd = secondStart + second.duration
  return { firstEnd, secondStart, secondEnd, together: Math.max(0, Math.min(firstEnd, secondEnd) - secondStart) }
}

/** The same, as a recording of two events and one subscriber has it. */
export function overlapOf({ attempts }: Recording): Overlap {
  const of = (event: number) => attempts.filter(attempt => attempt.event === event)
  const [first, second] = [of(0), of(1)]
  const together = first.flatMap(a => second.map(b => Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))))
  return {
    firstEnd: Math.max(...first.map(({ to }) => to)),
    secondStart: Math.min(...second.map(({ from }) => from)),
    secondEnd: Math.max(...second.map(({ to }) => to)),
    together: sum(together),
  }
}

/** Time at which nothing runs any more. */
export function endOf({ publications, attempts }: Recording): Ms {
  return Math.max(...publications.map(({ to }) => to), ...attempts.map(({ to }) => to))
}
