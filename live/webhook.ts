import type { AddressInfo } from 'node:net'
import type { Passage } from './proxy.ts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { webhookReceiver } from '../snippets/transports/webhook-receiver.ts'
import { sendWebhook } from '../snippets/transports/webhook-sender.ts'
import { Faults, startProxy } from './proxy.ts'

export interface WebhookCase {
  latency: number
  /** The receiver's first answers are lost on their way: it acts, the sender does not know. */
  lostAnswers: number
  onPassage: (passage: Passage) => void
  now: () => number
  random: () => number
  backoffBase: number
}

/** A webhook from one server to another, over a network of ours. @returns the ids of what the receiver stored, each once */
export async function runWebhook({ latency, lostAnswers, onPassage, now, random, backoffBase }: WebhookCase): Promise<string[]> {
  const secret = 'whsec-live'
  const stored: string[] = []
  const receiver = createServer(webhookReceiver({ secret, now, async store(id) {
    const isNew = !stored.includes(id)
    if (isNew)
      stored.push(id)
    return isNew
  } })).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const faults = new Faults()
  let answersToLose = lostAnswers
  const proxy = await startProxy({ target: (receiver.address() as AddressInfo).port, latency, faults, onPassage(passage) {
    onPassage(passage)
    if (passage.direction === 'down' && answersToLose-- > 0)
      faults.loseNext()
  } })
  const options = { secret, attempts: 5, backoffBase, requestTimeout: 4 * latency + 500, random, now }
  await sendWebhook(`http://127.0.0.1:${proxy.port}/webhooks`, 'msg-1', { import: 42, lines: 1240 }, options)
  proxy.close()
  receiver.closeAllConnections()
  receiver.close()
  return stored
}
