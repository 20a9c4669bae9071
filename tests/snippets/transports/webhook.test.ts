import { describe, expect, it } from 'vitest'
import { runWebhook } from '../../../live/webhook.ts'
import { webhookReceiver } from '../../../snippets/transports/webhook-receiver.ts'
import { sendWebhook } from '../../../snippets/transports/webhook-sender.ts'
import { isGenuine, sign } from '../../../snippets/transports/webhook-signature.ts'
import { listen } from './service.ts'

const secret = 'whsec'
const NOW = 1_700_000_000
const now = () => NOW * 1000
const options = { secret, attempts: 3, backoffBase: 0, requestTimeout: 60_000, random: () => 0, now }
const headersOf = (signature: string, timestamp = NOW) => ({ 'webhook-id': 'm', 'webhook-timestamp': String(timestamp), 'webhook-signature': signature })

describe('a signature', () => {
  it('is as the Standard Webhooks specification writes it', () => {
    expect(sign('secret', 'msg', 1, '{}')).toMatch(/^v1,[\w+/]{43}=$/)
  })

  it('holds for this body, this id and this time only, and for those who know the secret', () => {
    const signature = sign(secret, 'm', NOW, '{"a":1}')
    expect(isGenuine(secret, headersOf(signature), '{"a":1}', NOW)).toBe(true)
    expect(isGenuine(secret, headersOf(signature), '{"a":2}', NOW)).toBe(false)
    expect(isGenuine(secret, headersOf(signature, NOW + 1), '{"a":1}', NOW)).toBe(false)
    expect(isGenuine(secret, { ...headersOf(signature), 'webhook-id': 'n' }, '{"a":1}', NOW)).toBe(false)
    expect(isGenuine('other', headersOf(signature), '{"a":1}', NOW)).toBe(false)
    expect(isGenuine(secret, {}, '{"a":1}', NOW)).toBe(false)
  })

  it('is worth five minutes', () => {
    const headers = headersOf(sign(secret, 'm', NOW, ''))
    expect(isGenuine(secret, headers, '', NOW + 300)).toBe(true)
    expect(isGenuine(secret, headers, '', NOW + 301)).toBe(false)
    expect(isGenuine(secret, headers, '', NOW - 301)).toBe(false)
  })
})

describe('a webhook', () => {
  it('is stored once where its answer was lost, and acknowledged', async () => {
    const seen: string[] = []
    const stored = await runWebhook({ latency: 1, lostAnswers: 1, backoffBase: 0, random: () => 0, now, onPassage: ({ direction, message }) =>
      seen.push(`${direction} ${message.kind === 'response' ? message.status : message.kind}`) })
    expect(stored).toEqual(['msg-1'])
    expect(seen.filter(text => text !== 'up piece')).toEqual(['up request', 'down 204', 'up request', 'down 204'])
  })

  it('is sent again after an error of the server, and no more than so many times', async () => {
    let attempts = 0
    const url = await listen((_, response) => response.writeHead(++attempts < 3 ? 503 : 204).end())
    await sendWebhook(url, 'm', {}, options)
    expect(attempts).toBe(3)
    attempts = -10
    await expect(sendWebhook(url, 'm', {}, options)).rejects.toThrow('503 after 3 attempts')
  })

  it('is given up at once where another attempt would be refused too', async () => {
    let attempts = 0
    const url = await listen((_, response) => response.writeHead([429, 400][attempts++]!).end())
    await expect(sendWebhook(url, 'm', {}, options)).rejects.toThrow('400 after 2 attempts')
  })

  it('of somebody else, or too large, is not stored; one that cannot be stored is asked for again', async () => {
    const stored: unknown[] = []
    const url = await listen(webhookReceiver({ secret, now, async store(id, data) {
      if (id === 'broken')
        throw new Error('no room')
      stored.push(data)
      return true
    } }))
    const statusOf = async (id: string, body: string, key = secret) =>
      (await fetch(url, { method: 'POST', body, headers: { ...headersOf(sign(key, id, NOW, body)), 'webhook-id': id } })).status
    expect(await statusOf('m', '{}', 'other')).toBe(401)
    expect(await statusOf('m', ' '.repeat(100_001))).toBe(413)
    expect(await statusOf('broken', '{}')).toBe(503)
    expect(await statusOf('m', '{"a":1}')).toBe(204)
    expect(stored).toEqual([{ a: 1 }])
  })
})
