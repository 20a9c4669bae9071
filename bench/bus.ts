/**
 * What the bus costs: without a store beside raw Emittery; on SQLite beside plainjob and liteque; on PostgreSQL beside
 * pg-boss and graphile-worker. Same machine, same run, same durability. Then how it grows with subscribers and with stored
 * messages. PostgreSQL is the server of DATABASE_URL, whose tables are emptied, or PGlite. `--check` fails on a missed target.
 */
import type { Contender, Open } from './bus-contenders.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import Emittery from 'emittery'
import { sql } from 'kysely'
import { createLiveBus } from '../snippets/live-bus.ts'
import { openNodeSqlite } from '../snippets/node-sqlite.ts'
import { openSqliteWasm } from '../snippets/sqlite-wasm.ts'
import { onPGlite, onPostgres, onSqlite, openBus } from './bus-contenders.ts'

const MAX_COST = 1.5
const MIN_RATIO = 2
/** Throughput under growth, as a share of that without it: flat but for noise. */
const MIN_FLAT = 0.75

const ROUNDS = 3
const LIVE_ROUNDS = 7
const LIVE_EVENTS = 50_000
const MESSAGES = 2000
const BATCH = 1000
const BATCHES = 5
/** Publishers at once: as many requests that a server is answering. */
const PUBLISHERS = 100
const PROBES = 200
const STORED = 1_000_000
const { DATABASE_URL } = process.env

const dataOf = (index: number) => ({ shipmentId: `S-${index}` })

function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1]!
}

/** Microseconds of processor per event, which other programs disturb less than the time that passes. */
async function cpuPerEvent(publish: (data: object) => Promise<unknown>): Promise<number> {
  const begin = process.cpuUsage()
  for (let index = 0; index < LIVE_EVENTS; index++)
    await publish(dataOf(index))
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / LIVE_EVENTS
}

async function measureLive(listeners: number) {
  const costs = { emittery: [] as number[], bus: [] as number[] }
  for (let round = 0; round < LIVE_ROUNDS; round++) {
    const emitter = new Emittery<{ departed: object }>()
    const bus = createLiveBus<{ departed: object }>()
    for (let index = 0; index < listeners; index++) {
      emitter.on('departed', () => {})
      bus.subscribe('departed', () => {})
    }
    costs.emittery.push(await cpuPerEvent(data => emitter.emit('departed', data)))
    costs.bus.push(await cpuPerEvent(data => bus.publish('departed', data)))
  }
  return { emittery: percentile(costs.emittery, 0.5), bus: percentile(costs.bus, 0.5) }
}

/** Waits for handlers to have been called as many times as were asked for. */
function counter() {
  let handled = 0
  let target = Infinity
  let reached = () => {}
  return {
    count: () => {
      handled += 1
      if (handled === target)
        reached()
    },
    until: (more: number) => new Promise<void>((resolve) => {
      handled = 0
      target = more
      reached = resolve
    }),
  }
}
type Counter = ReturnType<typeof counter>

async function perSecond(contender: Contender, handled: Counter, deliveries: number, publishAll: (contender: Contender) => Promise<unknown>): Promise<number> {
  const begin = performance.now()
  const done = handled.until(deliveries)
  await publishAll(contender)
  await done
  await contender.settled?.()
  return deliveries / (performance.now() - begin) * 1000
}

/** Many publishers, each waiting for its message to be stored before it publishes the next one. */
async function publishApart({ publish }: Contender) {
  await Promise.all(Array.from({ length: PUBLISHERS }, async (_, publisher) => {
    for (let index = publisher; index < MESSAGES; index += PUBLISHERS)
      await publish(dataOf(index))
  }))
}

async function publishBatches({ publishBatch }: Contender) {
  for (let first = 0; first < BATCHES * BATCH; first += BATCH)
    await publishBatch!(Array.from({ length: BATCH }, (_, index) => dataOf(first + index)))
}

interface Figures { apart: number[], batch: number[], latencies: number[] }

async function measure(open: Open, figures: Figures) {
  const handled = counter()
  const contender = await open(handled.count)
  figures.apart.push(await perSecond(contender, handled, MESSAGES, publishApart))
  if (contender.publishBatch)
    figures.batch.push(await perSecond(contender, handled, BATCHES * BATCH, publishBatches))
  for (let probe = 0; probe < PROBES; probe++) {
    const begin = performance.now()
    const done = handled.until(1)
    await contender.publish(dataOf(probe))
    await done
    figures.latencies.push(performance.now() - begin)
  }
  await contender.close()
}

/** Each contender in turn, again and again, so that a busy moment of the machine is shared. */
async function race(contenders: Record<string, Open>): Promise<Record<string, Figures>> {
  const figures = Object.fromEntries(Object.keys(contenders).map(name => [name, { apart: [], batch: [], latencies: [] } as Figures]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, open] of Object.entries(contenders))
      await measure(open, figures[name]!)
  }
  return figures
}

/** Published and handled a second on the store of the slides, in memory. */
async function onSlides(): Promise<number> {
  const handled = counter()
  const bus = await openBus(await openSqliteWasm(), handled.count)
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round++)
    rates.push(await perSecond(bus, handled, MESSAGES, publishApart))
  await bus.close()
  return percentile(rates, 0.5)
}

/** Deliveries a second on SQLite, with so many subscribers and so many messages stored before. */
async function growth({ subscribers = 1, stored = 0 }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-bus-'))
  const store = await openNodeSqlite(join(folder, 'messages.db'))
  await sql`
    with recursive number (value) as (select 1 union all select value + 1 from number where value < ${stored})
    insert into message (id, kind, type, source, time, data, correlation_id)
    select printf('00000000-0000-7000-8000-%012d', value), 'event', 'departed', 'core', '2026-01-01T00:00:00.000Z', '{"shipmentId":"S-42"}', printf('00000000-0000-7000-8000-%012d', value)
    from number where ${stored} > 0`.execute(store.db)
  await sql`
    insert into delivery (message_id, subscriber, mode, state, attempts, max_attempts, start_after, started_on, completed_on)
    select id, 'subscriber-0', 'async', 'completed', 1, 5, time, time, time from message`.execute(store.db)
  const handled = counter()
  const bus = await openBus(store, handled.count, subscribers)
  const rates: number[] = []
  for (let round = 0; round < ROUNDS; round++)
    rates.push(await perSecond(bus, handled, MESSAGES * subscribers, publishApart))
  await bus.close()
  rmSync(folder, { recursive: true })
  return percentile(rates, 0.5)
}

const rows: Record<string, Record<string, string | number>> = {}
const missed: string[] = []
const rounded = (value: number) => Number(value.toPrecision(3))

for (const listeners of [1, 10]) {
  const { emittery, bus } = await measureLive(listeners)
  rows[`no store, ${listeners} subscriber${listeners > 1 ? 's' : ''}: µs of processor per event`] = { 'this bus': rounded(bus), 'raw Emittery': rounded(emittery), 'ratio': rounded(bus / emittery) }
  if (bus / emittery > MAX_COST)
    missed.push(`without a store, ${rounded(bus / emittery)} times the cost of Emittery with ${listeners} subscribers, ${MAX_COST} allowed`)
}

async function compare(where: string, contenders: Record<string, Open>) {
  const all = await race(contenders)
  const { 'this bus': own, ...peers } = all
  for (const [workload, label] of [['apart', `${PUBLISHERS} publishers, one message a call`], ['batch', `batches of ${BATCH}`]] as const) {
    const medians = Object.entries(peers).filter(([, figures]) => figures[workload].length > 0).map(([name, figures]) => [name, percentile(figures[workload], 0.5)] as const)
    const rate = percentile(own![workload], 0.5)
    const ratio = rate / Math.max(...medians.map(([, peer]) => peer))
    rows[`${where}, ${label}: published and handled /s`] = { 'this bus': rounded(rate), ...Object.fromEntries(medians.map(([name, peer]) => [name, rounded(peer)])), 'ratio': rounded(ratio) }
    if (ratio < MIN_RATIO)
      missed.push(`${where}, ${label}: ${rounded(ratio)} times the fastest peer, ${MIN_RATIO} wanted`)
  }
  for (const share of [0.5, 0.95, 0.99]) {
    rows[`${where}, publish to handled: ms, ${share * 100}th percentile`]
      = Object.fromEntries(Object.entries(all).map(([name, { latencies }]) => [name, rounded(percentile(latencies, share))]))
  }
}

await compare('SQLite', onSqlite)
await compare(DATABASE_URL ? 'PostgreSQL' : 'PGlite', DATABASE_URL ? onPostgres(DATABASE_URL) : onPGlite())

rows['sqlite-wasm in memory, in Node: published and handled /s'] = { 'this bus': rounded(await onSlides()) }

// The first one warms up.
await growth({})
const base = await growth({})
for (const [label, rate] of [['100 subscribers', await growth({ subscribers: 100 })], ['1,000,000 stored messages', await growth({ stored: STORED })]] as const) {
  rows[`SQLite, ${label}: deliveries /s`] = { 'this bus': rounded(rate), 'beside one and none': rounded(base), 'ratio': rounded(rate / base) }
  if (rate / base < MIN_FLAT)
    missed.push(`with ${label}, ${rounded(rate / base)} of the throughput, ${MIN_FLAT} wanted`)
}
console.table(rows)

if (process.argv.includes('--check')) {
  missed.forEach(target => console.error(`Missed: ${target}.`))
  process.exitCode = missed.length > 0 ? 1 : 0
}
