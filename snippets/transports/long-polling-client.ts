import { pause } from './pause.ts'

export interface LongPollingOptions {
  /** Longer than the server's own time-out, in milliseconds. */
  requestTimeout: number
  /** After a failure: without it, a client asks as fast as it can while the server is down. */
  retryDelay: number
  signal?: AbortSignal
}

/** Asks, and again as soon as there is an answer without the result. */
export async function longPoll(url: string, { requestTimeout, retryDelay, signal }: LongPollingOptions): Promise<unknown> {
  for (;;) {
    const timeout = AbortSignal.timeout(requestTimeout)
    try {
      await online(signal)
      const response = await fetch(url, { signal: AbortSignal.any([timeout, ...signal ? [signal] : []]) })
      if (response.status === 200)
        return await response.json()
      if (response.status !== 204)
        await pause(retryDelay, signal)
    }
    catch {
      signal?.throwIfAborted()
      if (!timeout.aborted)
        await pause(retryDelay, signal)
    }
  }
}

/** A browser that has no network says when it is back. */
async function online(signal?: AbortSignal): Promise<void> {
  if (globalThis.navigator?.onLine === false)
    await new Promise(resolve => globalThis.addEventListener('online', resolve, { once: true, signal }))
}
