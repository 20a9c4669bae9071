import type { RunClock } from './clock.ts'
import type { RunEvent } from './record.ts'
import { MAX_SPANS } from './job.ts'

type Callback = (...args: unknown[]) => unknown

interface TimerListeners {
  report: (event: RunEvent) => void
  /** Called before each callback, when the turn of the event loop before it is over. */
  onFire: () => void
  /** Called with what a callback throws. */
  onThrow: (error: unknown) => void
  /** Called with what a callback returns, which the program does not get. */
  onReturn: (value: unknown) => void
}

/** The timer functions of a run: they know which timers are pending, report each wait, and catch what a callback throws. */
export function createTimers(clock: RunClock, { report, onFire, onThrow, onReturn }: TimerListeners) {
  const pending = new Map<number, { handle: unknown, wait: number }>()
  let lastTimer = 0
  let waits = 0

  function arm(id: number, callback: () => void, delay: number) {
    const wait = waits++
    if (wait < MAX_SPANS)
      report({ type: 'wait', id: wait, from: clock.now() })
    pending.set(id, { wait, handle: clock.setTimeout(() => {
      onFire()
      disarm(id, false)
      try {
        callback()
      }
      catch (error) {
        onThrow(error)
      }
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

  function start(callback: Callback, delay: unknown, args: unknown[], repeat: boolean): number {
    if (typeof callback !== 'function')
      throw new TypeError('The first argument of a timer must be a function')
    const id = ++lastTimer
    const ms = Math.max(1, Number(delay) || 1)
    const tick = () => {
      if (repeat)
        arm(id, tick, ms)
      onReturn(callback(...args))
    }
    arm(id, tick, ms)
    return id
  }

  const clear = (id: number) => disarm(id, true)
  return {
    pending,
    functions: {
      setTimeout: (callback: Callback, delay?: number, ...args: unknown[]) => start(callback, delay, args, false),
      setInterval: (callback: Callback, delay?: number, ...args: unknown[]) => start(callback, delay, args, true),
      setImmediate: (callback: Callback, ...args: unknown[]) => start(callback, 0, args, false),
      clearTimeout: clear,
      clearInterval: clear,
      clearImmediate: clear,
    },
    /** `AbortSignal.timeout`, on the clock of the run; unlike Node's, it keeps the run going. */
    abortAfter(ms: number): AbortSignal {
      const controller = new AbortController()
      start(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms, [], false)
      return controller.signal
    },
  }
}
