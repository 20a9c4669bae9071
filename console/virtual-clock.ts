import type { Clock } from '../snippets/system.ts'

/** Turns of the event loop after which nothing more happens without a timer. */
const QUIET_TURNS = 12

function nextTurn() {
  return new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}

/** A clock that only goes on when it is told to: `advance(to)`, in milliseconds since its start. */
export function createVirtualClock(): Clock & { advance: (to: number) => Promise<void> } {
  const timers = new Set<{ at: number, callback: () => unknown }>()
  let now = 0

  async function quiet() {
    for (let turn = 0; turn < QUIET_TURNS; turn++)
      await nextTurn()
  }

  async function advance(to: number) {
    await quiet()
    for (let [next] = earliest(to); next; [next] = earliest(to)) {
      timers.delete(next)
      now = next.at
      void next.callback()
      await quiet()
    }
    now = to
  }

  const earliest = (until: number) => [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)

  return {
    now: () => now,
    after: (ms, callback) => {
      const timer = { at: now + Math.max(0, ms), callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance,
  }
}
