import type { Kysely, RawBuilder } from 'kysely'
import type { ColumnKind } from './sql-columns.ts'
import { sql } from 'kysely'
import { isNullable, kindOf } from './sql-columns.ts'
import { isUuid } from './text-fields.ts'

/** All that SQLite and PostgreSQL do not say alike. */
export interface Flavour {
  types: Record<ColumnKind, string>
  /** Rows of these columns, as a table named `entry`: one statement of the same text, however many they are. */
  rows: (all: Record<string, unknown>[], columns: Record<string, string>) => RawBuilder<unknown>
  /** A single value of a column. */
  value: (value: unknown, column: string) => RawBuilder<unknown>
  /** Whether one statement may write to several tables. */
  writesToMany: boolean
  /** Whether two connections may write at once. */
  isConcurrent: boolean
  /** Leaves out rows that another process is claiming. */
  skipLocked: RawBuilder<unknown>
  /** Waits for the end of other transactions that claim from lanes, so that no two of them take from the same one. */
  lockLanes: (db: Kysely<any>) => Promise<unknown>
  /** Waits for the end of transactions that store messages, and lets no other begin. */
  lockMessages: (db: Kysely<any>) => Promise<unknown>
  /** Lets no other transaction delete those messages before this one ends. */
  keepMessages: (db: Kysely<any>, ids: string[]) => Promise<unknown>
  /** Lets no new subscription look at the messages before this transaction ends. */
  lockDeletion: (db: Kysely<any>) => Promise<unknown>
  /** The column that says in which order rows were inserted, and its definition where a table has none by itself. */
  position: { column: string, definition: string | null }
  hasColumn: (table: string, column: string) => RawBuilder<unknown>
  /** Whether a text can be an id: one that cannot is of no stored message. */
  isId: (id: string) => boolean
  /** After the columns of a table whose rows are updated. */
  roomForUpdates: RawBuilder<unknown>
  /** After the columns of a table whose rows are to lie in its primary key, so that a row takes one page and not two. */
  inPrimaryKey: RawBuilder<unknown>
  /** Tells a text parameter from a date where nothing else does. */
  castTime: string
  read: (value: any, kind: ColumnKind) => any
}

/** Where null is a value of JSON, it is stored as such. */
const written = (value: unknown, column: string) =>
  kindOf(column) === 'json' && (value !== null || !isNullable(column)) ? JSON.stringify(value) : value
const list = <Column>(columns: Column[], of: (column: Column, index: number) => RawBuilder<unknown>) => sql.join(columns.map(of))

export const sqlite: Flavour = {
  types: { id: 'text', text: 'text', time: 'text', json: 'text', integer: 'integer' },
  // One JSON text, a list of lists.
  rows(all, columns) {
    const names = Object.keys(columns)
    return sql`(select ${list(names, (name, index) => {
      const value = sql`value ${sql.raw(kindOf(columns[name]!) === 'json' ? '->' : '->>')} ${sql.lit(index)}`
      return sql`${columns[name] === 'json?' ? sql`nullif(${value}, 'null')` : value} as ${sql.ref(name)}`
    })} from json_each(${JSON.stringify(all.map(row => names.map(name => row[name])))})) as entry`
  },
  value: (value, column) => sql`${written(value, column)}`,
  writesToMany: false,
  isConcurrent: false,
  skipLocked: sql``,
  // One process writes at a time, and a claim is a write.
  lockLanes: async () => {},
  lockMessages: async () => {},
  keepMessages: async () => {},
  lockDeletion: async () => {},
  position: { column: 'rowid', definition: null },
  hasColumn: (table, column) => sql`select 1 from pragma_table_info(${table}) where name = ${column}`,
  isId: () => true,
  roomForUpdates: sql``,
  inPrimaryKey: sql`without rowid`,
  castTime: '',
  read: (value, kind) => kind === 'json' && value !== null ? JSON.parse(value) : value,
}

/** Any number that no other use of advisory locks in this database takes. */
const LANES = 2026_11_21

export const postgres: Flavour = {
  // `json` keeps the text: to make `jsonb` of it would take longer than all the rest of storing a message.
  types: { id: 'uuid', text: 'text', time: 'timestamptz', json: 'json', integer: 'integer' },
  // A list of each column. Subqueries hide how long they are: the planner expects few rows, and looks each up by an index, where
  // it would else read a table from end to end.
  rows(all, columns) {
    const names = Object.keys(columns)
    const valuesOf = (name: string) => all.map(row => row[name])
    return sql`(select ${list(names, name => columns[name] === 'json?'
      ? sql`case when json_typeof(${sql.ref(name)}) <> 'null' then ${sql.ref(name)} end as ${sql.ref(name)}`
      : sql.ref(name))} from rows from (${list(names, (name) => {
      const kind = kindOf(columns[name]!)
      if (kind === 'json')
        return sql`json_array_elements(${JSON.stringify(valuesOf(name))})`
      // Of an id, no character needs an escape.
      const array = kind === 'id' ? sql`${`{${valuesOf(name).map(String).join()}}`}::text` : sql`${valuesOf(name)}`
      return sql`unnest((select ${array}::${sql.raw(postgres.types[kind])}[]))`
    })}) as entry (${list(names, sql.ref)})) as entry`
  },
  value: (value, column) => sql`${written(value, column)}::${sql.raw(postgres.types[kindOf(column)])}`,
  writesToMany: true,
  isConcurrent: true,
  skipLocked: sql`for update skip locked`,
  // Each row is updated once or more, on its page if that has room: https://www.postgresql.org/docs/current/storage-hot.html.
  roomForUpdates: sql`with (fillfactor = 50)`,
  inPrimaryKey: sql``,
  castTime: '::timestamptz',
  lockLanes: db => sql`select pg_advisory_xact_lock(${LANES})`.execute(db),
  lockMessages: db => sql`lock table message in share row exclusive mode`.execute(db),
  keepMessages: (db, ids) => sql`select id from message where id in (${sql.join(ids)}) for key share`.execute(db),
  lockDeletion: db => sql`lock table message in row exclusive mode`.execute(db),
  position: { column: 'position', definition: 'bigint generated always as identity' },
  hasColumn: (table, column) => sql`select 1 from pg_attribute where attrelid = to_regclass(${table}) and attname = ${column} and not attisdropped`,
  isId: isUuid,
  read: (value, kind) => kind === 'time' && value !== null ? value.toISOString() : value,
}

/** PostgreSQL in this process: it has one session. */
export const pglite: Flavour = { ...postgres, isConcurrent: false }
