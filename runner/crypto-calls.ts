// A program may put something else in its place.
const { then } = globalThis.Promise.prototype

/** The calls of `crypto.subtle`: asynchronous work that a run can start, and that no timer shows. */
export interface CryptoCalls {
  /** Calls that have not settled. While there are any, the run is not over and virtual time stands still. */
  pending: number
}

/** Counts the calls of `crypto.subtle`, which a page without HTTPS does not have. It replaces its methods in the worker for good. */
export function trackCryptoCalls(): CryptoCalls {
  const calls = { pending: 0 }
  const subtle: Record<string, unknown> = globalThis.crypto?.subtle ? Object.getPrototypeOf(globalThis.crypto.subtle) : {}
  for (const name of Object.getOwnPropertyNames(subtle)) {
    const { value } = Object.getOwnPropertyDescriptor(subtle, name)!
    if (typeof value !== 'function' || name === 'constructor')
      continue
    subtle[name] = function (this: unknown, ...args: unknown[]) {
      calls.pending += 1
      const done = () => void (calls.pending -= 1)
      return then.call(value.apply(this, args), (result) => {
        done()
        return result
      }, (error) => {
        done()
        throw error
      })
    }
  }
  return calls
}
