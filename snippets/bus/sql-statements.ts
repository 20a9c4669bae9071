import type { RawBuilder } from 'kysely'
import type { Lease, Parcel } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { Flavour } from './sql-flavours.ts'
import type { Subscription } from './subscription.ts'
import { sql } from 'kysely'
import { deliveryColumns, messageColumns, snake, subscriptionColumns, workerColumns } from './sql-columns.ts'

const waiting = sql`state in ('created', 'retry')`

/** The columns of a table under the names of TypeScript. */
const read = (table: string, columns: object) => sql.join(Object.keys(columns).map(name => sql`${sql.ref(`${table}.${snake(name)}`)} as ${sql.ref(name)}`))
const names = (columns: object) => sql.raw(Object.keys(columns).map(snake).join(', '))
const given = (columns: object) => sql.raw(Object.keys(columns).map(name => `given."${name}"`).join(', '))

type Values = Record<string, unknown>
/** Parts of one query at most. */
const MAX_PARTS = 10

/** The statements a message goes through. Each takes all its rows at once. */
export function createStatements({ rows, value, writesToMany, skipLocked, position }: Flavour) {
  const { messageId, subscriber, state, attempts, startAfter, lockedBy, completedOn, lastError } = deliveryColumns
  const outcomeColumns = { messageId, subscriber, state, attempts, startAfter, lockedBy, completedOn, lastError }

  /** Rows as a query, in the order of its columns: what all of them share is sent once, what repeats their first column not at all. */
  function selectRows(all: object[], columns: Record<string, string>) {
    const rowsOf = all as Values[]
    const [first] = rowsOf
    const [id, ...others] = Object.keys(columns)
    const apart = [id!]
    const values = others.map((name) => {
      if (rowsOf.every(row => row[name] === first![name]))
        return value(first![name], columns[name]!)
      if (rowsOf.every(row => row[name] === row[id!]))
        return sql.ref(`entry.${id}`)
      apart.push(name)
      return sql.ref(`entry.${name}`)
    })
    return sql`select ${sql.join([sql.ref(`entry.${id}`), ...values.map((value, index) => sql`${value} as ${sql.ref(others[index]!)}`)])}
      from ${rows(rowsOf, pick(columns, apart))}`
  }

  // #region append
  /** Only a message with a key may be known already. */
  const unlessKnown = (messages: Message[]) =>
    messages.some(({ idempotencyKey }) => idempotencyKey !== null)
      ? sql`on conflict (idempotency_key, type, kind) where idempotency_key is not null do nothing`
      : sql``

  const insertMessages = (messages: Message[], condition = sql`true`) => sql`
    insert into message (${names(messageColumns)})
    select ${given(messageColumns)} from (${selectRows(messages, messageColumns)}) as given
    where ${condition} ${unlessKnown(messages)}`

  const insertDeliveries = (deliveries: Delivery[], stored: string) => sql`
    insert into delivery (${names(deliveryColumns)})
    select ${given(deliveryColumns)} from (${selectRows(deliveries, deliveryColumns)}) as given
    where "messageId" in (select id from ${sql.ref(stored)}) ${inOrder(deliveries)}`
  // #endregion append

  /** Lanes keep the order of insertion. */
  const inOrder = (deliveries: Delivery[]) => deliveries.some(({ lane }) => lane !== null) ? sql`order by "messageId"` : sql``

  /** Where all messages are delivered alike, to the subscribers of the first one: these are sent once, and not for each message. */
  const insertAlike = (deliveries: Delivery[]) => sql`
    insert into delivery (${names(deliveryColumns)})
    select ${given(deliveryColumns)}
    from (select stored.id as "messageId", alike.* from stored, (${selectRows(deliveries, withoutMessage)}) as alike) as given
    ${inOrder(deliveries)}`

  const isAlike = (parcels: Parcel[]) => {
    const [{ deliveries: first }] = parcels as [Parcel]
    return parcels.every(({ deliveries }) => deliveries.length === first.length
      && deliveries.every((delivery, index) => alikeNames.every(name => delivery[name] === first[index]![name])))
  }

  /** One row while the subscriptions are those of that version. */
  const isCurrent = (version: number) => sql`select 1 as "isCurrent" from subscription_version where version = ${version}`

  /**
   * For one transaction. The first statement returns a row where the subscriptions are those of that version; where they are
   * not, it stores nothing, and no other may follow. Where one statement may write to several tables, it is the only one: its
   * locks come before its snapshot, so that no subscription can come between the two. Under READ COMMITTED, that is: in a
   * transaction of another isolation the snapshot is that of its first statement.
   */
  function append(parcels: Parcel[], version: number, leases: Lease[]) {
    const messages = parcels.map(({ message }) => message)
    const deliveries = parcels.flatMap(({ deliveries }) => deliveries)
    const heartbeats = leases.length > 0 ? [beat(leases)] : []
    if (!writesToMany)
      return [isCurrent(version), ...heartbeats, insertMessages(messages), ...deliveries.length > 0 ? [insertDeliveries(deliveries, 'message')] : []]
    return [sql`with ${sql.join([
      sql`current as (${isCurrent(version)})`,
      ...heartbeats.map(heartbeat => sql`alive as (${heartbeat})`),
      sql`stored as (${insertMessages(messages, sql`exists (select 1 from current)`)} returning id)`,
      ...deliveries.length > 0 ? [sql`delivered as (${isAlike(parcels) ? insertAlike(parcels[0]!.deliveries) : insertDeliveries(deliveries, 'stored')})`] : [],
    ])} select * from current`]
  }

  const beat = (leases: Lease[]) => sql`
    insert into worker (${names(workerColumns)})
    select ${given(workerColumns)} from (${selectRows(leases, workerColumns)}) as given
    where true on conflict (worker) do update set seen_at = excluded.seen_at`

  /** Materialized: the planner would guess from shared values that few rows match, and compare each with each. */
  const settle = (outcomes: Delivery[]) => sql`
    with given as materialized (${sql.join(groupsByCompletion(outcomes).map(some => selectRows(some, outcomeColumns)), sql` union all `)})
    update delivery
    set state = given.state, start_after = given."startAfter", completed_on = given."completedOn",
      last_error = given."lastError", locked_by = null
    from given
    where delivery.message_id = given."messageId" and delivery.subscriber = given.subscriber
      and delivery.locked_by = given."lockedBy" and delivery.attempts = given.attempts
    returning delivery.message_id as "messageId", delivery.subscriber`

  /** Subscriptions that run here, but those that are paused. */
  const isTaken = (subscribers: string[]) => sql`subscriber in (${sql.join(subscribers)})
        and subscriber not in (select name from subscription where paused_on is not null)`

  // #region claim
  const claim = (due: RawBuilder<unknown>, now: string, worker: string) => sql<Delivery>`
    with recursive ${due}
    update delivery
    set state = 'active', attempts = attempts + 1, locked_by = ${worker},
      start_after = case when lane is null then null else start_after end,
      started_on = coalesce(started_on, ${now})
    from due
    where delivery.message_id = due.message_id
      and delivery.subscriber = due.subscriber
    returning ${read('delivery', deliveryColumns)}`

  const dueAtOnce = (here: string[], now: string, limit: number) => sql`
    due as (
      select message_id, subscriber from delivery
      where lane is null and ${waiting}
        and start_after <= ${now} and ${isTaken(here)}
      order by start_after, message_id limit ${limit} ${skipLocked}
    )`
  // #endregion claim

  const place = sql.raw(`delivery.${position.column}`)

  /** Of a delivery with a lane, which keeps its date until it is closed. */
  const isOpen = sql`start_after is not null`

  /** Goes from lane to lane along the index, and takes the first open delivery of each, unless one of the lane is active. */
  const dueInLanes = (subscribers: string[], now: string, limit: number) => sql`
    lanes (lane) as (
      select min(lane) from delivery where lane is not null and ${isOpen}
      union all
      select (select min(lane) from delivery where lane > lanes.lane and ${isOpen}) from lanes where lane is not null
    ),
    due as (
      select message_id, subscriber from lanes join delivery on delivery.lane = lanes.lane and ${place} = (
        select ${place} from delivery where lane = lanes.lane and ${isOpen} order by ${place} limit 1
      )
      where ${waiting} and start_after <= ${now} and ${isTaken(subscribers)}
        and not exists (select 1 from delivery as other where other.lane = lanes.lane and other.start_after is not null and other.state = 'active')
      limit ${limit}
    )`

  /** Whether there may be something to claim. */
  const open = (now: string) => sql<{ atOnce: boolean, inLanes: boolean }>`
    select exists (select 1 from delivery where lane is null and start_after <= ${now}) as "atOnce",
      exists (select 1 from delivery where lane is not null and ${isOpen}) as "inLanes"`

  /** Those that the worker still holds, and not longer than it. */
  const giveBack = (held: Delivery[], now: string) => sql`
    update delivery
    set state = 'retry', attempts = delivery.attempts - 1, start_after = ${now}, locked_by = null
    from (${selectRows(held, { messageId, subscriber, lockedBy })}) as given
    where delivery.message_id = given."messageId" and delivery.subscriber = given.subscriber
      and delivery.locked_by = given."lockedBy"`

  const messagesById = (ids: string[]) => sql<Message>`
    select ${read('message', messageColumns)} from message join ${rows(ids.map(id => ({ id })), { id: messageColumns.id })} on entry.id = message.id`

  /** Where there is none yet, and the message is stored. */
  const deliver = (deliveries: Delivery[]) => sql`
    ${insertDeliveries(deliveries, 'message')} on conflict (message_id, subscriber) do nothing`

  /** Of those that are listed. */
  const beatAgain = ({ worker, seenAt }: Lease) => sql`
    update worker set seen_at = ${value(seenAt, workerColumns.seenAt)} where worker = ${worker}`

  const insertSubscription = (subscription: Subscription) => sql`
    insert into subscription (${names(subscriptionColumns)})
    select ${given(subscriptionColumns)} from (${selectRows([subscription], subscriptionColumns)}) as given`

  /** One pass over the deliveries, and one over the messages. */
  const counts = (now: string) => sql<Record<'waiting' | 'active' | 'failed', number> & { subscriber: string, oldestDue: unknown }>`
    select subscriber, count(case when ${waiting} then 1 end) as waiting, count(case when state = 'active' then 1 end) as active,
      count(case when state = 'failed' then 1 end) as failed, min(case when ${waiting} and start_after <= ${now} then start_after end) as "oldestDue"
    from delivery where state in ('created', 'retry', 'active', 'failed') group by subscriber`

  /** A reply has the key that `replies.ts` gives it. */
  const unsubscribed = sql<{ messages: number }>`
    select count(*) as messages from message
    where not exists (select 1 from delivery where message_id = message.id)
      and (causation_id is null or idempotency_key is null or idempotency_key <> 'reply to ' || causation_id)`

  /** What a message is still needed for: a delivery that runs, or that waits for a subscription. */
  const isNeeded = sql`(state = 'active' or (${waiting} and subscriber in (select name from subscription)))`

  /** Old messages that nothing needs, in the order of their ids, after the last one that was looked at. */
  const expired = (before: string, type: string | undefined, last: string | undefined, limit: number) => sql<{ id: string }>`
    select id from message
    where time < ${before} ${type === undefined ? sql`` : sql`and type = ${type}`} ${last === undefined ? sql`` : sql`and id > ${last}`}
      and not exists (select 1 from delivery where message_id = message.id and ${isNeeded})
    order by id limit ${limit}`

  /** Locks messages, and then their deliveries, but what another transaction holds. */
  const lockMessages = (ids: string[]) => sql<{ id: string }>`select id from message where id in (${sql.join(ids)}) ${skipLocked}`
  const deliveriesOf = (ids: string[]) => sql<{ id: string, isNeeded: boolean }>`
    select message_id as id, ${isNeeded} as "isNeeded" from delivery where message_id in (${sql.join(ids)})`
  const lockDeliveries = (ids: string[]) => sql<{ id: string, isNeeded: boolean }>`${deliveriesOf(ids)} ${skipLocked}`

  return {
    expired,
    lockMessages,
    deliveriesOf,
    lockDeliveries,
    counts,
    unsubscribed,
    append,
    deliver,
    beatAgain,
    insertSubscription,
    beat,
    settle,
    giveBack,
    claim,
    dueAtOnce,
    dueInLanes,
    open,
    messagesById,
  }
}

/** Outcomes by the millisecond of their end, where these are few: most have all but their message in common then. */
function groupsByCompletion(outcomes: Delivery[]) {
  const parts = [...Map.groupBy(outcomes, ({ completedOn }) => completedOn).values()]
  return parts.length <= MAX_PARTS ? parts : [outcomes]
}

const { messageId: _, ...withoutMessage } = deliveryColumns
const alikeNames = Object.keys(withoutMessage) as (keyof typeof withoutMessage)[]
/** The processes that hold deliveries from the start. */
export function leasesOf(parcels: Parcel[]): Lease[] {
  const all = parcels.flatMap(({ deliveries }) => deliveries)
  const seenAt = new Map(all.flatMap(({ lockedBy, startedOn }) => lockedBy === null ? [] : [[lockedBy, startedOn!]]))
  return [...seenAt].map(([worker, seenAt]) => ({ worker, seenAt }))
}

const pick = <Value>(from: Record<string, Value>, names: string[]) => Object.fromEntries(names.map(name => [name, from[name]!]))
