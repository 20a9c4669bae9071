import { Buffer } from 'node:buffer'
import { createHmac, timingSafeEqual } from 'node:crypto'

/** What both ends know, and nobody else. */
export type Secret = string

/** The signature of one attempt, in the form of the Standard Webhooks specification. */
export function sign(secret: Secret, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** How old a message may be, in seconds: what was overheard cannot be sent again later. */
const TOLERANCE = 5 * 60

/** Whether the message is of somebody who knows the secret, and of now. @param now in seconds */
export function isGenuine(secret: Secret, headers: Record<string, string | string[] | undefined>, body: string, now: number): boolean {
  const timestamp = Number(headers['webhook-timestamp'])
  // Also false for what is no number.
  const isFresh = Math.abs(now - timestamp) <= TOLERANCE
  const expected = Buffer.from(sign(secret, String(headers['webhook-id']), timestamp, body))
  const given = Buffer.from(String(headers['webhook-signature']))
  // A comparison that takes as long wherever the first difference is.
  return isFresh && expected.length === given.length && timingSafeEqual(expected, given)
}
