import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import { beforeEach, expect, it } from 'vitest'
import { loadSqlite } from '../../console/database.ts'
import { excerptOf } from '../../console/excerpt.ts'
import { runScript, SqlTimeoutError } from '../../console/sql-script.ts'

let sqlite: Sqlite3Static
let database: Database
/** A millisecond passes whenever the script looks at the time. */
function run(sql: string, timeout = Infinity) {
  let time = 0
  return runScript(sqlite, database, sql, { timeout, now: () => time++ })
}

beforeEach(async () => {
  sqlite ??= await loadSqlite()
  database = new sqlite.oo1.DB(':memory:')
  database.exec('create table city (name text, people integer); insert into city values (\'Brest\', 139), (\'Nantes\', 320)')
})

it('gives columns and rows', () => {
  expect(run('select name, people, null as mayor from city order by name')).toMatchObject({
    columns: ['name', 'people', 'mayor'],
    rows: [['Brest', 139, null], ['Nantes', 320, null]],
    isCut: false,
    changes: 0,
  })
})

it('tells how many rows were written, by all statements', () => {
  expect(run('delete from city where people < 200; insert into city values (\'Lyon\', 520)')).toMatchObject({ columns: [], changes: 2 })
})

it('does all of a script or nothing', () => {
  expect(() => run('delete from city; select name from nowhere')).toThrow('no such table: nowhere')
  expect(database.selectValue('select count(*) from city')).toBe(2)
})

it.each(['begin', 'commit', 'rollback'])('lets no %s out of its own transaction', (statement) => {
  expect(() => run(`delete from city; ${statement}; select 1`)).toThrow('transaction')
  expect(run('select 1').rows).toEqual([[1]])
})

it('stops what takes too long, and undoes it', () => {
  expect(() => run('delete from city; with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n', 50)).toThrow(SqlTimeoutError)
  expect(database.selectValue('select count(*) from city')).toBe(2)
})

it('shows the first rows of many, short of long values', () => {
  const { rows, isCut } = run(`
    with recursive n(i) as (select 1 union all select i + 1 from n limit 10000)
    select i, printf('%.*c', 5000, 'x'), x'0102' from n
  `)
  expect(isCut).toBe(true)
  expect(rows).toHaveLength(391)
  expect(String(rows[0]![1])).toHaveLength(501)
  expect(rows[0]![2]).toBe('(2 bytes)')
})

it.each(['', '-- nothing'])('runs nothing for %j', (text) => {
  expect(run(text)).toMatchObject({ columns: [], rows: [], changes: 0 })
})

it.each([
  ['begin', 'transaction'],
  ['savepoint mine', 'transaction'],
  ['attach \':memory:\' as other', 'attach'],
  ['pragma query_only = on', 'pragma query_only'],
  ['pragma writable_schema(1)', 'pragma writable_schema'],
  ['drop table message', 'table message'],
  ['alter table Message rename to m', 'table message'],
  ['create trigger t before insert on message begin select raise(abort, \'no\'); end', 'table message'],
])('refuses %s, and names what it is', (statement, what) => {
  database.exec('create table message (id text)')
  expect(() => run(`delete from city; ${statement}`)).toThrow(expect.objectContaining({ name: 'ForbiddenStatementError', message: what }))
  expect(run('select count(*) from city').rows).toEqual([[2]])
  expect(run('select count(*) from message').rows).toEqual([[0]])
})

it.each(['pragma user_version', 'pragma table_info(city)', 'pragma integrity_check', 'create table mine (a); drop table mine'])('allows %s', (statement) => {
  expect(() => run(statement)).not.toThrow()
})

it('shows the first columns of many, and tells how many there are', () => {
  const { columns, columnCount, rows } = run(`select ${Array.from({ length: 1000 }, (_, index) => `${index} as c${index}`).join(', ')}`)
  expect([columns.length, columnCount, rows[0]!.length]).toEqual([50, 1000, 50])
})

it('ends a result that is shown no further: ten million rows, or 50 MB a cell', () => {
  const { rows, isCut } = run('with recursive n(i) as (select 1 union all select i + 1 from n limit 10000000) select i from n')
  expect([rows.length, isCut]).toEqual([500, true])
  const [row] = run('select printf(\'%.*c\', 50000000, \'é\'), zeroblob(50000000)').rows
  expect(row).toEqual([`${'é'.repeat(500)}…`, '(50000000 bytes)'])
})

it('stops rows that are slow to read', () => {
  expect(() => run('with recursive n(i) as (select 1 union all select i + 1 from n limit 400) select i from n', 50)).toThrow(SqlTimeoutError)
})

it('gives other windows the first rows', () => {
  const result = run('with recursive n(i) as (select 1 union all select i + 1 from n limit 400) select printf(\'%.*c\', 100, \'x\') from n')
  const excerpt = excerptOf(result)
  expect([result.rows.length, excerpt.rows.length, excerpt.isCut, excerpt.columnCount]).toEqual([400, 100, true, 1])
  expect(excerptOf(run('select 1'))).toMatchObject({ rows: [[1]], isCut: false })
})
