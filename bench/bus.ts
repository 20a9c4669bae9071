/**
 * What the bus costs: without a store beside raw Emittery; on SQLite beside plainjob and liteque; on PostgreSQL beside
 * pg-boss and graphile-worker. Same machine, same run, same durability. Then how it grows with subscribers and with stored
 * messages. PostgreSQL is the server of DATABASE_URL, whose tables are emptied, or one from npm, or else PGlite.
 * `--check` fails on a missed target.
 */
import type { Figures, FiguresOfTwo } from './bus-race.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import sqlite3InitModule from '@sqlite.org/sqlite-wasm'
import Emittery from 'emittery'
import { sql } from 'kysely'
import { createLiveBus } from '../snippets/bus/live-bus.ts'
import { openNodeSqlite } from '../snippets/bus/node-sqlite.ts'
import { openWasmDatabase } from '../snippets/bus/sqlite-wasm.ts'
import { whyNoServer } from '../tests/snippets/bus/postgres-binaries.ts'
import { startPostgres } from '../tests/snippets/bus/postgres-server.ts'
import { openBus } from './bus-contenders.ts'
import { BATCH, counter, paceOf, PUBLISHERS, race, raceOfTwo } from './bus-race.ts'

const MAX_COST = 1.5
const MIN_RATIO = 2
/** Throughput under growth, as a share of that without it: flat but for noise. */
const MIN_FLAT = 0.75

const LIVE_ROUNDS = 7
const LIVE_EVENTS = 50_000
const STORED = 1_000_000

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

/** Published and handled a second on the store of the slides, in memory. */
async function onSlides(): Promise<number> {
  const handled = counter()
  const { oo1 } = await sqlite3InitModule()
  const bus = await openBus(await openWasmDatabase(new oo1.DB(':memory:')), handled.count)
  const pace = await paceOf(bus, handled, { publishers: PUBLISHERS })
  await bus.close()
  return pace
}

/** Deliveries a second on SQLite, with so many subscribers and so many messages stored before. */
async function growth({ subscribers = 1, stored = 0 }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-bus-'))
  const store = await openNodeSqlite(join(folder, 'messages.db'))
  await sql`
    with recursive number (value) as (select 1 union all select value + 1 from number where value < ${stored})
    insert into message (id, kind, type, version, source, time, data, correlation_id)
    select printf('00000000-0000-7000-8000-%012d', value), 'event', 'departed', 1, 'core', '2026-01-01T00:00:00.000Z',
      '{"shipmentId":"S-42"}', printf('00000000-0000-7000-8000-%012d', value)
    from number where ${stored} > 0`.execute(store.db)
  await sql`
    insert into delivery (message_id, subscriber, mode, state, attempts, max_attempts, started_on, completed_on)
    select id, 'subscriber-0', 'async', 'completed', 1, 5, time, time from message`.execute(store.db)
  const handled = counter()
  const bus = await openBus(store, handled.count, 'both', subscribers)
  const pace = await paceOf(bus, handled, { publishers: PUBLISHERS, subscribers })
  await bus.close()
  rmSync(folder, { recursive: true })
  return pace
}

const rows: Record<string, Record<string, string | number>> = {}
const missed: string[] = []
const rounded = (value: number) => Number(value.toPrecision(3))

for (const listeners of [1, 10]) {
  const { emittery, bus } = await measureLive(listeners)
  rows[`no store, ${listeners} subscriber${listeners > 1 ? 's' : ''}: µs of processor per event`] = {
    'this bus': rounded(bus),
    'raw Emittery': rounded(emittery),
    'ratio': rounded(bus / emittery),
  }
  if (bus / emittery > MAX_COST)
    missed.push(`without a store, ${rounded(bus / emittery)} times the cost of Emittery with ${listeners} subscribers, ${MAX_COST} allowed`)
}

async function compare(database: string) {
  const { 'this bus': own, ...peers } = await race(database)
  for (const [workload, label] of [['apart', `${PUBLISHERS} publishers, one message a call`], ['batch', `batches of ${BATCH}`]] as const) {
    const rateOf = (figures: Figures[]) => percentile(figures.map(({ [workload]: rate }) => rate ?? 0), 0.5)
    const rates = Object.entries(peers).map(([name, figures]) => [name, rateOf(figures)] as const).filter(([, rate]) => rate > 0)
    const ratio = rateOf(own!) / Math.max(...rates.map(([, rate]) => rate))
    rows[`${database}, ${label}: published and handled /s`] = {
      'this bus': rounded(rateOf(own!)),
      ...Object.fromEntries(rates.map(([name, rate]) => [name, rounded(rate)])),
      'ratio': rounded(ratio),
    }
    if (ratio < MIN_RATIO)
      missed.push(`${database}, ${label}: ${rounded(ratio)} times the fastest peer, ${MIN_RATIO} wanted`)
  }
  for (const share of [0.5, 0.95, 0.99]) {
    const latencyOf = (figures: Figures[]) => rounded(percentile(figures.flatMap(({ latencies }) => latencies), share))
    rows[`${database}, publish to handled: ms, ${share * 100}th percentile`]
      = Object.fromEntries(Object.entries({ 'this bus': own!, ...peers }).map(([name, figures]) => [name, latencyOf(figures)]))
  }
}

/** Without targets: both sides look for work as often as a millisecond lets them. */
async function compareTwo(database: string) {
  const figures = Object.entries(await raceOfTwo(database))
  const row = (of: (figures: FiguresOfTwo[]) => number) => Object.fromEntries(figures.map(([name, all]) => [name, rounded(of(all))]))
  rows[`${database}, two processes: published and handled /s`] = row(all => percentile(all.map(({ apart }) => apart), 0.5))
  for (const share of [0.5, 0.95]) {
    const latencyOf = (all: FiguresOfTwo[]) => percentile(all.flatMap(({ latencies }) => latencies), share)
    rows[`${database}, two processes, publish to handled: ms, ${share * 100}th percentile`] = row(latencyOf)
  }
}

await compare('SQLite')
await compareTwo('SQLite')
// Its commits wait for the disk, as by default.
const server = process.env.DATABASE_URL || whyNoServer() ? undefined : await startPostgres()
if (server)
  process.env.DATABASE_URL = server.url
if (process.env.DATABASE_URL) {
  await compare('PostgreSQL')
  await compareTwo('PostgreSQL')
}
else {
  await compare('PGlite')
}
await server?.stop()

rows['sqlite-wasm in memory, in Node: published and handled /s'] = { 'this bus': rounded(await onSlides()) }

const base = await growth({})
const grown = [
  ['100 subscribers', await growth({ subscribers: 100 })],
  ['1,000,000 stored messages', await growth({ stored: STORED })],
] as const
for (const [label, rate] of grown) {
  rows[`SQLite, ${label}: deliveries /s`] = { 'this bus': rounded(rate), 'beside one and none': rounded(base), 'ratio': rounded(rate / base) }
  if (rate / base < MIN_FLAT)
    missed.push(`with ${label}, ${rounded(rate / base)} of the throughput, ${MIN_FLAT} wanted`)
}
console.table(rows)

if (process.argv.includes('--check')) {
  missed.forEach(target => console.error(`Missed: ${target}.`))
  process.exitCode = missed.length > 0 ? 1 : 0
}
