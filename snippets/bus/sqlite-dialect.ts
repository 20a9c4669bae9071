import type { Dialect, SqliteDatabase } from 'kysely'
import { CompiledQuery, SqliteDialect, SqliteDriver } from 'kysely'

/** Kysely's dialect, whose transactions take the write lock when they begin: one that reads first could not wait for it later. */
export function sqliteDialect(database: SqliteDatabase): Dialect {
  return Object.assign(new SqliteDialect({ database }), { createDriver: () => new ImmediateDriver({ database }) })
}

class ImmediateDriver extends SqliteDriver {
  override async beginTransaction(connection: Parameters<SqliteDriver['beginTransaction']>[0]) {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}
