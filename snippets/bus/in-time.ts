import type { Clock } from './system.ts'
import { HandlerTimeoutError } from './errors.ts'

interface Limit {
  /** Milliseconds. */
  timeout: number
  clock: Clock
  /** Aborted when the time is over. */
  stop: AbortController
  /** Milliseconds to wait after that for the work to end, where what follows must not overlap it. */
  patience: number
  /** Told when the work goes on nevertheless. */
  onOverlap: () => void
}

/**
 * The result of `work`, or a rejection when that takes longer than the limit. JavaScript cannot stop a function: the
 * signal tells it, and what it returns afterwards is ignored.
 */
export function inTime<T>(work: () => T | PromiseLike<T>, { timeout, clock, stop, patience, onOverlap }: Limit): T | PromiseLike<T> {
  const result = work()
  if (!isPromise(result) || timeout === Infinity)
    return result
  return new Promise((resolve, reject) => {
    const error = new HandlerTimeoutError(`No answer within ${timeout} ms`)
    let cancel = clock.after(timeout, () => {
      stop.abort(error)
      if (patience === 0)
        return reject(error)
      cancel = clock.after(patience, () => {
        onOverlap()
        reject(error)
      })
    })
    Promise.resolve(result)
      .then(value => stop.signal.reason === error ? reject(error) : resolve(value), reason => reject(stop.signal.reason === error ? error : reason))
      .then(() => cancel())
  })
}

const isPromise = (value: unknown): value is PromiseLike<unknown> => typeof (value as PromiseLike<unknown> | null)?.then === 'function'
