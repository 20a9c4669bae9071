import type { Clock } from './system.ts'
import { nextTask } from './next-task.ts'

export interface VirtualClock extends Clock {
  /** Lets time pass; after each timer that fires, all that it set going ends before the next one. */
  advance: (ms: number) => Promise<void>
  /** Sets the date forward or back, as a time server does: no timer fires for it. */
  jump: (ms: number) => void
}

/** @param quiet resolves when nothing is under way but timers */
export function createVirtualClock(quiet: () => Promise<void> = nextTask): VirtualClock {
  const timers = new Set<{ at: number, callback: () => unknown }>()
  let elapsed = 0
  let offset = Date.UTC(2026, 0, 15, 9)

  async function advance(ms: number) {
    const until = elapsed + ms
    await quiet()
    for (let next = earliest(until); next; next = earliest(until)) {
      timers.delete(next)
      elapsed = next.at
      await next.callback()
      await quiet()
    }
    elapsed = until
  }

  function earliest(until: number) {
    const [first] = [...timers].sort((a, b) => a.at - b.at)
    return first && first.at <= until ? first : undefined
  }

  return {
    now: () => elapsed + offset,
    after: (ms, callback) => {
      const timer = { at: elapsed + Math.max(0, ms), callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance,
    jump: (ms) => { offset += ms },
  }
}
