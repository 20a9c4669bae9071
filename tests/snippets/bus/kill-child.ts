/**
 * A process that publishes numbered messages and handles them, until all are handled or it kills itself at the point it was
 * told. Its points are the beginning and the end of each statement it sends to the database, the middle of each handler,
 * and each answer to a publish. It waits for its job on its input, so that its start costs nothing.
 */
import { openSync, writeSync } from 'node:fs'
import process from 'node:process'
import { StatementSync } from 'node:sqlite'
import pg from 'pg'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'

export interface Job { url: string, log: string, from: number, to: number, killAt: number | null }

/** Messages under way at once. */
const AT_ONCE = 5
/** Only one process lives at a time: it may take the others for dead as fast as it likes. */
const LEASE = 20

const job = await new Promise<Job>(resolve => process.stdin.once('data', line => resolve(JSON.parse(String(line)))))
process.stdin.destroy()

const log = openSync(job.log, 'a')
let pointsLeft = job.killAt ?? Infinity

function point() {
  pointsLeft -= 1
  if (pointsLeft === 0)
    process.kill(process.pid, 'SIGKILL')
}

function note(line: string) {
  writeSync(log, `${line}\n`)
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

const store = job.url.startsWith('postgres:') ? await openPostgres(job.url, { max: 1 }) : await openNodeSqlite(job.url, { synchronous: 'normal' })
const bus = createBus<{ departed: number }>({ store, lease: LEASE, poll: LEASE, onError: error => note(`error ${String(error)}`) })

bus.subscribe('departed', async ({ data }) => {
  await Promise.resolve()
  note(`handled ${data}`)
}, { name: 'email', retry: { attempts: 1_000_000 } })
await bus.start()

for (let first = job.from; first < job.to; first += AT_ONCE) {
  const numbers = Array.from({ length: Math.min(AT_ONCE, job.to - first) }, (_, index) => first + index)
  await Promise.all(numbers.map(async (number) => {
    // Where a killed process stored the message without saying so, the key keeps it from being stored twice.
    await bus.publish('departed', number, { idempotencyKey: `departed ${number}` })
    note(`published ${number}`)
  }))
}

while ((await store.deliveries({ states: ['created', 'active', 'retry'], limit: 1 })).length > 0)
  await new Promise(resolve => setTimeout(resolve, LEASE))
await bus.stop()
await store.close()
