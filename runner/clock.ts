import type { ClockKind } from './job.ts'
import type { Ms } from './record.ts'

/** Timers and dates of one run. */
export interface Clock {
  /** Sets the time to 0. */
  start: () => void
  now: () => Ms
  setTimeout: (callback: () => void, delay: Ms) => unknown
  clearTimeout: (handle: unknown) => void
  /** Globals a run sees instead of the worker's own, so that it cannot tell the clocks apart. */
  globals: Record<string, unknown>
  /** Lets time pass: a few milliseconds, or, under the virtual clock, up to the next timer unless `isHeld`. */
  advance: (isHeld: () => boolean) => Promise<unknown>
}

/** Date at which a run under the virtual clock starts. */
const VIRTUAL_START = Date.UTC(2026, 0, 15, 9)

// A program may put something else in their place.
const nativeSetTimeout = globalThis.setTimeout
const nativeClearTimeout = globalThis.clearTimeout
const NativePromise = globalThis.Promise

/** Real milliseconds, whatever the clock of the run and whatever a program puts in its place. */
export const nativeNow = performance.now.bind(performance)

/** Real milliseconds too. Lets microtasks and the reports of rejections through. */
export const pause = (ms: number) => new NativePromise<void>(resolve => nativeSetTimeout(resolve, ms))

export async function createClock(kind: ClockKind): Promise<Clock> {
  if (kind === 'virtual')
    return virtualClock()
  let start = nativeNow()
  return {
    start: () => { start = nativeNow() },
    now: () => Math.round(nativeNow() - start),
    setTimeout: (callback, delay) => nativeSetTimeout(callback, delay),
    clearTimeout: handle => nativeClearTimeout(handle as number),
    globals: {},
    advance: () => pause(5),
  }
}

async function virtualClock(): Promise<Clock> {
  const { createClock: createFakeClock } = await import('@sinonjs/fake-timers')
  const clock = createFakeClock(VIRTUAL_START)
  return {
    start: () => {},
    now: () => clock.now - VIRTUAL_START,
    setTimeout: (callback, delay) => clock.setTimeout(callback, delay),
    clearTimeout: handle => clock.clearTimeout(handle as number),
    globals: { Date: clock.Date, performance: { now: () => clock.now - VIRTUAL_START } },
    advance: async (isHeld) => {
      // A browser reports a floating rejection in a task of its own, which may come after the first turn.
      await pause(0)
      if (!isHeld())
        clock.next()
    },
  }
}
