import { pause, within } from './pause.ts'

export interface StartOptions {
  /** Where the service is. */
  origin: string
  /** The same for each attempt, so that the job starts once. */
  key: string
  requestTimeout: number
  retryDelay: number
  signal?: AbortSignal
}

/** Starts the job, again until the server accepts it. @returns its address, and how many seconds the server says to wait */
export async function startJob({ origin, key, requestTimeout, retryDelay, signal }: StartOptions): Promise<{ url: string, retryAfter: number }> {
  for (;;) {
    const response = await fetch(`${origin}/imports`, {
      method: 'POST',
      headers: { 'Idempotency-Key': key },
      signal: within(requestTimeout, signal),
    }).catch(() => undefined)
    signal?.throwIfAborted()
    if (response?.status === 202)
      return { url: origin + response.headers.get('Location')!, retryAfter: Number(response.headers.get('Retry-After')) }
    await pause(retryDelay, signal)
  }
}
