import type { PoolConfig } from 'pg'
import type { SqlStore } from './sql-store.ts'
import { PostgresDialect } from 'kysely'
import pg from 'pg'
import { postgres } from './sql-flavours.ts'
import { openSqlStore } from './sql-store.ts'

/** A message store on a PostgreSQL server, from version 12 on, given as `postgres://user@host/database`. */
export async function openPostgres(connectionString: string, options: PoolConfig = {}): Promise<SqlStore> {
  // #region open
  const pool = new pg.Pool({ connectionString, max: 4, ...options })
  // An idle connection that breaks off is replaced by the next query, which says so if it cannot.
  pool.on('error', () => {})
  return openSqlStore(new PostgresDialect({ pool }), postgres)
  // #endregion open
}
