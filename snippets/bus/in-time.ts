import type { Clock } from './system.ts'
import { HandlerTimeoutError } from './errors.ts'

interface Limit {
  /** Milliseconds. */
  timeout: number
  clock: Clock
  /** Aborted when the time is over. */
  stop: AbortController
}

/**
 * The result of `work`, or a rejection when that takes longer than the limit. JavaScript cannot stop a function: the
 * signal tells it, and what it does afterwards is ignored.
 */
export function inTime<T>(work: () => T | PromiseLike<T>, { timeout, clock, stop }: Limit): T | PromiseLike<T> {
  const result = work()
  if (!isPromise(result) || timeout === Infinity)
    return result
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeout, () => {
      const error = new HandlerTimeoutError(`No answer within ${timeout} ms`)
      reject(error)
      stop.abort(error)
    })
    Promise.resolve(result).then(resolve, reject).then(cancel)
  })
}

const isPromise = (value: unknown): value is PromiseLike<unknown> => typeof (value as PromiseLike<unknown> | null)?.then === 'function'
