import type { Database, PreparedStatement, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import type { SqlResult } from './protocol.ts'
import { OWN_TABLES } from './views.ts'

/** What is worth showing of a result. */
const MOST_ROWS = 500
const MOST_COLUMNS = 50
const LONGEST_TEXT = 500
/** Characters of all cells. */
const LONGEST_RESULT = 200_000
/** Steps of SQLite's machine between two looks at the clock. */
const STEPS = 20_000
/** Those that read without a value, or take the name of what they tell of: all others set something for whoever uses the connection next. */
const READING_PRAGMAS = new Set([
  ...['table_info', 'table_xinfo', 'table_list', 'index_list', 'index_info', 'index_xinfo', 'foreign_key_list', 'foreign_key_check'],
  ...['integrity_check', 'quick_check', 'database_list', 'function_list', 'collation_list', 'compile_options', 'pragma_list', 'module_list'],
])

interface Limits {
  /** Milliseconds that it may take. */
  timeout: number
  now: () => number
}

/** A statement took too long, and was stopped. */
export class SqlTimeoutError extends Error {
  override name = 'SqlTimeoutError'
}

/** A statement would take from the console what it lives on. The message names what: `transaction`, `attach`, `pragma …` or `table …`. */
class ForbiddenStatementError extends Error {
  override name = 'ForbiddenStatementError'
}

/**
 * Runs a text of SQL, one statement or several, in a transaction of its own: all of it is done, or nothing.
 * Gives the rows of the first statement that has any, bounded in rows, columns and characters.
 * @throws {SqlTimeoutError} it was interrupted after `timeout` milliseconds
 * @throws {ForbiddenStatementError} it would attach a file, set a pragma, end the transaction or change the tables of the console
 */
export function runScript({ capi, wasm }: Sqlite3Static, database: Database, sql: string, { timeout, now }: Limits): SqlResult {
  const startedAt = now()
  const result: SqlResult = { columns: [], columnCount: 0, rows: [], isCut: false, changes: 0, ms: 0 }
  const before = database.changes(true)
  const pointer = database.pointer!
  let forbidden: string | undefined
  let length = 0
  database.exec('savepoint script')
  capi.sqlite3_progress_handler(pointer, STEPS, () => Number(now() - startedAt > timeout), 0)
  capi.sqlite3_set_authorizer(pointer, (_, action, name, detail) => {
    forbidden ??= forbids(action, name || '', detail || '')
    return forbidden === undefined ? capi.SQLITE_OK : capi.SQLITE_DENY
  }, 0)
  try {
    database.exec({
      // It takes no empty text.
      sql: `${sql};`,
      rowMode: 'stmt',
      columnNames: result.columns,
      callback: take as () => false | void,
    })
    release()
    if (!isInTransaction())
      throw new ForbiddenStatementError('transaction')
    database.exec('release script')
  }
  catch (error) {
    if (forbidden !== undefined)
      throw new ForbiddenStatementError(forbidden, { cause: error })
    const isInterrupted = (error as { resultCode?: number }).resultCode === capi.SQLITE_INTERRUPT
    throw isInterrupted ? timedOut(error) : error
  }
  finally {
    release()
    if (isInTransaction())
      database.exec('rollback')
  }
  result.columnCount = result.columns.length
  result.columns = result.columns.slice(0, MOST_COLUMNS).map(shortened)
  result.changes = database.changes(true) - before
  result.ms = now() - startedAt
  return result

  /** `false` goes on to the next statement. */
  function take(statement: PreparedStatement): false | void {
    if (now() - startedAt > timeout)
      throw timedOut()
    result.isCut = result.rows.length === MOST_ROWS || length > LONGEST_RESULT
    if (result.isCut)
      return false
    const row = Array.from({ length: Math.min(MOST_COLUMNS, statement.columnCount) }, (_, column) => cell(statement, column))
    length += row.reduce<number>((sum, value) => sum + String(value).length, 0)
    result.rows.push(row)
  }

  /** Of a long text, only the beginning leaves SQLite's memory. */
  function cell(statement: PreparedStatement, column: number): string | number | null {
    const type = capi.sqlite3_column_type(statement.pointer!, column)
    const bytes = capi.sqlite3_column_bytes(statement.pointer!, column)
    if (type === capi.SQLITE_BLOB)
      return `(${bytes} bytes)`
    if (type === capi.SQLITE_TEXT && bytes > 4 * LONGEST_TEXT) {
      const start = Number(capi.sqlite3_column_blob(statement.pointer!, column))
      return shortened(new TextDecoder().decode(wasm.heap8u().slice(start, start + 4 * LONGEST_TEXT)))
    }
    const value = statement.get(column)
    return value === null || typeof value === 'number' ? value : shortened(String(value))
  }

  function forbids(action: number, name: string, detail: string): string | undefined {
    switch (action) {
      case capi.SQLITE_ATTACH:
      case capi.SQLITE_DETACH:
        return 'attach'
      case capi.SQLITE_TRANSACTION:
      case capi.SQLITE_SAVEPOINT:
        return 'transaction'
      case capi.SQLITE_PRAGMA:
        return detail === '' || READING_PRAGMAS.has(name.toLowerCase()) ? undefined : `pragma ${name}`
      case capi.SQLITE_DROP_TABLE:
        return isOwn(name)
      case capi.SQLITE_ALTER_TABLE:
      case capi.SQLITE_DROP_INDEX:
      case capi.SQLITE_CREATE_TRIGGER:
        return isOwn(detail)
      default:
        return undefined
    }
  }

  function isOwn(table: string): string | undefined {
    return OWN_TABLES.includes(table.toLowerCase()) ? `table ${table}` : undefined
  }

  function timedOut(cause?: unknown) {
    return new SqlTimeoutError(`Stopped after ${timeout / 1000} s`, { cause })
  }

  function release() {
    capi.sqlite3_progress_handler(pointer, 0, 0, 0)
    capi.sqlite3_set_authorizer(pointer, 0 as never, 0)
  }

  function isInTransaction() {
    return capi.sqlite3_get_autocommit(pointer) === 0
  }
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text
}
