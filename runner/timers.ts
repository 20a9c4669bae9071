import type { RunClock } from './clock.ts'
import type { RunEvent } from './record.ts'
import { MAX_SPANS } from './job.ts'
import { invalidArgument } from './node-errors.ts'

type Callback = (...args: unknown[]) => unknown

interface TimerListeners {
  report: (event: RunEvent) => void
  /** Called before each callback, when the turn of the event loop before it is over. */
  onFire: () => void
  /** Called after each callback, before the microtasks that it began. */
  onFired: () => void
  /** Called with what a callback throws. */
  onThrow: (error: unknown) => void
  /** Called with what a callback returns, which the program does not get. */
  onReturn: (value: unknown) => void
  warn: (message: string, name: string) => void
}

/** Longest delay of a timer, in milliseconds; Node makes 1 ms of a longer one, and warns. */
const MAX_DELAY = 2 ** 31 - 1

interface Timer {
  handle: unknown
  wait: number
  isRef: boolean
}

/** The timer functions of a run: they know which timers are pending, report each wait, and catch what a callback throws. */
export function createTimers(clock: RunClock, { report, onFire, onFired, onThrow, onReturn, warn }: TimerListeners) {
  const pending = new Map<number, Timer>()
  /** Timers that the program may still name, by their object. */
  const ids = new WeakMap<object, number>()
  let lastTimer = 0
  let waits = 0

  function arm(id: number, callback: () => void, delay: number, isRef: boolean) {
    const wait = waits++
    if (wait < MAX_SPANS)
      report({ type: 'wait', id: wait, from: clock.now() })
    pending.set(id, { wait, isRef, handle: clock.setTimeout(() => {
      onFire()
      // A tick that came before may have cleared it.
      if (!pending.has(id))
        return
      disarm(id, false)
      try {
        callback()
      }
      catch (error) {
        onThrow(error)
      }
      onFired()
    }, delay) })
  }

  function disarm(id: number, cleared: boolean) {
    const timer = pending.get(id)
    if (!timer)
      return
    clock.clearTimeout(timer.handle)
    pending.delete(id)
    if (timer.wait < MAX_SPANS)
      report({ type: 'waited', id: timer.wait, to: clock.now(), cleared })
  }

  /** What `setTimeout` and `setInterval` give in Node. */
  class Timeout {
    #arm: (isRef: boolean) => void
    #isRef = true
    readonly #id: number

    constructor(callback: Callback, delay: number, args: unknown[], repeat: boolean) {
      if (typeof callback !== 'function')
        throw invalidArgument('callback', 'of type function', callback)
      const id = ++lastTimer
      this.#id = id
      ids.set(this, id)
      const tick = () => {
        if (repeat)
          this.#arm(this.#isRef)
        onReturn(callback.apply(this, args))
      }
      this.#arm = isRef => arm(id, tick, delay, isRef)
      this.#arm(true)
    }

    ref() {
      return this.#setRef(true)
    }

    unref() {
      return this.#setRef(false)
    }

    #setRef(isRef: boolean) {
      this.#isRef = isRef
      const timer = pending.get(this.#id)
      if (timer)
        timer.isRef = isRef
      return this
    }

    hasRef() {
      return this.#isRef
    }

    refresh() {
      disarm(this.#id, true)
      this.#arm(this.#isRef)
      return this
    }

    close() {
      disarm(this.#id, true)
      return this
    }

    [Symbol.toPrimitive]() {
      return this.#id
    }

    [Symbol.dispose]() {
      disarm(this.#id, true)
    }
  }

  class Immediate extends Timeout {}
  for (const name of ['refresh', 'close', Symbol.toPrimitive])
    Object.defineProperty(Immediate.prototype, name, { value: undefined })

  // A bundler shortens the names of classes.
  Object.defineProperty(Timeout, 'name', { value: 'Timeout' })
  Object.defineProperty(Immediate, 'name', { value: 'Immediate' })

  function delayOf(delay: unknown): number {
    const ms = delay === undefined ? 1 : Number(delay)
    if (ms >= 1 && ms <= MAX_DELAY)
      return Math.trunc(ms)
    if (ms > MAX_DELAY)
      warn(`${ms} does not fit into a 32-bit signed integer.\nTimeout duration was set to 1.`, 'TimeoutOverflowWarning')
    else if (ms < 0)
      warn(`${ms} is a negative number.\nTimeout duration was set to 1.`, 'TimeoutNegativeWarning')
    else if (Number.isNaN(ms))
      warn(`${ms} is not a number.\nTimeout duration was set to 1.`, 'TimeoutNaNWarning')
    return 1
  }

  function clear(timer: unknown) {
    const id = typeof timer === 'object' && timer !== null ? ids.get(timer) : Number(timer)
    if (id !== undefined)
      disarm(id, true)
  }

  return {
    /** Whether a timer keeps the run going. */
    isWaited: () => [...pending.values()].some(({ isRef }) => isRef),
    isPending: () => pending.size > 0,
    functions: {
      setTimeout: (callback: Callback, delay?: number, ...args: unknown[]) => new Timeout(callback, delayOf(delay), args, false),
      setInterval: (callback: Callback, delay?: number, ...args: unknown[]) => new Timeout(callback, delayOf(delay), args, true),
      setImmediate: (callback: Callback, ...args: unknown[]) => new Immediate(callback, 0, args, false),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    },
    /** `AbortSignal.timeout`, on the clock of the run; unlike Node's, it keeps the run going. */
    abortAfter(ms: number): AbortSignal {
      const controller = new AbortController()
      void new Timeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms, [], false)
      return controller.signal
    },
  }
}
