import type { SqliteDatabase, SqliteStatement } from 'kysely'
import type { SQLInputValue } from 'node:sqlite'
import type { SqlStore } from './sql-store.ts'
import type { Turns } from './turns.ts'
import { DatabaseSync } from 'node:sqlite'
import { sqlite } from './sql-flavours.ts'
import { openSqlStore } from './sql-store.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { createTurns } from './turns.ts'

interface Options {
  /** `full`: what was stored survives a power cut; `normal`: a kill of the process, but not always a power cut. */
  synchronous?: 'full' | 'normal'
  /** Milliseconds to wait for another process that writes, or for one transaction of this one. */
  busyTimeout?: number
}

/** A message store in a file, or in memory under the name `:memory:`, by the SQLite that comes with Node. */
export async function openNodeSqlite(path: string, { synchronous = 'full', busyTimeout = 5000 }: Options = {}): Promise<SqlStore> {
  // #region open
  const database = new DatabaseSync(path)
  database.exec(`
    pragma busy_timeout = ${busyTimeout};
    pragma journal_mode = wal;
    pragma synchronous = ${synchronous};
    pragma foreign_keys = on`)
  const turns = turnsOf(database.location(), busyTimeout)
  return openSqlStore(sqliteDialect(forKysely(database), turns), sqlite, turns)
  // #endregion open
}

/** By file, for all connections of this process. */
const turnsByFile = new Map<string, Turns>()

function turnsOf(file: string | null, patience: number): Turns {
  const turns = turnsByFile.get(file ?? '') ?? createTurns(patience)
  if (file)
    turnsByFile.set(file, turns)
  return turns
}

/** What Kysely expects of a database. Statements are kept: preparing one costs as much as running it. */
function forKysely(database: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, SqliteStatement>()

  function prepare(sql: string): SqliteStatement {
    const statement = database.prepare(sql)
    const given = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
    return {
      reader: statement.columns().length > 0,
      all: parameters => statement.all(...given(parameters)),
      run: parameters => statement.run(...given(parameters)),
      iterate: parameters => statement.iterate(...given(parameters)),
    }
  }

  return {
    prepare: (sql) => {
      const known = statements.get(sql)
      if (known)
        return known
      const statement = prepare(sql)
      statements.set(sql, statement)
      return statement
    },
    close: () => database.close(),
  }
}
