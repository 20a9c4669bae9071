/** Waits for so many milliseconds. @throws once the signal is aborted */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(new Error('The wait is over.', { cause: signal.reason }))
    }, { once: true })
  })
}

/** Aborts after so many milliseconds, and with the signal. */
export function within(ms: number, signal?: AbortSignal): AbortSignal {
  return AbortSignal.any([AbortSignal.timeout(ms), ...signal ? [signal] : []])
}
