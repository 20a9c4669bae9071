import type { PoolConfig } from 'pg'
import type { SqlStore } from './sql-store.ts'
import { PostgresDialect } from 'kysely'
import { openPool } from './postgres-pool.ts'
import { postgres } from './sql-flavours.ts'
import { openSqlStore } from './sql-store.ts'

/** A message store on a PostgreSQL server, from version 12 on, given as `postgres://user@host/database`, or with several hosts, of which one takes writes. */
export async function openPostgres(connectionString: string, options: PoolConfig = {}): Promise<SqlStore> {
  // #region open
  const pool = openPool(connectionString, { max: 4, ...options })
  return openSqlStore(new PostgresDialect({ pool }), postgres)
  // #endregion open
}
