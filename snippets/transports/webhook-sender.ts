import type { Secret } from './webhook-signature.ts'
import { pause } from './pause.ts'
import { sign } from './webhook-signature.ts'

export interface WebhookOptions {
  secret: Secret
  attempts: number
  /** Longest wait before the second attempt in milliseconds; it doubles with each. */
  backoffBase: number
  requestTimeout: number
  /** Uniform on [0, 1): `Math.random`. */
  random: () => number
  /** Milliseconds since 1970: `Date.now`. */
  now: () => number
}

/** Tells another service, again until it answers 2xx. @throws after the last attempt, or at once where another would be refused too */
export async function sendWebhook(url: string, id: string, data: unknown, options: WebhookOptions): Promise<void> {
  const { secret, attempts, backoffBase, requestTimeout, random, now } = options
  const body = JSON.stringify(data)
  for (let attempt = 0; ; attempt++) {
    // The id is the same each time, the time and so the signature are not.
    const timestamp = Math.floor(now() / 1000)
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        // #region signed
        'webhook-id': id,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': sign(secret, id, timestamp, body),
        // #endregion signed
      },
      body,
      // An address that a customer gave may lead elsewhere.
      redirect: 'manual',
      signal: AbortSignal.timeout(requestTimeout),
    }).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok)
      return
    const isFinal = response && response.status >= 400 && response.status < 500 && ![408, 425, 429].includes(response.status)
    if (isFinal || attempt + 1 >= attempts)
      throw new Error(`The webhook was not taken: ${response?.status ?? 'no answer'} after ${attempt + 1} attempts`)
    await pause(random() * backoffBase * 2 ** attempt)
  }
}
