import type { Clock } from './system.ts'

/** Timers that are cancelled together. Once that is done, whoever would wait is called back at once. */
export function createTimers(clock: Clock) {
  const cancels = new Set<() => void>()
  let isClosed = false

  return {
    after(ms: number, callback: () => unknown) {
      if (isClosed)
        return void callback()
      const cancel = clock.after(ms, () => {
        cancels.delete(cancel)
        return callback()
      })
      cancels.add(cancel)
    },

    cancelAll() {
      isClosed = true
      cancels.forEach(cancel => cancel())
      cancels.clear()
    },
  }
}
