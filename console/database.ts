import type { Database, SAHPoolUtil, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { Start, Storage } from './protocol.ts'
import sqlite3InitModule from '@sqlite.org/sqlite-wasm'

const FILE = '/message-store.db'
/** A worker that ended, with its page or in the midst of a statement, may hold its files for two seconds more. */
const OPEN_TRIES = 120
const OPEN_WAIT = 50

export interface OpenDatabase {
  sqlite: Sqlite3Static
  database: Database
  storage: Storage
  /** Closes it, and opens an empty one in its place. */
  renew: () => Database
  /** What memory holds, to be given to the worker that follows; null for a file, which outlives its worker. */
  copy: () => Uint8Array | null
}

/**
 * SQLite without the storages that need headers of the host, and without its warnings: each error that it prints is
 * thrown as well, and shown to who caused it.
 */
export function loadSqlite(): Promise<Sqlite3Static> {
  const quiet = () => {}
  Object.assign(globalThis, { sqlite3ApiConfig: { warn: quiet, error: quiet, disable: { vfs: { 'opfs': true, 'opfs-vfs': true, 'opfs-wl': true } } } })
  return sqlite3InitModule()
}

/**
 * Opens the file of this name in the browser's private files, which one worker at a time can hold; where that cannot be, or where
 * windows cannot agree on who holds it, a database in memory, which says why.
 */
export async function openDatabase({ name, isShared, memory }: Start): Promise<OpenDatabase> {
  const sqlite = await loadSqlite()
  if (memory)
    return inMemory(sqlite, memory, { reason: null, detail: null })
  if (!isShared)
    return inMemory(sqlite, null, { reason: 'no-locks', detail: null })
  try {
    return inFile(sqlite, await openPool(sqlite, name))
  }
  catch (error) {
    return inMemory(sqlite, null, { reason: 'no-files', detail: error instanceof Error ? error.message : String(error) })
  }
}

async function openPool(sqlite: Sqlite3Static, name: string, tries = OPEN_TRIES): Promise<SAHPoolUtil> {
  try {
    const options = { name: 'message-files', directory: `/${name}`, initialCapacity: 4, verbosity: 0, forceReinitIfPreviouslyFailed: true }
    return await sqlite.installOpfsSAHPoolVfs(options)
  }
  catch (error) {
    if (tries === 1 || (error as Error).name !== 'NoModificationAllowedError')
      throw error
    await new Promise(resolve => setTimeout(resolve, OPEN_WAIT))
    return openPool(sqlite, name, tries - 1)
  }
}

function inFile(sqlite: Sqlite3Static, pool: SAHPoolUtil): OpenDatabase {
  const open = () => {
    const database = new pool.OpfsSAHPoolDb(FILE)
    // Reads it all: what is damaged is known at once.
    const found = database.selectValue('pragma quick_check(1)')
    if (found === 'ok')
      return database
    database.close()
    throw new Error(String(found))
  }
  let database: Database
  let storage: Storage = { kind: 'file', reason: null, detail: null }
  try {
    database = open()
  }
  catch (error) {
    // Damaged: what cannot be read is given up.
    storage = { kind: 'file', reason: 'damaged', detail: (error as Error).message }
    pool.unlink(FILE)
    database = open()
  }
  return {
    sqlite,
    database,
    storage,
    renew: () => {
      pool.unlink(FILE)
      return open()
    },
    copy: () => null,
  }
}

function inMemory(sqlite: Sqlite3Static, content: Uint8Array | null, why: Pick<Storage, 'reason' | 'detail'>): OpenDatabase {
  const { capi, wasm, oo1 } = sqlite
  let database = new oo1.DB(':memory:')
  if (content) {
    const pointer = wasm.allocFromTypedArray(content)
    const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE
    database.checkRc(capi.sqlite3_deserialize(database.pointer!, 'main', pointer, content.length, content.length, flags))
  }
  return {
    sqlite,
    database,
    storage: { kind: 'memory', ...why },
    renew: () => database = new oo1.DB(':memory:'),
    copy: () => capi.sqlite3_js_db_export(database.pointer!),
  }
}
