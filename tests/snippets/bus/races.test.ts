/** What processes do at the same time on one PostgreSQL server, drawn by lot: no call deadlocks or fails for another one, nothing is lost or left behind. */
import type { SqlStore, Tx } from '../../../snippets/bus/sql-store.ts'
import { sql } from 'kysely'
import { describe, expect, inject, it } from 'vitest'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { DuplicateSubscriberError, NothingToDoError } from '../../../snippets/bus/index.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'
import { gate, seeded } from './kit.ts'
import { ownSchema, servers } from './stores.ts'

const SEEDS = Array.from({ length: inject('isLong') ? 10 : 1 }, (_, index) => index + 1)
const PROCESSES = 3
/** Callers at once in each process. */
const CALLERS = 4
const CALLS = inject('isLong') ? 40 : 10
const SUBJECTS = ['A-1', 'A-2', 'A-3']
const TYPES = ['departed', 'arrived']
const NAMES = ['email', 'status', 'stock', 'salesforce']

type Bus = ReturnType<typeof createBus<any, any, Tx>>
interface Draws { from: <Value>(values: readonly Value[]) => Value, upTo: (most: number) => number }

/** Of what the others do meanwhile nothing may be left to do it with. */
const isExpected = (error: unknown) => error instanceof NothingToDoError || error instanceof DuplicateSubscriberError

const calls: Record<string, (bus: Bus, draws: Draws, store: SqlStore) => Promise<unknown>> = {
  publish: (bus, { from }) => bus.publish(from(TYPES), 0, { subject: from(SUBJECTS) }),
  publishWithKey: (bus, { from, upTo }) => bus.publish(from(TYPES), 0, { subject: from(SUBJECTS), idempotencyKey: `key ${upTo(3)}` }),
  publishLater: (bus, { from, upTo }) => bus.publish(from(TYPES), 0, { subject: from(SUBJECTS), delay: upTo(50) }),
  publishBatch: (bus, { from, upTo }) =>
    bus.publishBatch(Array.from({ length: 1 + upTo(20) }, () => ({ type: from(TYPES), data: 0, options: { subject: from(SUBJECTS) } }))),
  commit: (bus, { from, upTo }) => bus.transaction(async (tx) => {
    for (let left = upTo(3); left >= 0; left--)
      await bus.publish(from(TYPES), 0, { subject: from(SUBJECTS), idempotencyKey: `key ${left}`, tx })
  }),
  retry: (bus, { from }) => bus.retry({ subject: from(SUBJECTS) }),
  retryBySubscriber: (bus, { from }) => bus.retry({ subscriber: from(NAMES) }),
  redrive: bus => bus.redrive(),
  redriveByType: (bus, { from }) => bus.redrive({ type: from(TYPES), limit: 10 }),
  cancel: (bus, { from }) => bus.cancel({ type: from(TYPES) }),
  replay: async (bus, { from }, store) => {
    const messages = await store.messages({ limit: 50 })
    return messages.length > 0 ? bus.replay(from(messages).id) : undefined
  },
  erase: (bus, { from }) => bus.erase(from(SUBJECTS)),
  prune: bus => bus.prune({ before: new Date() }),
  pause: (bus, { from }) => bus.pause(from(NAMES)),
  resume: (bus, { from }) => bus.resume(from(NAMES)),
  unsubscribe: (bus, { from }) => bus.unsubscribe(from(NAMES)),
  stats: bus => bus.stats(),
}

describe.each(servers)('on $name', ({ url }) => {
  it.each(SEEDS)('three processes get in nobody’s way, seed %i', async (seed) => {
    const own = new URL(await ownSchema(url))
    // A deadlock is found at once.
    own.searchParams.set('options', `${own.searchParams.get('options')} -c deadlock_timeout=20ms`)
    const failures: string[] = []
    const fail = (what: string) => (error: any) => isExpected(error) || failures.push(`${what}: ${error} ${error.code ?? error.cause?.code}`)
    let isOver = false

    async function live(process: number) {
      const random = seeded(seed * PROCESSES + process)
      const draws: Draws = { from: values => values[Math.floor(random() * values.length)]!, upTo: most => Math.floor(random() * (most + 1)) }
      const store = await openPostgres(own.href, { max: 3 })
      const bus: Bus = createBus({ store, poll: 20, random, onError: fail('onError'), onWarning: () => {} })
      const leaves = new Map<string, () => void>()
      const subscribe = () => Promise.all(NAMES.map(async (name, index) => {
        leaves.get(name)?.()
        const type = TYPES[index % TYPES.length]!
        const handle = bus.once(async (_, { tx, publish }) => {
          if (random() < 0.3)
            throw new Error('again')
          if (random() < 0.2 && !isOver)
            await publish(draws.from(TYPES), 0, { subject: draws.from(SUBJECTS), idempotencyKey: `key ${draws.upTo(3)}` })
          await sql`select 1`.execute(tx)
        })
        await bus.subscribe(type, handle, { name, mode: index < 2 ? 'async' : 'serial', retry: { delay: 1, attempts: 2 } })
          .then(leave => leaves.set(name, leave), fail('subscribe'))
      }))
      await subscribe()
      await bus.start()
      await Promise.all(Array.from({ length: CALLERS }, async () => {
        for (let call = 0; call < CALLS; call++) {
          const name = draws.from(Object.keys(calls))
          await calls[name]!(bus, draws, store).catch(fail(name))
          if (random() < 0.1)
            await subscribe()
        }
      }))
      return { bus, store, subscribe }
    }

    const processes = await Promise.all(Array.from({ length: PROCESSES }, (_, process) => live(process)))
    isOver = true
    const [{ bus, store, subscribe }, ...others] = processes as [typeof processes[number], ...typeof processes]
    for (const { bus, store } of others) {
      await bus.stop()
      await store.close()
    }
    await subscribe()
    await Promise.all(NAMES.map(name => bus.resume(name)))
    const { opened, open } = gate()
    bus.live.on('delivery', () => void allClosed())
    const allClosed = async () => (await store.deliveries({ states: ['created', 'retry', 'active'], isSubscribed: true, limit: 1 })).length === 0 && open()
    await allClosed()
    await opened
    await bus.stop()
    const [messages, deliveries] = [await store.messages(), await store.deliveries()]
    const ids = new Set(messages.map(({ id }) => id))
    expect(failures).toEqual([])
    expect(deliveries.filter(({ messageId }) => !ids.has(messageId))).toEqual([])
    expect(deliveries.filter(({ state, lockedBy }) => state === 'active' || lockedBy !== null)).toEqual([])
    expect(await sql`select * from handled where message_id not in (select id from message)`.execute(store.db)).toMatchObject({ rows: [] })
    await store.close()
  })
})
