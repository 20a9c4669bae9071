import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, expect, it } from 'vitest'

const source = readFileSync(new URL('../../../snippets/bus/message-tables.sql', import.meta.url), 'utf8')

function region(name: string): string {
  const found = source.split(`-- #region ${name}\n`)[1]?.split(`-- #endregion ${name}`)[0]
  if (!found)
    throw new Error(`message-tables.sql has no region ${name}`)
  return found
}

let database: DatabaseSync

beforeEach(() => {
  database = new DatabaseSync(':memory:')
  database.exec('pragma foreign_keys = on')
  database.exec(region('tables'))
})

function store(id: string, type: string, causationId: string | null) {
  database
    .prepare(`insert into message (id, kind, type, version, source, time, data, correlation_id, causation_id)
      values (?, 'event', ?, 1, 'core', '2026-01-01', '{}', 'm1', ?)`)
    .run(id, type, causationId)
}

function deliver(messageId: string, subscriber: string, state: string) {
  database
    .prepare(`insert into delivery (message_id, subscriber, mode, state, attempts, max_attempts, start_after)
      values (?, ?, 'async', ?, 5, 5, '2026-01-01')`)
    .run(messageId, subscriber, state)
}

it('lists the dead letters only', () => {
  store('m1', 'shipmentDeparted', null)
  deliver('m1', 'status', 'completed')
  deliver('m1', 'email', 'failed')
  expect(database.prepare(region('dead-letters')).all().map(row => ({ ...row }))).toEqual([
    { subscriber: 'email', type: 'shipmentDeparted', attempts: 5 },
  ])
})

it('refuses a second delivery of a message to one subscriber, and lets a cause be deleted before its effects', () => {
  store('m1', 'shipmentDeparted', null)
  deliver('m1', 'email', 'created')
  expect(() => deliver('m1', 'email', 'created')).toThrow(/UNIQUE/)
  store('m2', 'statusUpdated', 'm1')
  database.exec('delete from message where id = \'m1\'')
  expect(database.prepare('select id from message').all().map(row => ({ ...row }))).toEqual([{ id: 'm2' }])
})
