import type { ClockKind } from './job.ts'
import type { LoadModule } from './modules.ts'
import type { ElapsedMs } from './record.ts'
import { round } from './intrinsics.ts'
import { FAKE_TIMERS } from './modules.ts'
import { virtualGlobals } from './virtual-time.ts'

/** The time of one run, real or virtual: its timers and its dates. */
export interface RunClock {
  /** Sets the time to 0. */
  start: () => void
  now: () => ElapsedMs
  /** Milliseconds, of which a real clock knows fractions. */
  nowExact: () => number
  setTimeout: (callback: () => void, delayMs: number) => unknown
  clearTimeout: (handle: unknown) => void
  /** Globals that the run gets instead of the worker's own, so that a program cannot tell a virtual clock from a real one. */
  globals: Record<string, unknown>
  /** Lets time pass: a few milliseconds, or under the virtual clock up to the next timer, unless `isHeld` says that time stands still. */
  advance: (isHeld: () => boolean) => Promise<unknown>
}

/** Date at which a run under the virtual clock starts. */
const VIRTUAL_START = Date.UTC(2026, 0, 15, 9)

// Kept here, since a program may replace the globals.
const nativeSetTimeout = globalThis.setTimeout
const nativeClearTimeout = globalThis.clearTimeout
const NativePromise = globalThis.Promise

/** Real milliseconds, whatever the clock of the run, and even if a program replaces `performance`. */
export const nativeNow = performance.now.bind(performance)

/** Resolves after real milliseconds, by when microtasks have run and rejections have been reported. */
export const pause = (ms: number) => new NativePromise<void>(resolve => nativeSetTimeout(resolve, ms))

export async function createClock(kind: ClockKind, load: LoadModule): Promise<RunClock> {
  if (kind === 'virtual')
    return virtualClock(load)
  let start = nativeNow()
  return {
    start: () => { start = nativeNow() },
    now: () => round(nativeNow() - start),
    nowExact: () => nativeNow() - start,
    setTimeout: (callback, delayMs) => nativeSetTimeout(callback, delayMs),
    clearTimeout: handle => nativeClearTimeout(handle as number),
    globals: {},
    advance: () => pause(5),
  }
}

async function virtualClock(load: LoadModule): Promise<RunClock> {
  const { createClock: createFakeClock } = await load(FAKE_TIMERS) as typeof import('@sinonjs/fake-timers')
  const clock = createFakeClock(VIRTUAL_START)
  return {
    start: () => {},
    now: () => clock.now - VIRTUAL_START,
    nowExact: () => clock.now - VIRTUAL_START,
    setTimeout: (callback, delayMs) => clock.setTimeout(callback, delayMs),
    clearTimeout: handle => clock.clearTimeout(handle as number),
    globals: virtualGlobals(clock, VIRTUAL_START),
    advance: async (isHeld) => {
      // A browser reports a floating rejection in a task of its own, which may come after the first turn.
      await pause(0)
      if (!isHeld())
        clock.next()
    },
  }
}
