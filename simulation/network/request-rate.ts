import type { EventQueue } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'

/** Requests per second of all clients, while they wait. */
export interface RequestRate {
  /** A client begins to wait. */
  begin: () => void
  /** It has what it waited for. */
  end: (begunAt: Ms) => void
  count: () => void
  /** What each has asked per second of its waiting, times the clients; null before anybody has waited. */
  perSecond: () => number | null
}

/** Measures how often clients ask, not counting those that have their result. */
export function createRequestRate(queue: EventQueue, clients: number): RequestRate {
  let requests = 0
  let waiting = 0
  /** Of those who still wait. */
  let sumOfBeginnings = 0
  /** Of those who no longer do. */
  let waited = 0

  return {
    begin() {
      waiting++
      sumOfBeginnings += queue.now
    },
    end(begunAt) {
      waiting--
      sumOfBeginnings -= begunAt
      waited += queue.now - begunAt
    },
    count: () => void requests++,
    perSecond() {
      const total = waited + waiting * queue.now - sumOfBeginnings
      return total > 0 ? requests / total * 1000 * clients : null
    },
  }
}
