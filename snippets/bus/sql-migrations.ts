import type { Kysely } from 'kysely'
import type { Flavour } from './sql-flavours.ts'
import { sql } from 'kysely'
import { deliveryColumns, isNullable, kindOf, messageColumns, snake, workerColumns } from './sql-columns.ts'

/** Creates what is missing: running it again, or in two processes at once, does no harm. Never changes a step once released: add one. */
export async function migrate(db: Kysely<any>, flavour: Flavour) {
  await db.transaction().execute(async (tx) => {
    await flavour.lockLanes(tx)
    for (const step of steps(flavour))
      await step.execute(tx)
  })
}

function steps({ types, roomForUpdates }: Flavour) {
  const table = (columns: Record<string, string>, ...constraints: string[]) => sql.raw([
    ...Object.entries(columns).map(([name, kind]) => `${snake(name)} ${types[kindOf(kind)]}${isNullable(kind) ? '' : ' not null'}`),
    ...constraints,
  ].join(', '))

  return [
    sql`create table if not exists message (${table(messageColumns, 'primary key (id)')})`,
    sql`create unique index if not exists message_key on message (idempotency_key) where idempotency_key is not null`,
    // The first message of a story is found by its id.
    sql`create index if not exists message_story on message (correlation_id) where correlation_id <> id`,
    // No foreign key: only deliveries of stored messages are inserted, and checking each again would take a fifth of the work.
    sql`create table if not exists delivery (${table(deliveryColumns, 'primary key (message_id, subscriber)')}) ${roomForUpdates}`,
    // Work is found among what is open, however much was completed. No index names a column that a delivery which runs at
    // once changes when it completes, so that PostgreSQL writes its new row beside the old one, and no index again.
    sql`create index if not exists delivery_due on delivery (start_after, message_id) where lane is null and start_after is not null`,
    sql`create index if not exists delivery_lane on delivery (lane, message_id) where lane is not null and start_after is not null`,
    sql`create index if not exists delivery_error on delivery (message_id) where last_error is not null`,
    sql`create table if not exists worker (${table(workerColumns, 'primary key (worker)')})`,
    sql`create table if not exists handled (message_id ${sql.raw(types.id)} not null, subscriber text not null, primary key (message_id, subscriber))`,
  ]
}
