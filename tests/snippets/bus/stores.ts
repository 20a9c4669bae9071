import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import type { SqlStore } from '../../../snippets/bus/sql-store.ts'
import process from 'node:process'
import { PGlite } from '@electric-sql/pglite'
import sqlite3InitModule from '@sqlite.org/sqlite-wasm'
import { PGliteDialect, sql } from 'kysely'
import pg from 'pg'
import { inject } from 'vitest'
import { createMemoryStore } from '../../../snippets/bus/memory-store.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'
import { pglite } from '../../../snippets/bus/sql-flavours.ts'
import { openSqlStore } from '../../../snippets/bus/sql-store.ts'
import { openWasmDatabase } from '../../../snippets/bus/sqlite-wasm.ts'

export interface TestStore<Store> {
  name: string
  /** An empty store, until `close`. */
  open: () => Promise<Store>
  close: (store: any) => Promise<void>
}

async function empty(store: SqlStore) {
  await sql`truncate message, delivery, handled, worker, subscription`.execute(store.db)
  return store
}

/** A database that takes seconds to start is started once, and emptied for each test. */
function kept(name: string, open: () => Promise<SqlStore>): TestStore<SqlStore> {
  let store: Promise<SqlStore> | undefined
  return { name, open: async () => empty(await (store ??= open())), close: async () => {} }
}

async function openWasmSqlite() {
  const { oo1, config } = await sqlite3InitModule()
  // An error is thrown; it need not be printed as well.
  config.warn = () => {}
  return openWasmDatabase(new oo1.DB(':memory:'))
}

const openPGlite = () => openSqlStore(new PGliteDialect({ pglite: new PGlite() }), pglite)
const { DATABASE_URL, VITEST_POOL_ID } = process.env

/** The real servers to test on: the one from npm, where this platform has one, and that of the environment. */
export const servers: { name: string, url: string }[] = [
  { name: 'PostgreSQL', url: inject('postgresUrl') },
  { name: 'PostgreSQL of DATABASE_URL', url: DATABASE_URL },
].flatMap(({ name, url }) => url ? [{ name, url }] : [])

/** The address of an empty schema that this test file has for itself on a server: files run at the same time. */
export async function ownSchema(url: string): Promise<string> {
  const schema = `bus_test_${VITEST_POOL_ID}`
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`drop schema if exists ${schema} cascade`)
  await client.query(`create schema ${schema}`)
  await client.end()
  const own = new URL(url)
  own.searchParams.set('options', `-c search_path=${schema}`)
  return own.href
}

const slowStores: TestStore<SqlStore>[] = [
  { name: 'sqlite-wasm', open: openWasmSqlite, close: store => store.close() },
  kept('PGlite', openPGlite),
  ...servers.map(({ name, url }) => kept(name, async () => openPostgres(await ownSchema(url)))),
]

export const sqlStores: TestStore<SqlStore>[] = [
  { name: 'node:sqlite', open: () => openNodeSqlite(':memory:'), close: store => store.close() },
  ...inject('isQuick') ? [] : slowStores,
]

export const stores: TestStore<MessageStore<any>>[] = [
  { name: 'memory', open: async () => createMemoryStore(), close: async () => {} },
  ...sqlStores,
]
