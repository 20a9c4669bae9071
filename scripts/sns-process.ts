/**
 * One of the three processes of `npm run sns`, named by its argument; the story is that of the slide on SNS. What it does it
 * tells its parent, as a line of the trace.
 */
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

/** What a process tells: a line of the trace, and that it is up, or which document it published or read. */
export interface Told { at: number, text: string, isUp?: true, published?: string, read?: string }

const [role = '', endpoint = '', port = '', database = ''] = process.argv.slice(2)
const DOCUMENTS = ['D-1', 'D-2', 'D-3']
/** Milliseconds. */
const BETWEEN_UPLOADS = 400
const READING = 600

const tell = (text: string, fact: Omit<Told, 'at' | 'text'> = {}) => process.send!({ at: Date.now(), text, ...fact } satisfies Told)

/** On the emulator. Metis reads within two seconds, or another attempt is made. */
function openSns(source: string) {
  const options = { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'emulator', secretAccessKey: 'emulator' } }
  const [sns, sqs] = [new SNSClient(options), new SQSClient(options)]
  return createSnsBus<Documents>({ sns, sqs, account: '000000000000', prefix: 'documents', source, visibility: 2000, wait: 1000 })
}

function subscribeMetis(bus: ReturnType<typeof openSns>) {
  return bus.subscribe('documentUploaded', async ({ data: { document } }, { attempt }) => {
    tell(`reads ${document}, attempt ${attempt}`)
    await wait(READING)
    tell(`has read ${document}`, { read: document })
  }, { name: 'metis' })
}

const roles: Record<string, () => Promise<unknown>> = {
  /** Makes topic and queues: what a deployment does. */
  async setUp() {
    const bus = openSns('set-up')
    await subscribeMetis(bus)
    await bus.setUp()
  },

  /** The interface: uploads documents, each until Core says that it is stored. */
  async atlas() {
    for (const document of DOCUMENTS) {
      tell(`uploads ${document}`)
      while (!await isStored(document)) {
        tell(`Core does not answer, uploads ${document} again`)
        await wait(BETWEEN_UPLOADS)
      }
      await wait(BETWEEN_UPLOADS)
    }
  },

  /** Stores each document and its event in one transaction; from there a subscriber takes it to SNS, the outbox. */
  async core() {
    const store = await openNodeSqlite(database, { synchronous: 'normal' })
    const outbox = createBus<Documents>({ store, source: 'core', lease: 1000, poll: 200 })
    const sns = openSns('core')
    await outbox.subscribe('documentUploaded', async (message) => {
      await sns.relay(message)
      tell(`has published ${message.data.document}`, { published: message.data.document })
    }, { name: 'sns' })
    await outbox.start()
    const server = createServer(async ({ url = '' }, response) => {
      const document = url.slice(1)
      await outbox.transaction(tx => outbox.publish('documentUploaded', { document }, { tx, idempotencyKey: document }))
      tell(`has stored ${document}`)
      response.writeHead(201).end()
    })
    server.listen(Number(port), '127.0.0.1')
    await once(server, 'listening')
    tell('is up', { isUp: true })
    await new Promise(() => {})
  },

  /** Reads documents by AI, slowly. */
  async metis() {
    const bus = openSns('metis')
    await subscribeMetis(bus)
    await bus.start()
    tell('is up', { isUp: true })
    await new Promise(() => {})
  },
}

const isStored = (document: string) => fetch(`http://127.0.0.1:${port}/${document}`, { method: 'POST' }).then(({ ok }) => ok, () => false)

await roles[role]!()
process.disconnect()
