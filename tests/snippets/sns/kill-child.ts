/**
 * A process of a story on SNS, until it has done its part or kills itself at the point it was told: one stores numbered messages
 * with their outbox, one relays them to SNS, one reads them of its queue and takes effect once. Its points are the beginning and
 * the end of each statement and of each call to SNS and SQS, and each thing it notes.
 */
import { openSync, writeSync } from 'node:fs'
import process from 'node:process'
import { StatementSync } from 'node:sqlite'
import { SNSClient } from '@aws-sdk/client-sns'
import { SQSClient } from '@aws-sdk/client-sqs'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { createSnsBus, once } from '../../../snippets/sns/index.ts'

export type Role = 'publisher' | 'relay' | 'consumer'

export interface Job {
  role: Role
  endpoint: string
  prefix: string
  /** Of the publisher and the relay, and of the consumer. */
  databases: { core: string, metis: string }
  /** Where it notes what it did. */
  log: string
  /** All of them. */
  numbers: number[]
  /** The point at which it dies; null where it is to live. */
  killAt: number | null
}

interface Events { departed: number }

const { role, endpoint, prefix, databases, log, numbers, killAt } = JSON.parse(process.argv[2]!) as Job
const notes = openSync(log, 'a')
const retry = { attempts: 1000, delay: 20, maxDelay: 20 }
/** Points count once it is ready: half of them would be its start, which stores nothing. */
let pointsLeft = Infinity

function point() {
  pointsLeft -= 1
  if (pointsLeft === 0)
    process.kill(process.pid, 'SIGKILL')
}

function note(line: string) {
  writeSync(notes, `${line}\n`)
  point()
}

for (const name of ['all', 'run'] as const) {
  const original = StatementSync.prototype[name] as (...args: any[]) => any
  StatementSync.prototype[name] = function (this: StatementSync, ...args: any[]) {
    point()
    const result = original.apply(this, args)
    point()
    return result
  }
}

const client = { endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
const clients = { sns: new SNSClient(client), sqs: new SQSClient(client) }
for (const { middlewareStack } of [clients.sns, clients.sqs] as { middlewareStack: any }[]) {
  middlewareStack.add((next: any) => async (args: any) => {
    point()
    const result = await next(args)
    point()
    return result
  }, { step: 'initialize' })
}
const onError = (error: unknown) => note(`error ${String(error)}`)
const sns = createSnsBus<Events>({ ...clients, account: '000000000000', prefix, visibility: 1000, wait: 1000, concurrency: 4, onError })
const store = await openNodeSqlite(role === 'consumer' ? databases.metis : databases.core, { synchronous: 'normal' })
const ready = () => void (pointsLeft = killAt ?? Infinity)

async function lastOf(look: () => Promise<boolean>) {
  while (!await look())
    await new Promise(resolve => setTimeout(resolve, 20))
}

const roles: Record<Role, () => Promise<void>> = {
  async publisher() {
    const bus = createBus<Events>({ store })
    ready()
    for (const number of numbers) {
      await bus.publish('departed', number, { idempotencyKey: `departed ${number}` })
      note(`published ${number}`)
    }
  },

  async relay() {
    const bus = createBus<Events>({ store, lease: 100, poll: 20, concurrency: 4, onError })
    await bus.subscribe('departed', async (message) => {
      await sns.relay(message)
      note(`relayed ${message.data}`)
    }, { name: 'sns', retry })
    ready()
    await bus.start()
    await lastOf(async () => (await store.deliveries({ states: ['completed'] })).length === numbers.length)
    await bus.stop()
  },

  async consumer() {
    await store.db.schema.createTable('arrival').ifNotExists().addColumn('number', 'integer').execute()
    await sns.subscribe('departed', once<number, Events, any>(store, async ({ data }, { tx }) => {
      note(`handles ${data}`)
      await tx.insertInto('arrival').values({ number: data }).execute()
    }), { name: 'email', retry })
    ready()
    await sns.start()
    await lastOf(async () => (await store.db.selectFrom('arrival').selectAll().execute()).length === numbers.length)
    await sns.stop()
  },
}

await roles[role]()
await store.close()
process.exit()
