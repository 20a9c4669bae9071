import { pause, within } from './pause.ts'

export interface PollingOptions {
  /** Between an answer and the next request, in milliseconds. */
  interval: number
  /** Share by which an interval is longer or shorter, at most. */
  spread: number
  /** Uniform on [0, 1): `Math.random` */
  random: () => number
  /** Seconds that the server said to wait, where it sets the pace. */
  retryAfter?: number
  /** `no-cache` lets the browser send the ETag it has, `no-store` does without. */
  cache: 'no-cache' | 'no-store'
  requestTimeout: number
  signal?: AbortSignal
}

/** How the job stands. */
interface Answer { status: 'running' | 'done', result?: unknown }

/** Asks until the result is there, each time a while after the answer. */
export async function poll(url: string, options: PollingOptions): Promise<unknown> {
  const { interval, spread, random, cache, requestTimeout, signal } = options
  let retryAfter = options.retryAfter
  for (;;) {
    // Clients that start together do not ask together; what the server says is the least.
    const share = retryAfter === undefined ? 2 * random() - 1 : random()
    await pause((retryAfter === undefined ? interval : retryAfter * 1000) * (1 + spread * share), signal)
    retryAfter = undefined
    try {
      // #region ask
      const response = await fetch(url, { cache, signal: within(requestTimeout, signal) })
      const { status, result } = await response.json() as Answer
      if (status === 'done')
        return result
      if (options.retryAfter !== undefined)
        retryAfter = Number(response.headers.get('Retry-After'))
      // #endregion ask
    }
    catch {
      signal?.throwIfAborted()
    }
  }
}
