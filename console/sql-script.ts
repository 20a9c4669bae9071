import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { SqlResult } from './protocol.ts'

/** Rows that are worth showing. */
const MOST_ROWS = 500
/** Steps of SQLite's machine between two looks at the clock. */
const STEPS = 20_000
const LONGEST_TEXT = 2000

interface Limits {
  /** Milliseconds that it may take. */
  timeout: number
  now: () => number
}

/** A statement took too long, and was stopped. */
export class SqlTimeoutError extends Error {
  override name = 'SqlTimeoutError'
}

/**
 * Runs a text of SQL, one statement or several, in a transaction of its own: all of it is done, or nothing.
 * Gives the rows of the first statement that has any.
 * @throws {SqlTimeoutError} it was interrupted after `timeout` milliseconds
 */
export function runScript({ capi }: Sqlite3Static, database: Database, sql: string, { timeout, now }: Limits): SqlResult {
  const startedAt = now()
  const result: SqlResult = { columns: [], rows: [], isCut: false, changes: 0, ms: 0 }
  const before = database.changes(true)
  capi.sqlite3_progress_handler(database.pointer!, STEPS, () => Number(now() - startedAt > timeout), 0)
  database.exec('savepoint script')
  try {
    database.exec({
      // It takes no empty text.
      sql: `${sql};`,
      rowMode: 'array',
      columnNames: result.columns,
      callback(row) {
        result.isCut = result.rows.length === MOST_ROWS
        if (!result.isCut)
          result.rows.push((row as unknown[]).map(shown))
        // `false` goes on to the next statement.
        return result.isCut ? false : undefined
      },
    })
    if (!isInTransaction())
      throw new Error('The script ended the transaction it runs in')
    database.exec('release script')
  }
  catch (error) {
    const isInterrupted = (error as { resultCode?: number }).resultCode === capi.SQLITE_INTERRUPT
    throw isInterrupted ? new SqlTimeoutError(`Stopped after ${timeout / 1000} s`, { cause: error }) : error
  }
  finally {
    capi.sqlite3_progress_handler(database.pointer!, 0, 0, 0)
    if (isInTransaction())
      database.exec('rollback')
  }
  result.changes = database.changes(true) - before
  result.ms = now() - startedAt
  return result

  function isInTransaction() {
    return capi.sqlite3_get_autocommit(database.pointer!) === 0
  }
}

function shown(value: unknown): string | number | null {
  if (value === null || typeof value === 'number')
    return value
  if (value instanceof Uint8Array)
    return `(${value.length} bytes)`
  const text = String(value)
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}
