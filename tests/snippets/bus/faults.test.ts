import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { sql } from 'kysely'
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { StoreError } from '../../../snippets/bus/database-errors.ts'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'
import { startCutProxy } from './cut-proxy.ts'
import { expectNoLoss } from './fault-load.ts'
import { createTestKit, failing, gate, seeded } from './kit.ts'
import { openUrl } from './open-url.ts'
import { whyNoServer } from './postgres-binaries.ts'
import { forgetful, startPostgres, surviving } from './postgres-server.ts'
import { ownSchema, servers } from './stores.ts'

const isLong = inject('isLong')
const SEEDS = Array.from({ length: isLong ? 20 : 1 }, (_, index) => index + 1)
const pools = SEEDS.flatMap(seed => [1, 4].map(connections => ({ seed, connections })))

function temporaryFile() {
  const folder = mkdtempSync(join(tmpdir(), 'bus-faults-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'messages.db')
}

describe.each(servers)('on $name', ({ url }) => {
  it.each(pools)('loses nothing where connections of a pool of $connections are cut, seed $seed', async ({ seed, connections }) => {
    const proxy = await startCutProxy(await ownSchema(url), seeded(seed))
    onTestFinished(proxy.close)
    const store = await openPostgres(proxy.url, { max: connections })
    proxy.cut(60)
    await expectNoLoss(store, { seed, messages: 300, areFaultsLeft: () => proxy.cutsLeft() > 0 })
    await store.close()
  })
})

describe.runIf(!whyNoServer())('on a PostgreSQL server that is killed', () => {
  it.each(pools)('loses nothing with a pool of $connections, seed $seed', async ({ seed, connections }) => {
    const server = await startPostgres({ settings: isLong ? {} : surviving })
    onTestFinished(server.stop)
    const store = await openPostgres(server.url, { max: connections })
    const random = seeded(seed)
    const crashes = Array.from({ length: 3 }, (_, index) => 100 * index + 1 + Math.floor(random() * 100))
    let recovery: Promise<void> | undefined
    await expectNoLoss(store, {
      seed,
      messages: 400,
      recovered: () => recovery!,
      onPublished: (count) => {
        if (crashes.includes(count))
          recovery = server.crash()
      },
    })
    await store.close()
  })
})

describe.each(servers)('on $name', ({ url }) => {
  it('goes on with the second host of its address where the first one goes down', async () => {
    const own = await ownSchema(url)
    const [first, second] = [await startCutProxy(own, seeded(1)), await startCutProxy(own, seeded(1))]
    onTestFinished(second.close)
    const store = await openPostgres(own.replace(/@[^/]*/, `@127.0.0.1:${first.port},127.0.0.1:${second.port}`))
    await expectNoLoss(store, {
      seed: 1,
      messages: 200,
      onPublished: count => count === 100 ? first.close() : undefined,
    })
    await store.close()
  })
})

describe.runIf(!whyNoServer())('on PostgreSQL servers of their own', () => {
  it('passes over a host that takes no writes', async () => {
    const [standby, primary] = await Promise.all([
      startPostgres({ settings: { ...forgetful, default_transaction_read_only: 'on' } }),
      startPostgres({ settings: forgetful }),
    ])
    onTestFinished(standby.stop)
    onTestFinished(primary.stop)
    const [{ username, host }, { password, host: other }] = [new URL(standby.url), new URL(primary.url)]
    const store = await openPostgres(`postgres://${username}:${password}@${host},${other}/postgres`)
    await createBus({ store }).publish('departed', 'S-42')
    expect(await store.messages()).toMatchObject([{ data: 'S-42' }])
    await store.close()
  })

  it('says that the disk is full, stores nothing of what it refuses, and handles all the rest', async () => {
    const server = await startPostgres({ settings: forgetful, largestFile: 4096 })
    onTestFinished(server.stop)
    const store = await openPostgres(server.url)
    const refused: unknown[] = []
    const bus = createBus<{ departed: string }>({ store, poll: 20, onError: error => refused.push(error) })
    const handled: string[] = []
    await bus.subscribe('departed', ({ data }) => void handled.push(data), { name: 'email' })
    await bus.start()
    const large = randomBytes(6_000_000).toString('base64')
    const stored: string[] = []
    for (let round = 0; round < 3; round++) {
      await Promise.all(['a', 'b', large, 'c'].map(data => bus.publish('departed', data).then(() => stored.push(data), error => refused.push(error))))
      await bus.publish('departed', `after ${round}`)
      stored.push(`after ${round}`)
    }
    await bus.idle()
    expect(refused.length).toBeGreaterThanOrEqual(3)
    expect(refused.filter(error => !(error instanceof StoreError) || error.trouble !== 'full')).toEqual([])
    expect(stored).not.toContain(large)
    expect((await store.messages()).map(({ data }) => data).toSorted()).toEqual(stored.toSorted())
    expect(handled.toSorted()).toEqual(stored.toSorted())
    expect((await store.deliveries()).filter(({ state }) => state !== 'completed')).toEqual([])
    await bus.stop()
    await store.close()
  })
})

it('writes down what handlers did as soon as the disk of a SQLite file has room again', async () => {
  const store = await openNodeSqlite(temporaryFile())
  onTestFinished(() => store.close())
  const kit = createTestKit(store)
  const bus = await kit.start()
  const details = randomBytes(100_000).toString('hex')
  const handle = vi.fn(failing(1, details))
  bus.subscribe('departed', handle, { name: 'email' })
  const { rows: [pages] } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db)
  await sql`pragma max_page_count = ${sql.lit(pages!.page_count + 1)}`.execute(store.db)
  await bus.publish('departed', 1)
  await kit.clock.advance(60_000)
  expect(kit.errors[0]).toMatchObject({ name: 'StoreError', trouble: 'full' })
  expect(await store.deliveries()).toMatchObject([{ state: 'active', attempts: 1 }])
  await sql`pragma max_page_count = 1000000`.execute(store.db)
  await kit.clock.advance(60_000)
  expect(handle).toHaveBeenCalledTimes(2)
  expect(await store.deliveries()).toMatchObject([{ state: 'completed', attempts: 2, lastError: { message: details.slice(0, 10_000) } }])
})

describe.each([
  { name: 'a SQLite file', create: async () => temporaryFile() },
  ...servers.map(({ name, url }) => ({ name, create: () => ownSchema(url) })),
])('a process on $name that pauses until its message was given to another one', ({ create }) => {
  it.each(['succeeds', 'fails'])('does not change what became of it: its handler %s', async (ending) => {
    const url = await create()
    const store = await openUrl(url)
    const bus = createBus<{ departed: number }>({ store, lease: 100, poll: 20 })
    const { opened: handled, open } = gate()
    const off = await bus.subscribe('departed', () => {}, { name: 'email' })
    await bus.publish('departed', 1)
    off()
    const paused = spawn(process.execPath, [join(import.meta.dirname, 'paused-child.ts'), url, ending], { stdio: ['ignore', 'inherit', 'pipe'] })
    onTestFinished(() => void paused.kill('SIGKILL'))
    const said = text(paused.stderr)
    while (!await hasBegun())
      await new Promise(resolve => setImmediate(resolve))

    await bus.subscribe('departed', open, { name: 'email' })
    await bus.start()
    await handled
    await bus.idle()
    const before = await store.deliveries()
    expect(before).toMatchObject([{ state: 'completed', attempts: 2, lastError: { name: 'WorkerLostError' } }])
    paused.kill('SIGCONT')
    const [code] = await once(paused, 'exit')
    expect({ code, said: await said }).toEqual({
      code: 0,
      said: expect.stringContaining('came after its lease was over or its message was erased, and is not recorded'),
    })
    expect(await store.deliveries()).toEqual(before)
    await bus.stop()
    await store.close()

    async function hasBegun() {
      const [delivery] = await store.deliveries()
      return delivery!.state === 'active'
    }
  })
})
