/**
 * A process that publishes numbered messages or handles them, until it has done its part or kills itself at the point it was
 * told. Its points are the beginning and the end of each statement it sends to the database, the middle of each handler, and each
 * answer to a publish. It waits for its job on its input, so that its start costs nothing.
 */
import { openSync, writeSync } from 'node:fs'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { StatementSync } from 'node:sqlite'
import pg from 'pg'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openUrl } from './open-url.ts'

export interface Job {
  url: string
  /** Where it notes what it did. */
  log: string
  /** What it publishes; a worker handles until it is told `end` and all is handled. */
  numbers: number[] | null
  killAt: number | null
}

/** Messages under way at once. */
const AT_ONCE = 5
/** A process that lives may be taken for dead on a busy machine: its messages are handled twice then, and none is lost. */
const LEASE = 100
const POLL = 20

const input = createInterface(process.stdin)[Symbol.asyncIterator]()
const { url, log, numbers, killAt } = JSON.parse((await input.next()).value!) as Job

const notes = openSync(log, 'a')
let pointsLeft = killAt ?? Infinity

function point() {
  pointsLeft -= 1
  if (pointsLeft === 0)
    process.kill(process.pid, 'SIGKILL')
}

function note(line: string) {
  writeSync(notes, `${line}\n`)
  point()
}

function interrupt<Name extends string>(prototype: Record<Name, (...args: any[]) => unknown>, name: Name) {
  const original = prototype[name]
  prototype[name] = function (this: unknown, ...args) {
    point()
    const result = original.apply(this, args)
    point()
    return result
  }
}
interrupt(StatementSync.prototype, 'all')
interrupt(StatementSync.prototype, 'run')
interrupt(pg.Client.prototype as never, 'query')

const store = await openUrl(url, 1)
const bus = createBus<{ departed: number }>({ store, lease: LEASE, poll: POLL, onError: error => note(`error ${String(error)}`) })
async function publishAll([...left]: number[]) {
  while (left.length > 0) {
    await Promise.all(left.splice(0, AT_ONCE).map(async (number) => {
      // Where a killed process stored the message without saying so, the key keeps it from being stored twice.
      await bus.publish('departed', number, { idempotencyKey: `departed ${number}` })
      note(`published ${number}`)
    }))
  }
}

async function handleAll() {
  await bus.subscribe('departed', async ({ data }) => {
    await Promise.resolve()
    note(`handled ${data}`)
  }, { name: 'email', retry: { attempts: 1_000_000 } })
  await bus.start()
  await input.next()
  while ((await store.deliveries({ states: ['created', 'active', 'retry'], limit: 1 })).length > 0)
    await new Promise(resolve => setTimeout(resolve, POLL))
}

await (numbers ? publishAll(numbers) : handleAll())
await bus.stop()
await store.close()
process.exit()
