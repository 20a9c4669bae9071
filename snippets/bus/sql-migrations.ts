import type { Kysely } from 'kysely'
import type { Flavour } from './sql-flavours.ts'
import { sql } from 'kysely'
import { deliveryColumns, isNullable, kindOf, messageColumns, snake, subscriptionColumns, workerColumns } from './sql-columns.ts'

/** Creates what is missing: running it again, or in two processes at once, does no harm. Never changes a step once released: add one. */
export async function migrate(db: Kysely<any>, flavour: Flavour) {
  await db.transaction().execute(async (tx) => {
    await flavour.lockLanes(tx)
    for (const step of steps(flavour))
      await step.execute(tx)
    for (const { table, column, definition } of laterColumns(flavour)) {
      const { rows } = await flavour.hasColumn(table, column).execute(tx)
      if (rows.length === 0)
        await sql`alter table ${sql.ref(table)} add column ${sql.ref(column)} ${sql.raw(definition)}`.execute(tx)
    }
    for (const step of laterSteps(flavour))
      await step.execute(tx)
  })
}

/** Columns that came after the first tables, with what they are in older rows. */
function laterColumns({ types, position }: Flavour) {
  return [
    { table: 'message', column: 'reply_by', definition: types.time },
    { table: 'message', column: 'traceparent', definition: types.text },
    { table: 'message', column: 'version', definition: `${types.integer} not null default 1` },
    ...position.definition === null ? [] : [{ table: 'delivery', column: position.column, definition: position.definition }],
  ]
}

function laterSteps(flavour: Flavour) {
  return [
    sql`create unique index if not exists message_type_key on message (idempotency_key, type, kind) where idempotency_key is not null`,
    sql`drop index if exists message_key`,
    // A lane keeps the order in which its deliveries were stored, whatever the clocks of those who made their ids.
    flavour.position.definition === null
      ? sql`create index if not exists delivery_lane_order on delivery (lane) where lane is not null and start_after is not null`
      : sql`create index if not exists delivery_lane_order on delivery (lane, position) where lane is not null and start_after is not null`,
    sql`drop index if exists delivery_lane`,
    sql`create table if not exists subscription (${tableOf(flavour, subscriptionColumns, 'primary key (name)')})`,
    // One row: it counts the changes of subscriptions.
    sql`create table if not exists subscription_version (version integer not null)`,
    sql`insert into subscription_version select 1 where not exists (select 1 from subscription_version)`,
  ]
}

function tableOf({ types }: Flavour, columns: Record<string, string>, ...constraints: string[]) {
  return sql.raw([
    ...Object.entries(columns).map(([name, kind]) => `${snake(name)} ${types[kindOf(kind)]}${isNullable(kind) ? '' : ' not null'}`),
    ...constraints,
  ].join(', '))
}

function steps(flavour: Flavour) {
  const { types, roomForUpdates, inPrimaryKey } = flavour
  const table = (columns: Record<string, string>, constraint: string) => tableOf(flavour, columns, constraint)

  return [
    sql`create table if not exists message (${table(messageColumns, 'primary key (id)')}) ${inPrimaryKey}`,
    // The first message of a story is found by its id.
    sql`create index if not exists message_story on message (correlation_id) where correlation_id <> id`,
    // No foreign key: only deliveries of stored messages are inserted, and checking each again would take a fifth of the work.
    sql`create table if not exists delivery (${table(deliveryColumns, 'primary key (message_id, subscriber)')}) ${roomForUpdates}`,
    // Work is found among what is open, however much was completed. No index names a column that a delivery which runs at
    // once changes when it completes, so that PostgreSQL writes its new row beside the old one, and no index again.
    sql`create index if not exists delivery_due on delivery (start_after, message_id) where lane is null and start_after is not null`,
    sql`create index if not exists delivery_error on delivery (message_id) where last_error is not null`,
    sql`create table if not exists worker (${table(workerColumns, 'primary key (worker)')}) ${inPrimaryKey}`,
    sql`create table if not exists handled
      (message_id ${sql.raw(types.id)} not null, subscriber text not null, primary key (message_id, subscriber)) ${inPrimaryKey}`,
  ]
}
