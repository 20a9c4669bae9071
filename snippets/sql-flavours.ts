import type { Kysely, RawBuilder } from 'kysely'
import type { ColumnKind } from './sql-columns.ts'
import { sql } from 'kysely'
import { kindOf } from './sql-columns.ts'

/** All that SQLite and PostgreSQL do not say alike. */
export interface Flavour {
  types: Record<ColumnKind, string>
  /** Rows of many columns, named `each`, out of one parameter, a JSON text: one statement, however many they are. */
  rows: (json: unknown, columns: Record<string, string>) => RawBuilder<unknown>
  /** A single value of a column. */
  value: (value: unknown, kind: ColumnKind) => RawBuilder<unknown>
  /** Whether one statement may write to two tables, and two connections at once. */
  isConcurrent: boolean
  /** Leaves out rows that another process is claiming. */
  skipLocked: RawBuilder<unknown>
  /** Waits for the end of other transactions that claim from lanes, so that no two of them take from the same one. */
  lockLanes: (db: Kysely<any>) => Promise<unknown>
  /** Tells a text parameter from a date where nothing else does. */
  castTime: string
  read: (value: any, kind: ColumnKind) => any
}

export const sqlite: Flavour = {
  types: { id: 'text', text: 'text', time: 'text', json: 'text', integer: 'integer' },
  rows: (json, columns) => sql`(select ${sql.join(Object.entries(columns).map(([name, kind]) =>
    sql`value ${sql.raw(kindOf(kind) === 'json' ? '->' : '->>')} ${sql.lit(name)} as ${sql.ref(name)}`))} from json_each(${json})) as each`,
  value: (value, kind) => sql`${kind === 'json' ? JSON.stringify(value) : value}`,
  isConcurrent: false,
  skipLocked: sql``,
  // One process writes at a time, and a claim is a write.
  lockLanes: async () => {},
  castTime: '',
  read: (value, kind) => kind === 'json' && value !== null ? JSON.parse(value) : value,
}

/** Any number that no other use of advisory locks in this database takes. */
const LANES = 2026_11_21

export const postgres: Flavour = {
  types: { id: 'uuid', text: 'text', time: 'timestamptz', json: 'jsonb', integer: 'integer' },
  rows: (json, columns) => sql`json_to_recordset(${json}) as each(${sql.join(Object.entries(columns).map(([name, kind]) =>
    sql`${sql.ref(name)} ${sql.raw(postgres.types[kindOf(kind)])}`))})`,
  value: (value, kind) => sql`${kind === 'json' && value !== null ? JSON.stringify(value) : value}::${sql.raw(postgres.types[kind])}`,
  isConcurrent: true,
  skipLocked: sql`for update skip locked`,
  castTime: '::timestamptz',
  lockLanes: db => sql`select pg_advisory_xact_lock(${LANES})`.execute(db),
  read: (value, kind) => kind === 'time' && value !== null ? value.toISOString() : value,
}
