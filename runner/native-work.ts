// A program may put something else in its place.
const { then } = globalThis.Promise.prototype

/** Asynchronous work of the engine itself that a run can start, and that no timer tells of: `crypto.subtle`. */
export interface NativeWork {
  /** Calls without an answer yet. A run is not over before, and virtual time stands still. */
  pending: number
}

/** Counts the calls of `crypto.subtle`, which a page without HTTPS does not have. The worker is of no other use afterwards. */
export function trackNativeWork(): NativeWork {
  const work = { pending: 0 }
  const subtle: Record<string, unknown> = globalThis.crypto?.subtle ? Object.getPrototypeOf(globalThis.crypto.subtle) : {}
  for (const name of Object.getOwnPropertyNames(subtle)) {
    const { value } = Object.getOwnPropertyDescriptor(subtle, name)!
    if (typeof value !== 'function' || name === 'constructor')
      continue
    subtle[name] = function (this: unknown, ...args: unknown[]) {
      work.pending += 1
      const done = () => void (work.pending -= 1)
      return then.call(value.apply(this, args), (result) => {
        done()
        return result
      }, (error) => {
        done()
        throw error
      })
    }
  }
  return work
}
