import type { Clock } from './clock.ts'
import type { Ms, RunEvent } from './record.ts'
import { MAX_SPANS } from './job.ts'

// A program may put something else in their place.
const NativePromise = globalThis.Promise
const { resolve } = NativePromise
const { then } = NativePromise.prototype

/** Promises of a run that are followed, most of them to see that somebody awaits them; later ones still run. */
const MAX_FOLLOWED = 10_000

/** A promise from the moment it was seen to the moment it settled or was awaited. */
interface Followed {
  from: Ms
  to: Ms | null
  isAwaited: boolean
  /** Null before it is reported. */
  id: number | null
}

export interface Floats {
  /** To be shown each value that a call gives or a timer's callback returns; it gives it back. */
  follow: (value: unknown) => unknown
  /** To be called between two turns of the event loop, and at the end: reports what was seen and not awaited since. */
  endTurn: () => void
}

/**
 * Tells which promises nobody awaits. Where a program keeps them does not matter, in a variable, in a list or nowhere: what
 * counts is whether anybody asks for their outcome, by `await`, `then` or `Promise.all`, or by returning them to somebody
 * who does. Who asks in the turn of the event loop in which the promise came leaves no gap; who asks later ends one.
 * The worker is of no other use afterwards.
 */
export function createFloats(clock: Clock, report: (event: RunEvent) => void): Floats {
  const constructors = new WeakMap<object, unknown>()
  let seen = 0
  let recent: Followed[] = []
  let reported = 0

  function follow(value: unknown): unknown {
    if (seen < MAX_FOLLOWED && isPromise(value) && !constructors.has(value) && Object.isExtensible(value)) {
      seen += 1
      recent.push(watch(value))
    }
    return value
  }

  function watch(promise: Promise<unknown>): Followed {
    const followed: Followed = { from: clock.now(), to: null, isAwaited: false, id: null }
    const land = () => {
      if (followed.to !== null)
        return
      followed.to = clock.now()
      reportEnd(followed)
    }
    const { constructor } = promise
    constructors.set(promise, constructor)
    // To watch a promise is to handle it: its double rejects in its stead, until somebody else handles it.
    const double = then.call(promise, land, (error) => {
      land()
      throw error
    })
    // `await`, `then`, `catch` and `finally` all read this first.
    Object.defineProperty(promise, 'constructor', {
      configurable: true,
      get() {
        if (!followed.isAwaited)
          void then.call(double, undefined, () => {})
        followed.isAwaited = true
        land()
        return constructor
      },
    })
    return followed
  }

  function endTurn() {
    for (const followed of recent) {
      if (followed.isAwaited || reported === MAX_SPANS)
        continue
      followed.id = reported++
      report({ type: 'float', id: followed.id, from: followed.from })
      reportEnd(followed)
    }
    recent = []
  }

  function reportEnd({ id, to }: Followed) {
    if (id !== null && to !== null)
      report({ type: 'floated', id, to })
  }

  // It reads `constructor` as well, and awaits nothing: it gives back the very promise.
  Object.defineProperty(NativePromise, 'resolve', {
    value: {
      resolve(this: typeof NativePromise, value: unknown) {
        return this !== undefined && constructors.get(value as object) === this ? value : resolve.call(this, value)
      },
    }.resolve,
  })

  return { follow, endTurn }
}

function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof NativePromise
  }
  catch {
    // A proxy may refuse to tell.
    return false
  }
}
