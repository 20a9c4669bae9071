import type { Dialect, RawBuilder, Transaction } from 'kysely'
import type { Claim, DeliveryFilter, Lease, MessageFilter, MessageStore, NewSubscription, Parcel, Retention } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { ColumnKind } from './sql-columns.ts'
import type { Flavour } from './sql-flavours.ts'
import type { Subscription } from './subscription.ts'
import { Kysely, sql } from 'kysely'
import { explain, isRowAtFault, untilUnhindered } from './database-errors.ts'
import { StaleSubscriptionsError } from './errors.ts'
import { createGroupCommit, nextTurn } from './group-commit.ts'
import { isoDate, lossOf } from './retry-policy.ts'
import { deliveryColumns, kindOf, messageColumns, snake, subscriptionColumns, workerColumns } from './sql-columns.ts'
import { migrate } from './sql-migrations.ts'
import { createStatements, leasesOf } from './sql-statements.ts'
import { sameOf } from './subscription.ts'
import { transactionScope } from './transaction-scope.ts'

/** A transaction of Kysely: the caller's own writes go through it too. */
export type Tx = Transaction<any>
export type SqlStore = MessageStore<Tx> & { db: Kysely<any> }

/** Messages that a new subscription reads at once. */
const MAX_PAGE = 1000
/** Messages deleted in one transaction: others wait for it. */
const MAX_DELETED = 500

/** Milliseconds between two signs of life of a process that publishes: a small part of any lease. */
const MIN_SILENCE = 10

type Write = { parcels: Parcel[] } | { outcome: Delivery }
/** The messages as they are stored, or whether the outcome was taken. */
type Written = Message[] | boolean

/** Opens a message store on a database, and creates its tables where they are missing. */
export async function openSqlStore(dialect: Dialect, flavour: Flavour, turns: object = {}): Promise<SqlStore> {
  const db = scoped(new Kysely<any>({ dialect }), transactionScope(turns))
  await migrate(db, flavour).catch(rethrow)

  const statements = createStatements(flavour)

  /** When publishers last gave a sign of life here, by process. */
  const signs = new Map<string, string>()
  const write = createGroupCommit<Write, Written>(commit, isItemAtFault)
  /** By itself, and last, where two connections can write at once: publishers do not wait for what came before them to be settled. */
  const writeOutcome = flavour.isConcurrent ? createGroupCommit<Write, Written>(commit, isItemAtFault, 2) : write

  async function commit(writes: Write[]): Promise<Written[]> {
    const parcels = writes.flatMap(one => 'parcels' in one ? one.parcels : [])
    const outcomes = writes.flatMap(one => 'outcome' in one ? [one.outcome] : [])
    const settled = await untilUnhindered(() => inOneTransaction(parcels, outcomes))
    leasesOf(parcels).filter(isStale).forEach(({ worker, seenAt }) => signs.set(worker, seenAt))
    const stored = await storedOf(parcels, db)
    let from = 0
    return writes.map(one => 'parcels' in one ? stored.slice(from, from += one.parcels.length) : settled.has(keyOf(one.outcome)))
  }

  /** Whether so much time went by since the last sign of life of a publisher's process that another one is worth a write. */
  const isStale = ({ worker, seenAt }: Lease) => !(Math.abs(Date.parse(seenAt) - Date.parse(signs.get(worker) ?? '')) < MIN_SILENCE)

  /** Returns the keys of the outcomes that were taken. */
  async function inOneTransaction(parcels: Parcel[], outcomes: Delivery[]): Promise<Set<string>> {
    const isOneStatement = parcels.length === 0 || (outcomes.length === 0 && flavour.writesToMany)
    return isOneStatement ? inOrder(db) : db.transaction().execute(inOrder)

    async function inOrder(on: Kysely<any>) {
      await insert(parcels, on)
      const { rows } = outcomes.length > 0 ? await statements.settle(outcomes).execute(on) : { rows: [] }
      return new Set(rows.map(keyOf))
    }
  }

  async function insert(parcels: Parcel[], on: Kysely<any>) {
    if (parcels.length === 0)
      return
    const [{ version }] = parcels as [Parcel]
    const [first, ...others] = statements.append(parcels, version, leasesOf(parcels).filter(isStale))
    const { rows } = parcels.every(parcel => parcel.version === version) ? await first!.execute(on) : { rows: [] }
    if (rows.length === 0)
      throw new StaleSubscriptionsError()
    for (const statement of others)
      await statement.execute(on)
  }

  async function appendIn(tx: Tx, parcels: Parcel[]) {
    await insert(parcels, tx)
    return storedOf(parcels, tx)
  }

  /** The messages as they are stored: for a key that was known already, the earlier one. */
  async function storedOf(parcels: Parcel[], on: Kysely<any>): Promise<Message[]> {
    const keys = parcels.flatMap(({ message }) => message.idempotencyKey ?? [])
    const rows = keys.length > 0
      ? await on.selectFrom('message').select(aliases(messageColumns)).where('idempotency_key', 'in', keys).execute()
      : []
    const byKey = new Map(rows.map(row => parse<Message>(row, messageColumns)).map(message => [idempotencyOf(message), message]))
    return parcels.map(({ message }) => {
      const stored = message.idempotencyKey === null ? undefined : byKey.get(idempotencyOf(message))
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
    await statements.beat([{ worker, seenAt: date }]).execute(db)
    const found = open!.atOnce ? await untilUnhindered(() => take(statements.dueAtOnce(subscribers, date, limit), db)) : []
    if (open!.inLanes && found.length < limit) {
      found.push(...await untilUnhindered(() => db.transaction().execute(async (tx) => {
        await flavour.lockLanes(tx)
        return take(statements.dueInLanes(subscribers, date, limit - found.length), tx)
      })))
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
    // One that was claimed and erased meanwhile has no message any more.
    return deliveries.flatMap(delivery => messages.has(delivery.messageId) ? [{ delivery, message: messages.get(delivery.messageId)! }] : []).sort(byAge)
  }

  async function requeue(filter: DeliveryFilter, now: number) {
    return update({ state: 'created', attempts: 0, start_after: isoDate(now), completed_on: null })
      .where(matching(filter))
      .where('state', '<>', 'active')
      .where('subscriber', 'in', db.selectFrom('subscription').select('name'))
      .executeTakeFirst()
      .then(changed)
  }

  async function cancel(filter: DeliveryFilter, now: number, on: Kysely<any> = db) {
    return update({ state: 'cancelled', start_after: null, completed_on: isoDate(now) }, on)
      .where(matching(filter))
      .where('state', 'in', ['created', 'retry'])
      .executeTakeFirst()
      .then(changed)
  }

  async function count(filter: DeliveryFilter) {
    const { deliveries } = await db.selectFrom('delivery').select(sql<number>`count(*)`.as('deliveries')).where(matching(filter)).executeTakeFirstOrThrow()
    return Number(deliveries)
  }

  async function deliver(deliveries: Delivery[], on: Kysely<any> = db) {
    if (deliveries.length === 0)
      return 0
    const { numAffectedRows } = await statements.deliver(deliveries).execute(on)
    return Number(numAffectedRows)
  }

  const deliverStored = (wanted: Delivery[]) => db.transaction().execute(async (tx) => {
    await flavour.keepMessages(tx, wanted.map(({ messageId }) => messageId))
    return deliver(wanted, tx)
  })

  async function beat(worker: string, now: number) {
    const { numAffectedRows } = await statements.beatAgain({ worker, seenAt: isoDate(now) }).execute(db)
    return numAffectedRows === 1n
  }

  async function subscriptions(tx?: Tx) {
    const rows = await (tx ?? db)
      .selectFrom('subscription_version')
      .leftJoin('subscription', join => join.onTrue())
      .select(['version', ...aliases(subscriptionColumns)])
      .orderBy('name')
      .execute()
    const all = rows.filter(({ name }) => name !== null)
    const [{ version } = { version: 0 }] = rows
    return { version: Number(version), all: all.map(({ version: _, ...row }) => parse<Subscription>(row, subscriptionColumns)) }
  }

  async function subscribe(wanted: NewSubscription) {
    const known = sameOf((await subscriptions()).all, wanted.subscription)
    return known ? updateSubscription(known, wanted.subscription) : insertSubscription(wanted)
  }

  async function updateSubscription(known: Subscription, { name, retry, seenOn }: Subscription) {
    const isChanged = JSON.stringify(known.retry) !== JSON.stringify(retry)
    await db.transaction().execute(async (tx) => {
      const values = { retry: retry && JSON.stringify(retry), ...seenOn !== null && { seen_on: seenOn } }
      await tx.updateTable('subscription').set(values).where('name', '=', name).execute()
      if (isChanged)
        await nextVersion(tx)
    })
    return known
  }

  /** No message comes between the look at those that are stored and the subscription that the next ones are addressed to. */
  async function insertSubscription({ subscription, from, deliveryOf }: NewSubscription) {
    return db.transaction().execute(async (tx) => {
      await flavour.lockMessages(tx)
      const known = sameOf((await subscriptions(tx)).all, subscription)
      if (known)
        return known
      await statements.insertSubscription(subscription).execute(tx)
      await nextVersion(tx)
      if (from !== 'now')
        await deliverEarlier(subscription, from === 'beginning' ? undefined : from.messageId, deliveryOf, tx)
      return subscription
    })
  }

  const nextVersion = (tx: Tx) => tx.updateTable('subscription_version').set({ version: sql`version + 1` }).execute()

  /** From one message on, a thousand at a time. */
  async function deliverEarlier({ kind, type }: Subscription, first: string | undefined, deliveryOf: NewSubscription['deliveryOf'], tx: Tx) {
    let last: string | undefined
    for (;;) {
      const rows = await tx
        .selectFrom('message')
        .select(aliases(messageColumns))
        .where('kind', '=', kind)
        .where('type', '=', type)
        .$if(last === undefined && first !== undefined, query => query.where('id', '>=', first))
        .$if(last !== undefined, query => query.where('id', '>', last))
        .orderBy('id')
        .limit(MAX_PAGE)
        .execute()
      await deliver(rows.map(row => deliveryOf(parse<Message>(row, messageColumns))), tx)
      if (rows.length < MAX_PAGE)
        return
      const { id } = rows.at(-1)!
      last = id
    }
  }

  async function unsubscribe(name: string, now: number) {
    return db.transaction().execute(async (tx) => {
      await flavour.lockMessages(tx)
      const { numDeletedRows } = await tx.deleteFrom('subscription').where('name', '=', name).executeTakeFirst()
      await nextVersion(tx)
      await cancel({ subscriber: name }, now, tx)
      await update({ max_attempts: sql`attempts` }, tx).where('subscriber', '=', name).where('state', '=', 'active').execute()
      return numDeletedRows === 1n
    })
  }

  async function pause(name: string, pausedOn: string | null) {
    return db.transaction().execute(async (tx) => {
      const { numUpdatedRows } = await tx.updateTable('subscription').set({ paused_on: pausedOn }).where('name', '=', name).executeTakeFirst()
      await nextVersion(tx)
      return numUpdatedRows === 1n
    })
  }

  async function see(names: string[], now: number) {
    if (names.length > 0)
      await db.updateTable('subscription').set({ seen_on: isoDate(now) }).where('name', 'in', names).execute()
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

  async function giveBack(held: Delivery[], now: number) {
    if (held.length > 0)
      await statements.giveBack(held, isoDate(now)).execute(db)
  }

  async function signOff(worker: string) {
    signs.delete(worker)
    await db.deleteFrom('worker').where('worker', '=', worker).execute()
  }

  async function deliveries(filter: DeliveryFilter = {}) {
    const rows = await db
      .selectFrom('delivery')
      .select(aliases(deliveryColumns))
      .where(matching(filter))
      .orderBy('message_id')
      .orderBy('subscriber')
      .execute()
    return rows.map(row => parse<Delivery>(row, deliveryColumns))
  }

  async function messages({ kind, type, correlationId, idempotencyKey, limit }: MessageFilter = {}) {
    if (correlationId !== undefined && !flavour.isId(correlationId))
      return []
    const rows = await db
      .selectFrom('message')
      .select(aliases(messageColumns))
      .orderBy('id')
      .$if(kind !== undefined, query => query.where('kind', '=', kind))
      .$if(type !== undefined, query => query.where('type', '=', type))
      .$if(correlationId !== undefined, query => query.where(isOfStory(correlationId!)))
      .$if(idempotencyKey !== undefined, query => query.where('idempotency_key', '=', idempotencyKey))
      .$if(limit !== undefined, query => query.limit(limit!))
      .execute()
    return rows.map(row => parse<Message>(row, messageColumns))
  }

  async function message(id: string) {
    if (!flavour.isId(id))
      return undefined
    const row = await db.selectFrom('message').select(aliases(messageColumns)).where('id', '=', id).executeTakeFirst()
    return row && parse<Message>(row, messageColumns)
  }

  async function stats(now: number) {
    const { rows } = await statements.counts(isoDate(now)).execute(db)
    const { rows: [{ messages } = { messages: 0 }] } = await statements.unsubscribed.execute(db)
    const counts = rows.map(({ subscriber, waiting, active, failed, oldestDue }) => ({
      subscriber,
      waiting: Number(waiting),
      active: Number(active),
      failed: Number(failed),
      oldestDue: flavour.read(oldestDue, 'time') as string | null,
    }))
    return { counts, unsubscribed: Number(messages) }
  }

  /** Whoever erases the message waits for the transaction, and then finds the mark. */
  async function markHandled(messageId: string, subscriber: string, tx: Tx) {
    await flavour.keepMessages(tx, [messageId])
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('handled')
      .columns(['message_id', 'subscriber'])
      .expression(tx.selectFrom('message').select(['id', sql<string>`${subscriber}`.as('subscriber')]).where('id', '=', messageId))
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  async function markReceived(messageId: string, subscriber: string, tx: Tx) {
    const { numInsertedOrUpdatedRows } = await tx
      .insertInto('handled')
      .values({ message_id: messageId, subscriber })
      .onConflict(conflict => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  async function prune({ before, type }: Retention) {
    const next = async (last?: string) => (await statements.expired(isoDate(before), type, last, MAX_DELETED).execute(db)).rows.map(({ id }) => id)
    return inBatches(next, async (ids, tx) => {
      await flavour.lockDeletion(tx)
      return remove(await lockUnneeded(ids, tx), tx)
    })
  }

  async function erase(subject: string) {
    const next = async () => (await db.selectFrom('message').select('id').where('subject', '=', subject).limit(MAX_DELETED).execute()).map(({ id }) => id)
    return inBatches(next, remove)
  }

  /** A transaction for each batch, and a turn for everything else between two. Returns how many messages were deleted. */
  async function inBatches(next: (last?: string) => Promise<string[]>, act: (ids: string[], tx: Tx) => Promise<number>) {
    let count = 0
    for (let ids = await next(); ids.length > 0; ids = await next(ids.at(-1))) {
      count += await untilUnhindered(() => db.transaction().execute(tx => act(ids, tx)))
      await nextTurn()
    }
    return count
  }

  /** Those of these messages that nothing needs, locked: what another transaction holds, as a replay does, is needed. */
  async function lockUnneeded(ids: string[], tx: Tx) {
    const { rows: messages } = await statements.lockMessages(ids).execute(tx)
    const { rows: all } = await statements.deliveriesOf(ids).execute(tx)
    const { rows: locked } = await statements.lockDeliveries(ids).execute(tx)
    const unneeded = Map.groupBy(locked.filter(({ isNeeded }) => !isNeeded), ({ id }) => id)
    const of = Map.groupBy(all, ({ id }) => id)
    return messages.map(({ id }) => id).filter(id => (of.get(id)?.length ?? 0) === (unneeded.get(id)?.length ?? 0))
  }

  /** The messages first: a replay that holds one has stored its delivery by then. */
  async function remove(ids: string[], tx: Tx) {
    if (ids.length === 0)
      return 0
    const { numDeletedRows } = await tx.deleteFrom('message').where('id', 'in', ids).executeTakeFirst()
    await tx.deleteFrom('delivery').where('message_id', 'in', ids).execute()
    await tx.deleteFrom('handled').where('message_id', 'in', ids).execute()
    return Number(numDeletedRows)
  }

  const update = (values: Record<string, unknown>, on: Kysely<any> = db) => on.updateTable('delivery').set(values)

  /** Deliveries by what is known of them: a list of their keys. */
  function matching({ messageId, subscriber, type, subject, correlationId, states, isSubscribed, limit }: DeliveryFilter) {
    if ([messageId, correlationId].some(id => id !== undefined && !flavour.isId(id)))
      return sql<boolean>`1 = 0`
    const messages = db
      .selectFrom('message')
      .select('id')
      .$if(type !== undefined, query => query.where('type', '=', type))
      .$if(subject !== undefined, query => query.where('subject', '=', subject))
      .$if(correlationId !== undefined, query => query.where(isOfStory(correlationId!)))
    const keys = db
      .selectFrom('delivery')
      .select(['message_id', 'subscriber'])
      .$if(messageId !== undefined, query => query.where('message_id', '=', messageId))
      .$if(subscriber !== undefined, query => query.where('subscriber', '=', subscriber))
      // Found by the index of errors.
      .$if(states?.join() === 'failed', query => query.where('last_error', 'is not', null))
      .$if(states !== undefined, query => query.where(sql<boolean>`state in (${sql.join(states!.map(state => sql.lit(state)))})`))
      .$if([type, subject, correlationId].some(condition => condition !== undefined), query => query.where('message_id', 'in', messages))
      .$if(isSubscribed === true, query => query.where('subscriber', 'in', db.selectFrom('subscription').select('name')))
      .$if(limit !== undefined, query => query.orderBy('message_id').orderBy('subscriber').limit(limit!))
    return sql<boolean>`(message_id, subscriber) in (${keys})`
  }

  function parse<Row>(row: object, columns: Partial<Record<keyof Row & string, string>>): Row {
    const entries = Object.entries(row).map(([name, value]) => [name, flavour.read(value, kindOf(columns[name as keyof Row & string]!) as ColumnKind)])
    return Object.fromEntries(entries) as Row
  }

  return {
    isShared: true,
    turns,
    db,
    ...explained({
      append: (parcels: Parcel[], tx?: Tx) => tx ? appendIn(tx, parcels) : write({ parcels }) as Promise<Message[]>,
      claim,
      settle: (outcome: Delivery) => writeOutcome({ outcome }) as Promise<boolean>,
      ...unhindered({
        requeue,
        cancel: (filter: DeliveryFilter, now: number) => cancel(filter, now),
        deliver: (wanted: Delivery[]) => wanted.length === 0 ? Promise.resolve(0) : deliverStored(wanted),
        subscribe,
        unsubscribe,
        pause,
        see,
        beat,
        expire,
        giveBack,
        signOff,
      }),
      count,
      subscriptions,
      leases,
      message,
      messages,
      deliveries,
      stats,
      prune,
      erase,
      markHandled,
      markReceived,
      close: () => db.destroy(),
    }),
    transaction: work => db.transaction().execute(work),
  }
}

/** All its transactions, a program's own ones too, are known as such to the calls inside them. */
function scoped(db: Kysely<any>, { run }: { run: <T>(work: () => Promise<T>) => Promise<T> }): Kysely<any> {
  const transaction = db.transaction.bind(db)
  return Object.assign(db, {
    transaction() {
      const builder = transaction()
      const execute = builder.execute.bind(builder)
      return Object.assign(builder, { execute: <T>(work: (tx: Tx) => Promise<T>) => execute(tx => run(() => work(tx))) })
    },
  })
}

/** Of its first message, which the index leaves out, and of all the others. */
const isOfStory = (correlationId: string) => sql<boolean>`(
  (id = ${correlationId} and correlation_id = id) or (correlation_id = ${correlationId} and correlation_id <> id))`
const aliases = (columns: object) => Object.keys(columns).map(name => `${snake(name)} as ${name}`)
const keyOf = (row: unknown) => {
  const { messageId, subscriber } = row as Pick<Delivery, 'messageId' | 'subscriber'>
  return `${messageId}/${subscriber}`
}
const idempotencyOf = ({ kind, type, idempotencyKey }: Message) => `${kind} ${type} ${idempotencyKey}`
/** A message addressed to subscriptions that are no more does not hold up the others of its commit. */
const isItemAtFault = (error: unknown) => error instanceof StaleSubscriptionsError || isRowAtFault(error)
const changed = ({ numUpdatedRows }: { numUpdatedRows: bigint }) => Number(numUpdatedRows)
const byAge = (one: { message: Message }, other: { message: Message }) => one.message.id < other.message.id ? -1 : 1

function rethrow(error: unknown): never {
  throw explain(error)
}

type AsyncMethods = Record<string, (...args: any[]) => Promise<any>>

const mapMethods = <Methods extends AsyncMethods>(methods: Methods, around: (call: () => Promise<any>) => Promise<any>) =>
  Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, (...args: unknown[]) => around(() => method(...args))])) as Methods

/** The same methods, whose errors speak of the database in plain words. */
const explained = <Methods extends AsyncMethods>(methods: Methods) => mapMethods(methods, call => call().catch(rethrow))
/** The same methods, of one transaction each. */
const unhindered = <Methods extends AsyncMethods>(methods: Methods) => mapMethods(methods, untilUnhindered)
