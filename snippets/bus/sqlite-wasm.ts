import type { BindingSpec, Database, PreparedStatement } from '@sqlite.org/sqlite-wasm'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type { SqlStore } from './sql-store.ts'
import sqlite3InitModule from '@sqlite.org/sqlite-wasm'
import { sqlite } from './sql-flavours.ts'
import { openSqlStore } from './sql-store.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** A message store in the memory of a browser's worker, by SQLite compiled to WebAssembly; it runs in Node as well. */
export async function openSqliteWasm(): Promise<SqlStore> {
  const { oo1, config } = await sqlite3InitModule()
  // An error is thrown; it need not be printed as well.
  config.warn = () => {}
  return openWasmDatabase(new oo1.DB(':memory:'))
}

/** The same on a database that is open already, as one that was read from a file. */
export async function openWasmDatabase(database: Database): Promise<SqlStore> {
  // #region open
  database.exec('pragma foreign_keys = on')
  return openSqlStore(sqliteDialect(forKysely(database)), sqlite)
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
        statement.bind(parameters as BindingSpec)
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
