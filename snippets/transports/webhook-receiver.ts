import type { IncomingMessage, RequestListener } from 'node:http'
import type { Secret } from './webhook-signature.ts'
import { isGenuine } from './webhook-signature.ts'

export interface ReceiverOptions {
  secret: Secret
  /** Stores the message and its id in one transaction. @returns false for an id that is stored already */
  store: (id: string, data: unknown) => Promise<boolean>
  /** Milliseconds since 1970: `Date.now`. */
  now: () => number
}

/** Larger bodies are no messages of ours. */
const MAX_BODY = 100_000

/** Takes each message once, however often it comes, and answers before it works on it. */
export function webhookReceiver({ secret, store, now }: ReceiverOptions): RequestListener {
  return async (request, response) => {
    const body = await bodyOf(request)
    if (body === undefined)
      return response.writeHead(413).end()
    // #region take-once
    if (!isGenuine(secret, request.headers, body, now() / 1000))
      return response.writeHead(401).end()
    try {
      // Known already: an attempt whose answer was lost. It is answered as the first was.
      await store(String(request.headers['webhook-id']), JSON.parse(body))
      response.writeHead(204).end()
    }
    catch {
      // Not stored: the sender is to come back.
      response.writeHead(503).end()
    }
    // #endregion take-once
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) {
    body += chunk
    if (body.length > MAX_BODY)
      return undefined
  }
  return body
}
