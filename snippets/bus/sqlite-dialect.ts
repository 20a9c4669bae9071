import type { Dialect, SqliteDatabase } from 'kysely'
import type { Turns } from './turns.ts'
import { CompiledQuery, SqliteAdapter, SqliteDialect, SqliteDriver } from 'kysely'

/**
 * Kysely's dialect, whose transactions take the write lock when they begin: one that reads first could not wait for it later.
 * @param turns what all connections of this process to one file share. SQLite waits for a lock without letting anything else
 *   of the process run, the holder of the lock included: so they wait for each other before.
 */
export function sqliteDialect(database: SqliteDatabase, turns: Turns): Dialect {
  return Object.assign(new SqliteDialect({ database }), {
    createDriver: () => new ImmediateDriver({ database }, turns),
    createAdapter: () => new TurnsAdapter(),
  })
}

/** Turns stand in for the queue of Kysely, where a call waits for ever. */
class TurnsAdapter extends SqliteAdapter {
  override get supportsMultipleConnections() {
    return true
  }
}

class ImmediateDriver extends SqliteDriver {
  #turns: Turns
  #end = () => {}

  constructor(config: ConstructorParameters<typeof SqliteDriver>[0], turns: Turns) {
    super(config)
    this.#turns = turns
  }

  override async acquireConnection() {
    this.#end = await this.#turns.take()
    return super.acquireConnection()
  }

  override async releaseConnection() {
    this.#end()
  }

  override async beginTransaction(connection: Parameters<SqliteDriver['beginTransaction']>[0]) {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}
