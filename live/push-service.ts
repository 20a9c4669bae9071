import type { RequestListener } from 'node:http'
import { Buffer } from 'node:buffer'
import { createPublicKey, randomUUID, verify } from 'node:crypto'

/** A notification as the push service has it: it cannot read it. */
export interface StoredPush {
  body: Buffer
  headers: Record<string, string>
}

export interface LocalPushService {
  answer: RequestListener
  /** A device is there, and takes what comes; the function returned takes it away again. */
  attach: (path: string, deliver: (push: StoredPush) => void) => () => void
}

/** The time that a message is kept at most, in seconds. */
const MAX_TTL = 4 * 7 * 24 * 3600

/**
 * A push service on this machine: a device subscribes (RFC 8030, section 4), a server pushes to its address (section 5) with a signature
 * (RFC 8292), the service keeps what it cannot deliver until its TTL is over.
 * @param after calls back so many milliseconds later
 * @param now in seconds
 */
export function createPushService(after: (ms: number, act: () => void) => void, now: () => number): LocalPushService {
  const devices = new Map<string, { deliver?: (push: StoredPush) => void, kept: StoredPush[] }>()

  return {
    attach(path, deliver) {
      const device = devices.get(path)!
      device.deliver = deliver
      device.kept.splice(0).forEach(deliver)
      return () => delete device.deliver
    },
    async answer(request, response) {
      const { url: path = '', headers } = request
      if (request.method === 'POST' && path === '/subscribe') {
        const address = `/push/${randomUUID()}`
        devices.set(address, { kept: [] })
        return response.writeHead(201, { Location: address }).end()
      }
      const device = devices.get(path)
      if (!device)
        return response.writeHead(410).end()
      const ttl = Number(headers.ttl)
      if (headers.ttl === undefined || !Number.isInteger(ttl) || ttl < 0)
        return response.writeHead(400).end('TTL is missing')
      if (!isSigned(headers.authorization ?? '', `https://${headers.host}`, now()))
        return response.writeHead(403).end()

      const chunks: Buffer[] = []
      for await (const chunk of request as AsyncIterable<Buffer>)
        chunks.push(chunk)
      const push: StoredPush = { body: Buffer.concat(chunks), headers: { 'content-encoding': String(headers['content-encoding']) } }
      if (device.deliver) {
        device.deliver(push)
      }
      else if (ttl > 0) {
        device.kept.push(push)
        after(Math.min(ttl, MAX_TTL) * 1000, () => device.kept = device.kept.filter(kept => kept !== push))
      }
      response.writeHead(201, { Location: `/message/${randomUUID()}`, TTL: String(Math.min(ttl, MAX_TTL)) }).end()
    },
  }
}

/** Whether `Authorization: vapid t=…, k=…` is a token for this service, of today, signed by the key that it names. */
function isSigned(authorization: string, audience: string, now: number): boolean {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), *k=([\w-]+)$/.exec(authorization) ?? []
  const [header, claims, signature = ''] = token.split('.')
  const point = fromBase64(key)
  if (point.length !== 65)
    return false
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' })
  const { aud, exp } = JSON.parse(fromBase64(claims ?? '').toString() || '{}') as { aud?: string, exp?: number }
  return aud === audience && exp !== undefined && exp > now && exp <= now + 24 * 3600
    && verify('sha256', new TextEncoder().encode(`${header}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, fromBase64(signature))
}

const fromBase64 = (text: string) => Buffer.from(text, 'base64url')
