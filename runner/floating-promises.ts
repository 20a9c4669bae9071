import type { RunClock } from './clock.ts'
import type { ElapsedMs, RunEvent } from './record.ts'
import type { Outcome } from './web-inspect.ts'
import { MAX_SPANS } from './job.ts'

// Kept here, since a program may replace the globals.
const NativePromise = globalThis.Promise
const { resolve } = NativePromise
const { then } = NativePromise.prototype

/** Promises of a run that are tracked, most of which turn out to be awaited; later ones run untracked. */
const MAX_TRACKED = 10_000

/** A promise from the moment it was first observed to the moment it settled or was awaited. */
interface TrackedPromise {
  from: ElapsedMs
  to: ElapsedMs | null
  isAwaited: boolean
  /** Its number among the reported promises; null before it is reported. */
  id: number | null
}

export interface FloatTracker {
  /** To be called with each value that a call gives or a timer's callback returns; returns that value. */
  observe: (value: unknown) => unknown
  /** To be called between two turns of the event loop, and at the end: reports the promises observed in this turn and not awaited in it. */
  endTurn: () => void
  /** What a promise has settled with, as far as that is known; undefined while it is pending. */
  outcomeOf: (promise: Promise<unknown>) => Outcome | undefined
  /** Calls a function that reads promises without waiting for them, as printing does. */
  unobserved: <T>(read: () => T) => T
  /** The promise of the program that this one stands for, which is rejected in its place. */
  originalOf: (promise: Promise<unknown>) => Promise<unknown>
}

/**
 * Finds the floating promises of a run, those that nobody awaits. Where a program keeps a promise does not matter, in a
 * variable, in a list or nowhere: what counts is whether some code asks for its outcome, by `await`, `then` or `Promise.all`,
 * or by returning it to code that does. A promise that is awaited in the turn of the event loop in which it was created does
 * not float; one that is awaited later floats until then.
 * It changes `Promise.resolve` of the worker for good.
 */
export function trackFloatingPromises(clock: RunClock, report: (event: RunEvent) => void): FloatTracker {
  const constructors = new WeakMap<object, unknown>()
  const outcomes = new WeakMap<Promise<unknown>, Outcome>()
  const originals = new WeakMap<Promise<unknown>, Promise<unknown>>()
  let tracked = 0
  let ofThisTurn: TrackedPromise[] = []
  let reported = 0
  let isRead = false

  function observe(value: unknown): unknown {
    if (tracked < MAX_TRACKED && isPromise(value) && !constructors.has(value) && Object.isExtensible(value)) {
      tracked += 1
      ofThisTurn.push(watch(value))
    }
    return value
  }

  function watch(promise: Promise<unknown>): TrackedPromise {
    const floating: TrackedPromise = { from: clock.now(), to: null, isAwaited: false, id: null }
    const settle = () => {
      if (floating.to !== null)
        return
      floating.to = clock.now()
      reportEnd(floating)
    }
    const { constructor } = promise
    constructors.set(promise, constructor)
    // Watching a promise counts as handling its rejection: the derived promise is rejected instead, unless the program handles it.
    const derived = then.call(promise, (value) => {
      outcomes.set(promise, { value })
      settle()
    }, (reason) => {
      outcomes.set(promise, { reason })
      settle()
      throw reason
    })
    originals.set(derived, promise)
    // `await`, `then`, `catch` and `finally` all read this first.
    Object.defineProperty(promise, 'constructor', {
      configurable: true,
      get() {
        if (isRead)
          return constructor
        if (!floating.isAwaited)
          void then.call(derived, undefined, () => {})
        floating.isAwaited = true
        settle()
        return constructor
      },
    })
    return floating
  }

  function endTurn() {
    for (const floating of ofThisTurn) {
      if (floating.isAwaited || reported === MAX_SPANS)
        continue
      floating.id = reported++
      report({ type: 'float', id: floating.id, from: floating.from })
      reportEnd(floating)
    }
    ofThisTurn = []
  }

  function reportEnd({ id, to }: TrackedPromise) {
    if (id !== null && to !== null)
      report({ type: 'floated', id, to })
  }

  // `Promise.resolve` reads `constructor` too, but awaits nothing: it returns the very promise.
  Object.defineProperty(NativePromise, 'resolve', {
    value: {
      resolve(this: typeof NativePromise, value: unknown) {
        return this !== undefined && constructors.get(value as object) === this ? value : resolve.call(this, value)
      },
    }.resolve,
  })

  function unobserved<T>(read: () => T): T {
    isRead = true
    try {
      return read()
    }
    finally {
      isRead = false
    }
  }

  return { observe, endTurn, unobserved, outcomeOf: promise => outcomes.get(promise), originalOf: promise => originals.get(promise) ?? promise }
}

function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof NativePromise
  }
  catch {
    // A proxy may throw.
    return false
  }
}
