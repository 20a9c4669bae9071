import type { DeliveryKey, Query } from './protocol.ts'

/** A text of SQL that means this text. */
export const quote = (text: string) => `'${text.replaceAll('\'', '\'\'')}'`
/** Neither `%` nor `_` of a search is a joker. */
const containing = (text: string) => `like ${quote(`%${text.replace(/[\\%_]/g, '\\$&')}%`)} escape '\\'`

type Filter = Pick<Query, 'state' | 'search'>

function conditions({ state, search }: Filter): string {
  const all = [
    ...state ? [`m.id in (select message_id from delivery where state = ${quote(state)})`] : [],
    ...search.trim() ? [`m.type || ' ' || coalesce(m.subject, '') || ' ' || m.data ${containing(search.trim())}`] : [],
  ]
  return all.map((condition, index) => `${index === 0 ? 'where' : '  and'} ${condition}\n`).join('')
}

/** The list of messages, newest first, each with its deliveries. */
export function messagesSql({ offset, limit, ...filter }: Filter & { offset: number, limit: number }) {
  return `select m.id, m.type, m.subject, m.time,
  (select json_group_object(subscriber, json_object('state', state,
     'attempts', attempts, 'maxAttempts', max_attempts, 'startAfter', start_after))
   from delivery where message_id = m.id) as deliveries
from message as m
${conditions(filter)}order by m.id desc
limit ${limit} offset ${offset}`
}

export function totalSql(filter: Filter) {
  return `select count(*) from message as m
${conditions(filter)}`.trimEnd()
}

export function deliverySql({ messageId, subscriber }: DeliveryKey) {
  return `select type, subject, time, mode, state, attempts,
  max_attempts, start_after, data, last_error
from delivery join message on message.id = message_id
where message_id = ${quote(messageId)}
  and subscriber = ${quote(subscriber)}`
}

export const countsSql = `select state, count(*) as deliveries
from delivery
group by state`

export const subscriptionsSql = `select name, paused_on as pausedOn,
  coalesce(seen_on, created_on) as heardOf
from subscription`

export const owedSql = `select subscriber,
  count(case when state = 'failed' then 1 end) as failed,
  count(case when state <> 'failed' then 1 end) as waiting,
  min(start_after) as oldestDue
from delivery
where state in ('created', 'retry', 'failed')
group by subscriber`

export const deadLettersSql = `select subscriber, type, subject, attempts,
  last_error ->> 'message' as error
from delivery join message on message.id = message_id
where state = 'failed'
order by message_id`

export const emailsSql = `select subject, count(*) as emails, max(sent_at) as last
from sent_email join message on message.id = message_id
group by message_id
order by emails desc`

/** What the button behind `redrive` does; the bus then looks for what is due. */
export const redriveSql = `update delivery
set state = 'created', attempts = 0,
  start_after = completed_on, completed_on = null
where state = 'failed'`

/** After what was written by hand: a delivery that waits is due, though nobody gave it a date. */
export const dueSql = `update delivery
set start_after = coalesce(started_on, (select time from message where id = message_id))
where state in ('created', 'retry') and start_after is null`

export const switchesSql = 'select name, is_on from console_switch'

/** What the handlers of the console write, beside the tables of the bus. */
export const tablesSql = `
create table if not exists shipment (id text primary key, status text not null, updated_on text not null);
create table if not exists sent_email (message_id text not null references message (id), recipient text not null, sent_at text not null);
create index if not exists sent_email_message on sent_email (message_id);
create table if not exists console_switch (name text primary key, is_on integer not null)`

/** Every table without which the console does not work: those of the bus, and those above. */
export const OWN_TABLES = [
  ...['message', 'delivery', 'subscription', 'subscription_version', 'worker', 'handled'],
  ...['shipment', 'sent_email', 'console_switch'],
]
