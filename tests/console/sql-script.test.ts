import type { Database, Sqlite3Static } from '@sqlite.org/sqlite-wasm'
import { beforeEach, expect, it } from 'vitest'
import { loadSqlite } from '../../console/database.ts'
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
  expect(() => run(`delete from city; ${statement}; select 1`)).toThrow(/transaction/)
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
  expect(rows).toHaveLength(500)
  expect(String(rows[0]![1])).toHaveLength(2001)
  expect(rows[0]![2]).toBe('(2 bytes)')
})

it.each(['', '-- nothing'])('runs nothing for %j', (text) => {
  expect(run(text)).toMatchObject({ columns: [], rows: [], changes: 0 })
})
