import type { EventQueue } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'

/** How often clients ask while they wait for a result. */
export interface RequestRate {
  /** A client starts to wait, now. */
  startWaiting: () => void
  /** A client that started to wait at this time has its result now. */
  stopWaiting: (startedAt: Ms) => void
  /** A client asks. */
  countRequest: () => void
  /** Requests of a client per second of its waiting, in the mean, times the clients; null before any of them has waited. */
  perSecond: () => number | null
}

/** Measures the request rate of the clients that wait; those that have their result do not count. */
export function createRequestRate(queue: EventQueue, clients: number): RequestRate {
  let requests = 0
  let waiting = 0
  /** Sum of the times at which the clients that still wait started. */
  let sumOfStarts = 0
  /** Time for which the clients that no longer wait have waited, in all. */
  let totalWait = 0

  return {
    startWaiting() {
      waiting++
      sumOfStarts += queue.now
    },
    stopWaiting(startedAt) {
      waiting--
      sumOfStarts -= startedAt
      totalWait += queue.now - startedAt
    },
    countRequest: () => void requests++,
    perSecond() {
      const total = totalWait + waiting * queue.now - sumOfStarts
      return total > 0 ? requests / total * 1000 * clients : null
    },
  }
}

const SECOND: Ms = 1000

/** Counts what comes in the present second of the virtual clock. @returns counts one more, and gives the number so far */
export function createSecondCounter(queue: EventQueue): () => number {
  let secondStart: Ms = -SECOND
  let count = 0
  return () => {
    if (queue.now >= secondStart + SECOND) {
      secondStart = Math.floor(queue.now / SECOND) * SECOND
      count = 0
    }
    return ++count
  }
}
