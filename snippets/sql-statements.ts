import type { RawBuilder } from 'kysely'
import type { Delivery, Message } from './message.ts'
import type { Flavour } from './sql-flavours.ts'
import { sql } from 'kysely'
import { deliveryColumns, kindOf, messageColumns, snake } from './sql-columns.ts'

const open = sql`state in ('created', 'active', 'retry')`
const waiting = sql`state in ('created', 'retry')`

/** The columns of a table under the names of TypeScript. */
const read = (table: string, columns: object) => sql.join(Object.keys(columns).map(name => sql`${sql.ref(`${table}.${snake(name)}`)} as ${sql.ref(name)}`))
const names = (columns: object) => sql.raw(Object.keys(columns).map(snake).join(', '))
const given = (columns: object) => sql.raw(Object.keys(columns).map(name => `given."${name}"`).join(', '))

type Values = Record<string, unknown>

/** The statements a message goes through. Each takes all its rows at once. */
export function createStatements({ rows, value, isConcurrent, skipLocked }: Flavour) {
  const { messageId, subscriber, state, attempts, startAfter, lockedBy, completedOn, lastError } = deliveryColumns

  /** Rows as a query: what all of them share is sent once, the rest as one JSON text. */
  function each<Row extends object>(all: Row[], columns: Record<string, string>) {
    const [first] = all as Values[]
    const [id, ...others] = Object.keys(columns)
    const shared = others.filter(name => (all as Values[]).every(row => row[name] === first![name]))
    const apart = [id!, ...others.filter(name => !shared.includes(name))]
    return sql`select ${sql.join([
      sql`each.*`,
      ...shared.map(name => sql`${value(first![name], kindOf(columns[name]!))} as ${sql.ref(name)}`),
    ])} from ${rows(JSON.stringify(all.map(row => pick(row as Values, apart))), pick(columns, apart))}`
  }

  // #region append
  /** Only a message with a key may be known already. */
  const unlessKnown = (messages: Message[]) =>
    messages.some(({ idempotencyKey }) => idempotencyKey !== null)
      ? sql`on conflict (idempotency_key) where idempotency_key is not null do nothing`
      : sql``

  const insertMessages = (messages: Message[]) => sql`
    insert into message (${names(messageColumns)})
    select ${given(messageColumns)} from (${each(messages, messageColumns)}) as given
    where true ${unlessKnown(messages)}`

  const insertDeliveries = (deliveries: Delivery[], stored: string) => sql`
    insert into delivery (${names(deliveryColumns)})
    select ${given(deliveryColumns)} from (${each(deliveries, deliveryColumns)}) as given
    where "messageId" in (select id from ${sql.ref(stored)})`
  // #endregion append

  /** For one transaction: a single statement, which is one by itself, where it may write to both tables. */
  function append(messages: Message[], deliveries: Delivery[]) {
    if (deliveries.length === 0)
      return [insertMessages(messages)]
    return isConcurrent
      ? [sql`with stored as (${insertMessages(messages)} returning id) ${insertDeliveries(deliveries, 'stored')}`]
      : [insertMessages(messages), insertDeliveries(deliveries, 'message')]
  }

  // #region settle
  /** Materialized: the planner would guess from shared values that few rows match, and compare each with each. */
  const settle = (outcomes: Delivery[]) => sql`
    with given as materialized (${each(outcomes, { messageId, subscriber, state, attempts, startAfter, lockedBy, completedOn, lastError })})
    update delivery
    set state = given.state, start_after = given."startAfter", completed_on = given."completedOn",
      last_error = given."lastError", locked_at = null, locked_by = null
    from given
    where delivery.message_id = given."messageId" and delivery.subscriber = given.subscriber
      and delivery.locked_by = given."lockedBy" and delivery.attempts = given.attempts`
  // #endregion settle

  // #region claim
  const claim = (due: RawBuilder<unknown>, now: string, worker: string) => sql<Delivery>`
    with recursive ${due}
    update delivery
    set state = 'active', attempts = attempts + 1, locked_by = ${worker}, locked_at = ${now},
      started_on = coalesce(started_on, ${now})
    from due
    where delivery.message_id = due.message_id and delivery.subscriber = due.subscriber
    returning ${read('delivery', deliveryColumns)}`

  const dueAtOnce = (subscribers: string[], now: string, limit: number) => sql`
    due as (
      select message_id, subscriber from delivery
      where lane is null and ${waiting} and start_after <= ${now} and subscriber in (${sql.join(subscribers)})
      order by start_after, message_id limit ${limit} ${skipLocked}
    )`
  // #endregion claim

  // #region lanes
  /** Goes from lane to lane along the index, and takes the first open delivery of each, unless one of the lane is active. */
  const dueInLanes = (subscribers: string[], now: string, limit: number) => sql`
    lanes (lane) as (
      select min(lane) from delivery where lane is not null and ${open}
      union all
      select (select min(lane) from delivery where lane > lanes.lane and ${open}) from lanes where lane is not null
    ),
    due as (
      select message_id, subscriber from lanes join delivery on delivery.lane = lanes.lane and message_id = (
        select message_id from delivery where lane = lanes.lane and ${open} order by message_id limit 1
      )
      where ${waiting} and start_after <= ${now} and subscriber in (${sql.join(subscribers)})
        and not exists (select 1 from delivery as other where other.lane = lanes.lane and other.state = 'active')
      limit ${limit}
    )`
  // #endregion lanes

  const hasLanes = sql`select 1 from delivery where lane is not null and ${open} limit 1`

  const messagesById = (ids: string[]) => sql<Message>`
    select ${read('message', messageColumns)} from message join ${rows(JSON.stringify(ids.map(id => ({ id }))), { id: messageColumns.id })} on each.id = message.id`

  return { append, settle, claim, dueAtOnce, dueInLanes, hasLanes, messagesById }
}

const pick = <Value>(from: Record<string, Value>, names: string[]) => Object.fromEntries(names.map(name => [name, from[name]!]))
