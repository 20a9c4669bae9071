import type { Dialect, SqliteDatabase } from 'kysely'
import { CompiledQuery, SqliteDialect, SqliteDriver } from 'kysely'

/** Who holds a database for now: the promise ends when it is let go. */
export interface Turns { last: Promise<void> }

/**
 * Kysely's dialect, whose transactions take the write lock when they begin: one that reads first could not wait for it later.
 * @param turns what all connections of this process to one file share. SQLite waits for a lock without letting anything else
 *   of the process run, the holder of the lock included: so they wait for each other before.
 */
export function sqliteDialect(database: SqliteDatabase, turns?: Turns): Dialect {
  return Object.assign(new SqliteDialect({ database }), { createDriver: () => new ImmediateDriver({ database }, turns) })
}

class ImmediateDriver extends SqliteDriver {
  #turns: Turns | undefined
  #release = () => {}

  constructor(config: ConstructorParameters<typeof SqliteDriver>[0], turns: Turns | undefined) {
    super(config)
    this.#turns = turns
  }

  override async acquireConnection() {
    if (this.#turns) {
      const before = this.#turns.last
      let release = () => {}
      this.#turns.last = new Promise(resolve => release = resolve)
      await before
      this.#release = release
    }
    return super.acquireConnection()
  }

  override async releaseConnection() {
    this.#release()
  }

  override async beginTransaction(connection: Parameters<SqliteDriver['beginTransaction']>[0]) {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}
