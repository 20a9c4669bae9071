import type { RawBuilder } from 'kysely'
import type { Delivery, Message } from './message.ts'
import type { Flavour } from './sql-flavours.ts'
import { sql } from 'kysely'
import { deliveryColumns, messageColumns, snake } from './sql-columns.ts'

const open = sql`state in ('created', 'active', 'retry')`
const waiting = sql`state in ('created', 'retry')`

/** The columns of a table under the names of TypeScript. */
const read = (table: string, columns: object) => sql.join(Object.keys(columns).map(name => sql`${sql.ref(`${table}.${snake(name)}`)} as ${sql.ref(name)}`))
const names = (columns: object) => sql.join(Object.keys(columns).map(name => sql.ref(snake(name))))
const given = (columns: object) => sql.join(Object.keys(columns).map(name => sql.ref(`given.${name}`)))

/** The statements a message goes through. Each takes all its rows in one parameter, so that its text never changes. */
export function createStatements({ rows, skipLocked }: Flavour) {
  const { messageId, subscriber, state, attempts, startAfter, lockedBy, completedOn, lastError } = deliveryColumns

  // #region append
  const insertMessages = (json: string) => sql<{ id: string }>`
    insert into message (${names(messageColumns)})
    select ${given(messageColumns)} from ${rows(json, messageColumns)}
    where true
    on conflict (idempotency_key) where idempotency_key is not null do nothing
    returning id`

  const insertDeliveries = (json: string) => sql`
    insert into delivery (${names(deliveryColumns)})
    select ${given(deliveryColumns)} from ${rows(json, deliveryColumns)}`
  // #endregion append

  // #region settle
  const settle = (json: string) => sql`
    update delivery
    set state = given.state, start_after = given."startAfter", completed_on = given."completedOn",
      last_error = given."lastError", locked_at = null, locked_by = null
    from ${rows(json, { messageId, subscriber, state, attempts, startAfter, lockedBy, completedOn, lastError })}
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

  const messagesById = (json: string) => sql<Message>`
    select ${read('message', messageColumns)} from message join ${rows(json, { id: messageColumns.id })} on given.id = message.id`

  return { insertMessages, insertDeliveries, settle, claim, dueAtOnce, dueInLanes, hasLanes, messagesById }
}
