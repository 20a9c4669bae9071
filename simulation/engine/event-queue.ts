import type { Ms } from './trace.ts'
import { HIGHEST_KEY, RadixQueue } from './radix-queue.ts'

type Action = () => void

/** What an object does when its time comes: where there are many, it weighs less than a closure. */
export interface Happening {
  happen: () => void
  /** It was called off: it does not happen, and does not move the clock. */
  readonly isOff?: boolean
}

class Timer implements Happening {
  isOff = false
  readonly happen: Action

  constructor(action: Action) {
    this.happen = action
  }
}

export interface EventQueueOptions {
  /** What is asked for later than this does not happen. */
  end?: Ms
  /** The run is over after so many events, wherever the clock then stands. */
  mostEvents?: number
}

export interface EventQueue {
  readonly now: Ms
  /** How many events have happened. */
  readonly handled: number
  /** Has the action happen at a time, after what was asked earlier for the same time. Throws RangeError for a time gone by. */
  at: (time: Ms, action: Action | Happening) => void
  after: (delay: Ms, action: Action | Happening) => void
  /** Like `after`; the function returned calls it off. */
  timer: (delay: Ms, action: Action) => Action
  /** Lets all events happen in their order, those they bring about included, up to a time. */
  run: (until?: Ms) => void
}

/**
 * Virtual time: a queue of what is to happen, from which the clock jumps to the next event.
 * Without an end, throws RangeError beyond 35 virtual minutes, which only an endless scenario reaches.
 */
export function createEventQueue({ end = Infinity, mostEvents = Infinity }: EventQueueOptions = {}): EventQueue {
  // The queue holds numbers of slots: moving them is quicker than moving objects, and an object that happened is let go.
  const queue = new RadixQueue()
  const slots: (Action | Happening | null)[] = []
  const freeSlots: number[] = []
  let now: Ms = 0
  let handled = 0

  function at(time: Ms, action: Action | Happening) {
    if (time > end)
      return
    // Keys are whole microseconds: 31 bits are 35 minutes.
    const tick = Math.round(time * 1000)
    if (!(tick >= queue.now && tick <= HIGHEST_KEY))
      throw new RangeError(`An event at ${time} ms: the clock stands at ${now} ms and ends at ${HIGHEST_KEY / 1000} ms.`)
    const slot = freeSlots.pop() ?? slots.length
    slots[slot] = action
    queue.push(slot, tick)
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
    timer(delay, action) {
      const timer = new Timer(action)
      at(now + delay, timer)
      return () => {
        timer.isOff = true
      }
    },
    run(until = Infinity) {
      const last = Math.round(until * 1000)
      while (handled < mostEvents) {
        const slot = queue.pop(last)
        if (slot < 0)
          return
        const item = slots[slot]!
        slots[slot] = null
        freeSlots.push(slot)
        if (typeof item !== 'function' && item.isOff)
          continue
        now = queue.now / 1000
        handled++
        if (typeof item === 'function')
          item()
        else
          item.happen()
      }
    },
  }
}
