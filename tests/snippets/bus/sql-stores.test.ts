import type { Delivery } from '../../../snippets/bus/message.ts'
import type { SqlStore } from '../../../snippets/bus/sql-store.ts'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { StoreError } from '../../../snippets/bus/database-errors.ts'
import { envelope, newDelivery } from '../../../snippets/bus/envelope.ts'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'
import { afterFailure, completed, policies } from '../../../snippets/bus/retry-policy.ts'
import { postgres, sqlite } from '../../../snippets/bus/sql-flavours.ts'
import { migrate } from '../../../snippets/bus/sql-migrations.ts'
import { createUuidV7 } from '../../../snippets/bus/uuid-v7.ts'
import { gate } from './kit.ts'
import { sqlStores } from './stores.ts'

describe.each(sqlStores)('on $name', ({ name, open, close }) => {
  let store: SqlStore

  beforeEach(async () => {
    store = await open()
  })
  afterEach(() => close(store))

  it('creates its tables once, however often it is asked to', async () => {
    const bus = createBus({ store })
    await bus.publish('departed', 'S-42')
    await migrate(store.db, name.includes('sqlite') ? sqlite : postgres)
    expect(await store.messages()).toHaveLength(1)
  })

  it('gets the columns that came later, with what they are in messages that were stored before', async () => {
    await createBus({ store }).publish('departed', 'S-42')
    for (const column of ['version', 'traceparent', 'reply_by'])
      await sql`alter table message drop column ${sql.ref(column)}`.execute(store.db)
    await migrate(store.db, name.includes('sqlite') ? sqlite : postgres)
    expect(await store.messages()).toMatchObject([{ data: 'S-42', version: 1, traceparent: null, replyBy: null }])
  })

  it('commits the message with the writes of the caller, or neither', async () => {
    const bus = createBus({ store })
    await sql`create table if not exists shipment (id text primary key)`.execute(store.db)
    onTestFinished(() => void sql`drop table shipment`.execute(store.db).catch(() => {}))
    const save = (id: string) => bus.transaction(async (tx) => {
      await bus.publish('shipmentCreated', { id }, { tx })
      await tx.insertInto('shipment').values({ id }).execute()
    })
    await save('S-42')
    await expect(save('S-42')).rejects.toThrow()
    expect(await store.messages()).toHaveLength(1)
  })

  it('writes outcomes of all kinds in one commit', async () => {
    const worker = '01890000-0000-7000-8000-00000000000a'
    const uuid = createUuidV7(() => 1, () => 0)
    const { version } = await store.subscriptions()
    const parcels = Array.from({ length: 30 }, (_, index) => {
      const message = envelope({ kind: 'event', type: 'departed', source: 'core', data: index, id: uuid(), now: 0 }, {})
      return { message, deliveries: [newDelivery(message, { subscriber: 'email', mode: 'async', lane: null, maxAttempts: 5 }, worker)], version }
    })
    await store.append(parcels)
    const settled = parcels.map(({ deliveries: [delivery] }, index): Delivery => index % 3 > 0
      ? completed(delivery!, Math.floor(index / 10))
      : afterFailure(delivery!, new Error(`failure ${index}`), { policy: { ...policies.async, delay: index }, now: 0, random: () => index % 2 }))
    await Promise.all(settled.map(store.settle))
    expect(await store.deliveries()).toMatchObject(settled.map(delivery => ({ ...delivery, lockedBy: null })))
  })

  it('runs nothing whose message was erased between its claim and its start', async () => {
    const bus = createBus({ store })
    await bus.subscribe('departed', () => {}, { name: 'email' })
    const [, kept] = await bus.publishBatch([1, 2].map(data => ({ type: 'departed', data })))
    await sql`delete from message where id <> ${kept!.id}`.execute(store.db)
    const claimed = await store.claim({ subscribers: ['email'], worker: kept!.id, now: Date.parse(kept!.time), limit: 10 })
    expect(claimed.map(({ message }) => message)).toEqual([kept])
  })

  it('refuses only the message at fault, of those that share a commit', async () => {
    const bus = createBus({ store })
    const twice = '01890000-0000-7000-8000-000000000000'
    const broken = createBus({ store, newId: () => twice })
    await broken.publish('departed', 0)
    const answers = await Promise.allSettled([bus.publish('departed', 1), broken.publish('departed', 2), bus.publish('departed', 3)])
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect((await store.messages()).map(({ data }) => data).toSorted()).toEqual([0, 1, 3])
  })
})

describe('a database in a file', () => {
  let folder: string
  let path: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bus-'))
    path = join(folder, 'messages.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function open(options?: Parameters<typeof openNodeSqlite>[1]) {
    const store = await openNodeSqlite(path, options)
    onTestFinished(() => store.close().catch(() => {}))
    return store
  }

  it('keeps messages from one process to the next', async () => {
    const first = await open()
    await createBus({ store: first }).publish('departed', 'S-42')
    await first.close()
    expect(await (await open()).messages()).toMatchObject([{ data: 'S-42' }])
  })

  it('says that it is closed', async () => {
    const store = await open()
    const bus = createBus({ store })
    await store.close()
    await expect(bus.publish('departed', 1)).rejects.toThrow('The message database is closed')
  })

  it('says that another process holds it, and goes on when that has let go', async () => {
    const store = await open({ busyTimeout: 0 })
    const bus = createBus({ store })
    const other = new DatabaseSync(path)
    onTestFinished(() => other.close())
    other.exec('begin immediate')
    await expect(bus.publish('departed', 1)).rejects.toThrow('locked by another process')
    other.exec('rollback')
    await bus.publish('departed', 2)
    expect(await store.messages()).toMatchObject([{ data: 2 }])
  })

  it('says that its disk is full, and keeps what it has', async () => {
    const store = await open()
    const bus = createBus({ store })
    await bus.publish('departed', 'fits')
    const { rows: [pages] } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db)
    await sql`pragma max_page_count = ${sql.lit(pages!.page_count + 1)}`.execute(store.db)
    const error = await bus.publish('departed', 'x'.repeat(100_000)).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ trouble: 'full', message: 'The disk of the message database is full: nothing was stored.', cause: expect.any(Error) })
    expect(await store.messages()).toMatchObject([{ data: 'fits' }])
  })

  it('never runs one delivery twice at the same time between two connections', async () => {
    const [web, one, other] = [await open(), await open(), await open()]
    const publisher = createBus({ store: web })
    publisher.subscribe('departed', () => {}, { name: 'email' })
    await publisher.publishBatch(Array.from({ length: 300 }, (_, data) => ({ type: 'departed', data })))
    const { opened, open: letGo } = gate()
    const running = new Map<number, number>()
    const workers = [one, other].map((store) => {
      const bus = createBus<{ departed: number }>({ store, concurrency: 150 })
      bus.subscribe('departed', async ({ data }) => {
        running.set(data, (running.get(data) ?? 0) + 1)
        await opened
      }, { name: 'email' })
      return bus
    })
    await Promise.all(workers.map(bus => bus.start()))
    while (running.size < 300)
      await new Promise(resolve => setImmediate(resolve))
    letGo()
    await Promise.all(workers.map(bus => bus.idle()))
    expect([...running.values()].every(times => times === 1)).toBe(true)
    expect(await web.deliveries({ states: ['completed'] })).toHaveLength(300)
    await Promise.all(workers.map(bus => bus.stop()))
  })
})

it('says that no server answers', async () => {
  await expect(openPostgres('postgres://127.0.0.1:1/none')).rejects.toThrow('The message database cannot be reached')
})
