import { pause } from './pause.ts'

export interface LongPollingOptions {
  /** Longer than the server's own time-out, in milliseconds. */
  requestTimeout: number
  /** After a failure: without it, a client asks as fast as it can while the server is down. */
  retryDelay: number
  /** Random time, at most, on top of it: a server that is back does not meet all clients at once. */
  retrySpread: number
  /** Uniform on [0, 1): `Math.random`. */
  random: () => number
  signal?: AbortSignal
}

/** Asks, and again as soon as there is an answer without the result. */
export async function longPoll(url: string, options: LongPollingOptions): Promise<unknown> {
  const { requestTimeout, signal } = options
  const rest = () => pause(options.retryDelay + options.random() * options.retrySpread, signal)
  for (;;) {
    const timeout = AbortSignal.timeout(requestTimeout)
    try {
      await online(signal)
      // #region ask-again
      const response = await fetch(url, {
        signal: AbortSignal.any([timeout, ...signal ? [signal] : []]),
      })
      if (response.status === 200)
        return await response.json()
      if (response.status !== 204)
        await rest()
      // #endregion ask-again
    }
    catch {
      signal?.throwIfAborted()
      if (!timeout.aborted)
        await rest()
    }
  }
}

/** A browser that has no network says when it is back. */
async function online(signal?: AbortSignal): Promise<void> {
  if (globalThis.navigator?.onLine === false)
    await new Promise(resolve => globalThis.addEventListener('online', resolve, { once: true, signal }))
}
