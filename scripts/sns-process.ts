/**
 * One of the processes of `npm run sns`, named by its argument; the story is that of the slide on SNS. What it does it tells
 * its parent, fact by fact.
 */
import type { SnsSubscribeOptions } from '../snippets/sns/index.ts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createBus } from '../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../snippets/bus/node-sqlite.ts'
import { createSnsBus } from '../snippets/sns/index.ts'

interface Documents { documentUploaded: { document: string } }

/** What all processes of a story know. */
export interface Story {
  client: { region: string, endpoint?: string, profile?: string, credentials?: { accessKeyId: string, secretAccessKey: string } }
  account: string
  prefix: string
  isFifo: boolean
  isSlow: boolean
  /** Of Core's processes, one each. */
  ports: number[]
  /** Core's, which its processes share. */
  database: string
}

/** What a process tells of itself, or whoever started it of it. */
export interface Fact {
  what: 'is-up' | 'uploads' | 'uploads-again' | 'stored' | 'published' | 'reads' | 'reads-again' | 'read' | 'is-killed' | 'starts-again'
  document?: string
  attempt?: number
}

const [, , role = '', index = '0', given = '{}'] = process.argv
const { client, account, prefix, isFifo, isSlow, ports, database } = JSON.parse(given) as Story
const DOCUMENTS = ['D-1', 'D-2', 'D-3']
/** Milliseconds. */
const BETWEEN_UPLOADS = 400
const READING = isSlow ? 3000 : 600
const VISIBILITY = 2000

const tell = (what: Fact['what'], rest: Omit<Fact, 'what'> = {}) => process.send!({ at: Date.now(), fact: { what, ...rest } })

function openSns() {
  const [sns, sqs] = [new SNSClient(client), new SQSClient(client)]
  const fifo = isFifo ? ['documentUploaded' as const] : []
  return createSnsBus<Documents, 'documentUploaded'>({ sns, sqs, account, prefix, fifo, source: role, visibility: VISIBILITY, wait: 1000 })
}

/** In order where the topic keeps it, and all documents are of one folder. */
const order = isFifo ? { mode: 'serial', key: 'subject' } as const : {}

function subscribeMetis(bus: ReturnType<typeof openSns>) {
  return bus.subscribe('documentUploaded', async ({ data: { document } }, { attempt }) => {
    tell(attempt > 1 ? 'reads-again' : 'reads', { document, attempt })
    await wait(READING)
    tell('read', { document })
  }, { name: 'metis', ...order } as SnsSubscribeOptions<true>)
}

const roles: Record<string, () => Promise<unknown>> = {
  /** Makes topic and queues: what a deployment does. */
  async setUp() {
    const bus = openSns()
    await subscribeMetis(bus)
    await bus.setUp()
  },

  /** The interface: uploads documents, each until a process of Core says that it is stored. */
  async atlas() {
    for (const [index, document] of DOCUMENTS.entries()) {
      tell('uploads', { document })
      for (let tries = 0; !await isStored(document, ports[(index + tries) % ports.length]!); tries++) {
        tell('uploads-again', { document })
        await wait(BETWEEN_UPLOADS)
      }
      await wait(BETWEEN_UPLOADS)
    }
  },

  /** Stores each document and its event in one transaction; from there a subscriber takes it to SNS, the outbox. */
  async core() {
    const store = await openNodeSqlite(database, { synchronous: 'normal' })
    const outbox = createBus<Documents>({ store, source: 'core', lease: 1000, poll: 200 })
    const sns = openSns()
    await outbox.subscribe('documentUploaded', async (message) => {
      await sns.relay(message)
      tell('published', message.data)
    }, { name: 'sns', ...order })
    await outbox.start()
    const server = createServer(async ({ url = '' }, response) => {
      const document = url.slice(1)
      await outbox.transaction(tx => outbox.publish('documentUploaded', { document }, { tx, subject: 'folder-1', idempotencyKey: document }))
      tell('stored', { document })
      response.writeHead(201).end()
    })
    server.listen(ports[Number(index)], '127.0.0.1')
    await once(server, 'listening')
    tell('is-up')
    await new Promise(() => {})
  },

  /** Reads documents by AI, slowly. */
  async metis() {
    const bus = openSns()
    await subscribeMetis(bus)
    await bus.start()
    tell('is-up')
    await new Promise(() => {})
  },
}

const isStored = (document: string, port: number) => fetch(`http://127.0.0.1:${port}/${document}`, { method: 'POST' }).then(({ ok }) => ok, () => false)

await roles[role]!()
process.disconnect()
