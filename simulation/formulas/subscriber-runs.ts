import type { Ms } from '../engine/trace.ts'

/** The three modes of the bus, and what Emittery offers by itself under the name of serial. */
export const WAYS = ['async', 'sync', 'serial', 'emitSerial'] as const
export type Way = typeof WAYS[number]

/** What a subscriber does with an event: it works for so long, then fails the first time or does not. */
export interface Work { duration: Ms, fails: boolean }

/** One call of `publish`, from then until its promise settled. */
export interface Publication {
  event: number
  from: Ms
  to: Ms
  /** Names of the subscribers whose errors it rejects with; none when it resolves. */
  errors: string[]
}

/** One attempt of a subscriber at an event. */
export interface Attempt { event: number, subscriber: number, from: Ms, to: Ms, failed: boolean }

/** What happened in a run; events and subscribers by their rank, times since the start. */
export interface Recording { publications: Publication[], attempts: Attempt[] }

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
const durations = (works: Work[]) => works.map(({ duration }) => duration)
/** From the first attempt to the last one, when a failed one is followed by a wait and one that succeeds. */
const withRetry = (wait: Ms) => ({ duration, fails }: Work) => fails ? 2 * duration + wait : duration

/** `emitSerial` calls listeners one after the other, none after the first that fails. */
function untilFailure(works: Work[]): Work[] {
  const failing = works.findIndex(({ fails }) => fails)
  return failing < 0 ? works : works.slice(0, failing + 1)
}

/**
 * Time until `publish` settles: 0 where it waits for nobody, max(dᵢ) in parallel, Σdᵢ one after the other. A failure does
 * not shorten max(dᵢ): Emittery waits for all the listeners, then rejects. Source: Emittery 2.
 */
export function publishingTime(way: Way, works: Work[]): Ms {
  switch (way) {
    case 'sync':
      return Math.max(...durations(works))
    case 'emitSerial':
      return sum(durations(untilFailure(works)))
    default:
      return 0
  }
}

/**
 * Time until nothing runs any more, for events published together; a failed delivery runs again after `wait`, but in
 * `sync`, where the publisher has the error. A serial subscriber takes the events one by one.
 */
export function handlingTime(way: Way, works: Work[], { events, wait }: { events: number, wait: Ms }): Ms {
  switch (way) {
    case 'async':
      return Math.max(...works.map(withRetry(wait)))
    case 'serial':
      return events * Math.max(...works.map(withRetry(wait)))
    default:
      return publishingTime(way, works)
  }
}

/** When two events of one subscriber end, the second published `gap` after the first, and how long both run at once. */
export interface Overlap { firstEnd: Ms, secondStart: Ms, secondEnd: Ms, together: Ms }

/** Two calls of `emitSerial` know nothing of each other; a queue begins the second event when the first is done. */
export function overlap(way: 'emitSerial' | 'serial', first: Work, second: Work, { gap, wait }: { gap: Ms, wait: Ms }): Overlap {
  const isQueue = way === 'serial'
  const firstEnd = isQueue ? withRetry(wait)(first) : first.duration
  const secondStart = isQueue ? Math.max(gap, firstEnd) : gap
  const secondEnd = secondStart + second.duration
  return { firstEnd, secondStart, secondEnd, together: Math.max(0, Math.min(firstEnd, secondEnd) - secondStart) }
}

/** The same, read from a recording of two events and one subscriber. */
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

/** When nothing runs any more. */
export function endOf({ publications, attempts }: Recording): Ms {
  return Math.max(...publications.map(({ to }) => to), ...attempts.map(({ to }) => to))
}
