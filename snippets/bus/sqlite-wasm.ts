import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type { SqlStore } from './sql-store.ts'
import { sqlite } from './sql-flavours.ts'
import { openSqlStore } from './sql-store.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { createTurns } from './turns.ts'

/** What is needed of `oo1.DB` of `@sqlite.org/sqlite-wasm`, whose own types ask for those of a browser. */
interface Database {
  exec: (sql: string) => unknown
  prepare: (sql: string) => PreparedStatement
  changes: () => number
  close: () => void
}

interface PreparedStatement {
  readonly columnCount: number
  bind: (parameters: any) => unknown
  step: () => boolean
  get: (row: Record<string, never>) => unknown
  reset: (alsoClearBinds: boolean) => unknown
  finalize: () => unknown
}

/**
 * A message store on a database that SQLite, compiled to WebAssembly, has opened in a browser's worker or in Node.
 * @param patience milliseconds for which a call waits for one transaction
 */
export async function openWasmDatabase(database: Database, patience = 5000): Promise<SqlStore> {
  // #region open
  database.exec('pragma foreign_keys = on')
  const turns = createTurns(patience)
  return openSqlStore(sqliteDialect(forKysely(database), turns), sqlite, turns)
  // #endregion open
}

/** What Kysely expects of a database. Statements are kept: preparing one costs as much as running it. */
function forKysely(database: Database): SqliteDatabase {
  const statements = new Map<string, PreparedStatement>()

  function rowsOf(sql: string, parameters: readonly unknown[]) {
    const statement = statements.get(sql)!
    const rows: unknown[] = []
    try {
      if (parameters.length > 0)
        statement.bind(parameters)
      while (statement.step())
        rows.push(statement.get({}))
      return rows
    }
    finally {
      statement.reset(true)
    }
  }

  return {
    prepare(sql): SqliteStatement {
      if (!statements.has(sql))
        statements.set(sql, database.prepare(sql))
      const all = (parameters: readonly unknown[]) => rowsOf(sql, parameters)
      return {
        reader: statements.get(sql)!.columnCount > 0,
        all,
        run: (parameters) => {
          all(parameters)
          return { changes: database.changes(), lastInsertRowid: 0 }
        },
        iterate: parameters => all(parameters)[Symbol.iterator](),
      }
    },
    close() {
      statements.forEach(statement => statement.finalize())
      database.close()
    },
  }
}
