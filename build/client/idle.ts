interface IdleOptions {
  /** Milliseconds to wait where the browser has no idle callbacks, as in Safari. */
  fallbackDelay: number
  /** Milliseconds after which the action runs even if the browser was never idle; without it, no bound. */
  timeout?: number
}

/**
 * Runs an action when the browser is idle.
 * @param action is given the milliseconds for which the browser expects to stay idle; Infinity where it cannot tell
 */
export function whenIdle(action: (idleMs: number) => void, { fallbackDelay, timeout }: IdleOptions): void {
  if ('requestIdleCallback' in globalThis)
    requestIdleCallback(deadline => action(deadline.timeRemaining()), { timeout })
  else
    setTimeout(action, fallbackDelay, Infinity)
}
