import type { Dialect, RawBuilder, Transaction } from 'kysely'
import type { Claim, DeliveryFilter, Lease, MessageFilter, MessageStore, Parcel } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { ColumnKind } from './sql-columns.ts'
import type { Flavour } from './sql-flavours.ts'
import { Kysely, sql } from 'kysely'
import { createGroupCommit } from './group-commit.ts'
import { isoDate, lossOf } from './retry-policy.ts'
import { deliveryColumns, kindOf, messageColumns, snake, workerColumns } from './sql-columns.ts'
import { migrate } from './sql-migrations.ts'
import { createStatements } from './sql-statements.ts'
import { explain, isRowAtFault } from './store-errors.ts'

/** A transaction of Kysely: the caller's own writes go through it too. */
export type Tx = Transaction<any>
export type SqlStore = MessageStore<Tx> & { db: Kysely<any> }

type Write = { parcels: Parcel[] } | { outcome: Delivery }

/** Opens a message store on a database, and creates its tables where they are missing. */
export async function openSqlStore(dialect: Dialect, flavour: Flavour): Promise<SqlStore> {
  const db = new Kysely<any>({ dialect })
  await migrate(db, flavour).catch(rethrow)

  const statements = createStatements(flavour)

  const write = createGroupCommit<Write, Message[]>(commit, isRowAtFault)
  /** By itself, and last, where two connections can write at once: publishers do not wait for what came before them to be settled. */
  const writeOutcome = flavour.isConcurrent ? createGroupCommit<Write, Message[]>(commit, isRowAtFault, 2) : write

  async function commit(writes: Write[]) {
    const parcels = writes.flatMap(one => 'parcels' in one ? one.parcels : [])
    const outcomes = writes.flatMap(one => 'outcome' in one ? [one.outcome] : [])
    await inOneTransaction([...inserts(parcels), ...outcomes.length > 0 ? [statements.settle(outcomes)] : []])
    const stored = await storedOf(parcels, db)
    let from = 0
    return writes.map(one => 'parcels' in one ? stored.slice(from, from += one.parcels.length) : [])
  }

  const inserts = (parcels: Parcel[]) => parcels.length > 0
    ? statements.append(parcels)
    : []

  const inOneTransaction = (steps: RawBuilder<unknown>[]) => steps.length > 1
    ? db.transaction().execute(tx => inOrder(steps, tx))
    : inOrder(steps, db)

  async function inOrder(steps: RawBuilder<unknown>[], on: Kysely<any>) {
    for (const step of steps)
      await step.execute(on)
  }

  async function appendIn(tx: Tx, parcels: Parcel[]) {
    await inOrder(inserts(parcels), tx)
    return storedOf(parcels, tx)
  }

  /** The messages as they are stored: for a key that was known already, the earlier one. */
  async function storedOf(parcels: Parcel[], on: Kysely<any>): Promise<Message[]> {
    const keys = parcels.flatMap(({ message }) => message.idempotencyKey ?? [])
    const rows = keys.length > 0 ? await on.selectFrom('message').select(aliases(messageColumns)).where('idempotency_key', 'in', keys).execute() : []
    const byKey = new Map(rows.map(row => [row.idempotencyKey, parse<Message>(row, messageColumns)]))
    return parcels.map(({ message }) => {
      const stored = byKey.get(message.idempotencyKey)
      return stored && stored.id !== message.id ? stored : message
    })
  }

  async function claim({ subscribers, worker, now, limit }: Claim) {
    if (subscribers.length === 0)
      return []
    const date = isoDate(now)
    const { rows: [open] } = await statements.open(date).execute(db)
    if (!open!.atOnce && !open!.inLanes)
      return []
    // Before any is locked: a process that holds deliveries is one that others know of.
    await beat(worker, now)
    const found = open!.atOnce ? await take(statements.dueAtOnce(subscribers, date, limit), db) : []
    if (open!.inLanes && found.length < limit) {
      found.push(...await db.transaction().execute(async (tx) => {
        await flavour.lockLanes(tx)
        return take(statements.dueInLanes(subscribers, date, limit - found.length), tx)
      }))
    }
    return withMessages(found)

    async function take(due: RawBuilder<unknown>, on: Kysely<any>) {
      const { rows } = await statements.claim(due, date, worker).execute(on)
      return rows.map(row => parse<Delivery>(row, deliveryColumns))
    }
  }

  async function withMessages(deliveries: Delivery[]) {
    if (deliveries.length === 0)
      return []
    const { rows } = await statements.messagesById(deliveries.map(({ messageId }) => messageId)).execute(db)
    const messages = new Map(rows.map(row => [row.id, parse<Message>(row, messageColumns)]))
    return deliveries.map(delivery => ({ delivery, message: messages.get(delivery.messageId)! })).sort(byAge)
  }

  async function requeue(filter: DeliveryFilter, now: number) {
    return update({ state: 'created', attempts: 0, start_after: isoDate(now), completed_on: null })
      .where(matching(filter))
      .where('state', '<>', 'active')
      .executeTakeFirst()
      .then(changed)
  }

  async function cancel(filter: DeliveryFilter, now: number) {
    return update({ state: 'cancelled', start_after: null, completed_on: isoDate(now) })
      .where(matching(filter))
      .where('state', 'in', ['created', 'retry'])
      .executeTakeFirst()
      .then(changed)
  }

  async function beat(worker: string, now: number) {
    await statements.beat([{ worker, seenAt: isoDate(now) }]).execute(db)
  }

  async function leases() {
    const rows = await db.selectFrom('worker').select(aliases(workerColumns)).execute()
    return rows.map(row => parse<Lease>(row, workerColumns))
  }

  async function expire({ worker, seenAt }: Lease, now: number) {
    const isLast = sql<boolean>`attempts >= max_attempts`
    const date = sql`${isoDate(now)}${sql.raw(flavour.castTime)}`
    return db.transaction().execute(async (tx) => {
      const { numDeletedRows } = await tx.deleteFrom('worker').where('worker', '=', worker).where('seen_at', '=', seenAt).executeTakeFirst()
      if (numDeletedRows === 0n)
        return 0
      return tx.updateTable('delivery').set({
        state: sql`case when ${isLast} then 'failed' else 'retry' end`,
        start_after: sql`case when ${isLast} then null else ${date} end`,
        completed_on: sql`case when ${isLast} then ${date} end`,
        last_error: JSON.stringify(lossOf(worker)),
        locked_by: null,
      }).where('state', '=', 'active').where('locked_by', '=', worker).executeTakeFirst().then(changed)
    })
  }

  async function giveBack(worker: string, held: Delivery[], now: number) {
    if (held.length > 0)
      await statements.giveBack(held, isoDate(now)).execute(db)
    await db.deleteFrom('worker').where('worker', '=', worker).execute()
  }

  async function deliveries(filter: DeliveryFilter = {}) {
    const rows = await db.selectFrom('delivery').select(aliases(deliveryColumns)).where(matching(filter)).orderBy('message_id').orderBy('subscriber').execute()
    return rows.map(row => parse<Delivery>(row, deliveryColumns))
  }

  async function messages({ type, correlationId, limit }: MessageFilter = {}) {
    const isOfStory = sql<boolean>`(id = ${correlationId} or (correlation_id = ${correlationId} and correlation_id <> id))`
    const rows = await db.selectFrom('message').select(aliases(messageColumns)).orderBy('id').$if(type !== undefined, query => query.where('type', '=', type)).$if(correlationId !== undefined, query => query.where(isOfStory)).$if(limit !== undefined, query => query.limit(limit!)).execute()
    return rows.map(row => parse<Message>(row, messageColumns))
  }

  async function message(id: string) {
    const row = await db.selectFrom('message').select(aliases(messageColumns)).where('id', '=', id).executeTakeFirst()
    return row && parse<Message>(row, messageColumns)
  }

  async function markHandled(messageId: string, subscriber: string, tx: Tx) {
    const { numInsertedOrUpdatedRows } = await tx.insertInto('handled').values({ message_id: messageId, subscriber }).onConflict(conflict => conflict.doNothing()).executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  const update = (values: Record<string, unknown>) => db.updateTable('delivery').set(values)

  /** Deliveries by what is known of them: a list of their keys where there is a limit or a type. */
  function matching({ messageId, subscriber, type, states, limit }: DeliveryFilter) {
    const keys = db.selectFrom('delivery').select(['message_id', 'subscriber']).$if(messageId !== undefined, query => query.where('message_id', '=', messageId)).$if(subscriber !== undefined, query => query.where('subscriber', '=', subscriber)).$if(states?.join() === 'failed', query => query.where('last_error', 'is not', null)).$if(states !== undefined, query => query.where(sql<boolean>`state in (${sql.join(states!.map(state => sql.lit(state)))})`)).$if(type !== undefined, query => query.where('message_id', 'in', db.selectFrom('message').select('id').where('type', '=', type))).$if(limit !== undefined, query => query.orderBy('message_id').orderBy('subscriber').limit(limit!))
    return sql<boolean>`(message_id, subscriber) in (${keys})`
  }

  function parse<Row>(row: object, columns: Partial<Record<keyof Row & string, string>>): Row {
    const entries = Object.entries(row).map(([name, value]) => [name, flavour.read(value, kindOf(columns[name as keyof Row & string]!) as ColumnKind)])
    return Object.fromEntries(entries) as Row
  }

  return {
    isShared: true,
    db,
    ...explained({
      append: (parcels: Parcel[], tx?: Tx) => tx ? appendIn(tx, parcels) : write({ parcels }),
      claim,
      settle: async (outcome: Delivery) => void await writeOutcome({ outcome }),
      requeue,
      cancel,
      beat,
      leases,
      expire,
      giveBack,
      message,
      messages,
      deliveries,
      markHandled,
      close: () => db.destroy(),
    }),
    transaction: work => db.transaction().execute(work),
  }
}

const aliases = (columns: object) => Object.keys(columns).map(name => `${snake(name)} as ${name}`)
const changed = ({ numUpdatedRows }: { numUpdatedRows: bigint }) => Number(numUpdatedRows)
const byAge = (one: { message: Message }, other: { message: Message }) => one.message.id < other.message.id ? -1 : 1

function rethrow(error: unknown): never {
  throw explain(error)
}

/** The same methods, whose errors speak of the database in plain words. */
function explained<Methods extends Record<string, (...args: any[]) => Promise<any>>>(methods: Methods): Methods {
  return Object.fromEntries(Object.entries(methods).map(([name, method]) =>
    [name, (...args: unknown[]) => method(...args).catch(rethrow)])) as Methods
}
