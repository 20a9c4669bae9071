import type { Ms } from './trace.ts'
import { HIGHEST_KEY, RadixQueue } from './radix-queue.ts'

type Callback = () => void

/** An event as an object: where there are many, an object weighs less than a closure. */
export interface ScheduledEvent {
  /** Called when the event is due. */
  fire: () => void
  /** A cancelled event is skipped, and the clock does not stop at it. */
  readonly isCancelled?: boolean
}

class Timer implements ScheduledEvent {
  isCancelled = false
  readonly fire: Callback

  constructor(callback: Callback) {
    this.fire = callback
  }
}

export interface EventQueueOptions {
  /** Events scheduled after this time are dropped. */
  end?: Ms
  /** `run` stops after this many events, wherever the clock then stands. */
  maxEvents?: number
}

export interface EventQueue {
  /** The virtual clock: time of the event that was handled last. */
  readonly now: Ms
  /** Number of events handled so far. */
  readonly handled: number
  /** Schedules an event at a time, behind those already scheduled for the same time. Throws RangeError for a time in the past. */
  at: (time: Ms, event: Callback | ScheduledEvent) => void
  /** Schedules an event after a delay from now. Throws RangeError for a negative delay. */
  after: (delay: Ms, event: Callback | ScheduledEvent) => void
  /** Like `after`; returns a function that cancels the event. */
  timer: (delay: Ms, callback: Callback) => Callback
  /** Handles all events up to a time in order, those that they schedule included. */
  run: (until?: Ms) => void
}

/**
 * Virtual time: a queue of events, where the clock jumps from each event to the next one.
 * Without an end, throws RangeError for an event after 35 virtual minutes, which only an endless scenario reaches.
 */
export function createEventQueue({ end = Infinity, maxEvents = Infinity }: EventQueueOptions = {}): EventQueue {
  // The radix queue orders slot numbers: numbers move faster than objects, and a slot that was emptied keeps no object alive.
  const queue = new RadixQueue()
  const slots: (Callback | ScheduledEvent | null)[] = []
  const freeSlots: number[] = []
  let now: Ms = 0
  let handled = 0

  function at(time: Ms, event: Callback | ScheduledEvent) {
    if (time > end)
      return
    // Keys are whole microseconds: 31 bits are 35 minutes.
    const key = Math.round(time * 1000)
    if (!(key >= queue.now && key <= HIGHEST_KEY))
      throw new RangeError(`An event at ${time} ms: the clock stands at ${now} ms and ends at ${HIGHEST_KEY / 1000} ms.`)
    const slot = freeSlots.pop() ?? slots.length
    slots[slot] = event
    queue.push(slot, key)
  }

  return {
    get now() {
      return now
    },
    get handled() {
      return handled
    },
    at,
    after: (delay, event) => at(now + delay, event),
    timer(delay, callback) {
      const timer = new Timer(callback)
      at(now + delay, timer)
      return () => {
        timer.isCancelled = true
      }
    },
    run(until = Infinity) {
      const lastKey = Math.round(until * 1000)
      while (handled < maxEvents) {
        const slot = queue.pop(lastKey)
        if (slot < 0)
          return
        const event = slots[slot]!
        slots[slot] = null
        freeSlots.push(slot)
        if (typeof event !== 'function' && event.isCancelled)
          continue
        now = queue.now / 1000
        handled++
        if (typeof event === 'function')
          event()
        else
          event.fire()
      }
    },
  }
}
