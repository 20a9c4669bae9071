import type { Ms } from './trace.ts'
import FlatQueue from 'flatqueue'

type Action = () => void
/** What may be called off, and then does not move the clock. */
interface Timer { action: Action | null }

/** Time and order share one number: 31 bits of microseconds (35 minutes), 22 bits of order among equal times. */
const ORDERS = 2 ** 22
const LAST_TICK = 2 ** 31 - 1

export interface EventQueue {
  readonly now: Ms
  /** How many events have happened. */
  readonly handled: number
  /** Has the action happen at a time, after what was asked earlier for the same time. Throws RangeError for a time gone by. */
  at: (time: Ms, action: Action) => void
  after: (delay: Ms, action: Action) => void
  /** Like `after`; the function returned calls it off. */
  timer: (delay: Ms, action: Action) => Action
  /** Lets all events happen in their order, those they bring about included, up to a time. */
  run: (until?: Ms) => void
}

/**
 * Virtual time: a queue of what is to happen, from which the clock jumps to the next event.
 * Throws RangeError beyond 35 virtual minutes or four million events, which only an endless scenario reaches.
 */
export function createEventQueue(): EventQueue {
  const queue = new FlatQueue<Action | Timer>()
  let now: Ms = 0
  let asked = 0
  let handled = 0

  function at(time: Ms, action: Action | Timer) {
    const tick = Math.round(time * 1000)
    if (!(tick >= Math.round(now * 1000) && tick <= LAST_TICK))
      throw new RangeError(`An event at ${time} ms: the clock stands at ${now} ms and ends at ${LAST_TICK / 1000} ms.`)
    if (++asked >= ORDERS)
      throw new RangeError(`More than ${ORDERS} events: the scenario does not end.`)
    queue.push(action, tick * ORDERS + asked)
  }

  function timer(delay: Ms, action: Action): Action {
    const timer: Timer = { action }
    at(now + delay, timer)
    return () => {
      timer.action = null
    }
  }

  return {
    get now() {
      return now
    },
    get handled() {
      return handled
    },
    at,
    after: (delay, action) => at(now + delay, action),
    timer,
    run(until = Infinity) {
      const last = until * 1000 * ORDERS + ORDERS
      for (let next = queue.peekValue(); next !== undefined && next < last; next = queue.peekValue()) {
        const item = queue.pop()!
        const action = typeof item === 'function' ? item : item.action
        if (!action)
          continue
        now = Math.floor(next / ORDERS) / 1000
        handled++
        action()
      }
    },
  }
}
