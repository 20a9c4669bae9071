import type { Query } from '../../console/protocol.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../console/database.ts'
import { createConsole } from '../../console/server.ts'
import { OWN_TABLES } from '../../console/views.ts'
import { createVirtualClock } from '../../snippets/bus/virtual-clock.ts'

const all: Query = { state: null, search: '', offset: 0, limit: 50, selected: null }

async function open(memory: Uint8Array | null = null) {
  const clock = createVirtualClock()
  const troubles: unknown[] = []
  const database = await openDatabase({ name: 'test', isShared: true, memory })
  const api = await createConsole(database, { onChange: () => {}, onTrouble: error => troubles.push(error) }, clock)
  return { api, database, troubles, wait: clock.advance }
}

/** Its grace is over when the clock says so. */
const close = ({ api, wait }: typeof board) => Promise.all([api.stop(), wait(1)])

let board: Awaited<ReturnType<typeof open>>
async function statesOf() {
  const { rows } = await board.api.snapshot(all)
  return rows.map(({ deliveries }) => Object.fromEntries(Object.entries(deliveries).map(([name, { state }]) => [name, state])))
}

beforeEach(async () => board = await open())
afterEach(async () => {
  await close(board)
  expect(board.troubles).toEqual([])
})

describe('the console', () => {
  it('protects every table that it makes from a script', async () => {
    const { rows } = await board.api.run('select name from sqlite_schema where type = \'table\' and name not like \'sqlite_%\' order by name')
    expect(rows.flat()).toEqual([...OWN_TABLES].sort())
  })

  it('says that a machine without private files keeps the database in memory, and why', () => {
    expect(board.database.storage).toEqual({ kind: 'memory', reason: 'no-files', detail: expect.any(String) })
  })

  it('keeps in memory what windows cannot share', async () => {
    expect((await openDatabase({ name: 'test', isShared: false, memory: null })).storage).toEqual({ kind: 'memory', reason: 'no-locks', detail: null })
  })

  it('stores a message with a delivery for each subscriber, two of which run at once', async () => {
    await board.api.publish('shipmentDeparted', 1)
    await board.wait(100)
    expect(await board.api.snapshot(all)).toMatchObject({ counts: { active: 2, created: 1 } })
    await board.wait(3000)
    expect(await statesOf()).toEqual([{ tracking: 'completed', email: 'completed', salesforce: 'completed' }])
    expect(await board.api.snapshot(all)).toMatchObject({ total: 1, messages: 1, emails: 1, counts: { completed: 3 } })
  })

  it('tries again after 1, 2 and 4 seconds, then gives up; the others are done; a retry after the repair succeeds', async () => {
    await board.api.setSwitch('email', true)
    const messageId = await board.api.publish('bookingRequestAsked', 1)
    const key = { messageId, subscriber: 'email/bookingRequestAsked' }
    const delivery = async () => (await board.api.snapshot({ ...all, selected: key })).detail!
    for (const [wait, state, attempts] of [[800, 'retry', 1], [1700, 'retry', 2], [2700, 'retry', 3], [4700, 'failed', 4]] as const) {
      await board.wait(wait)
      expect(await delivery()).toMatchObject({ state, attempts, maxAttempts: 4, lastError: { message: 'mail server is down' } })
    }
    await board.api.setSwitch('email', false)
    await board.api.retry(key)
    await board.wait(1000)
    expect(await delivery()).toMatchObject({ state: 'completed', emails: 1 })
  })

  it('mails twice when a message is replayed, until the email is idempotent', async () => {
    const messageId = await board.api.publish('bookingRequestAsked', 1)
    const key = { messageId, subscriber: 'email/bookingRequestAsked' }
    await board.wait(1000)
    await board.api.replay(key)
    await board.wait(1000)
    expect(await board.api.snapshot(all)).toMatchObject({ emails: 2 })
    await board.api.setSwitch('idempotent', true)
    await board.api.replay(key)
    await board.wait(1000)
    expect(await board.api.snapshot(all)).toMatchObject({ emails: 2, counts: { completed: 1 } })
  })

  it('redrives what failed, and cancels what waits', async () => {
    await board.api.setSwitch('email', true)
    const messageId = await board.api.publish('bookingRequestAsked', 2)
    await board.wait(1000)
    await board.api.cancel({ messageId, subscriber: 'email/bookingRequestAsked' })
    await board.wait(12_000)
    expect(await statesOf()).toEqual([{ 'email/bookingRequestAsked': 'cancelled' }, { 'email/bookingRequestAsked': 'failed' }])
    expect((await board.api.snapshot(all)).subscribers).toMatchObject({ email: { failed: 1 }, tracking: { failed: 0 } })
    await board.api.setSwitch('email', false)
    expect(await board.api.redrive()).toBe(1)
    await board.wait(1000)
    expect(await board.api.snapshot(all)).toMatchObject({ counts: { cancelled: 1, completed: 1 } })
  })

  it('owes a subscriber what is published while it is paused, or while its process is gone', async () => {
    const emailOf = async () => (await board.api.snapshot(all)).subscribers.email
    expect(await emailOf()).toEqual({ failed: 0, waiting: 0, oldestDue: null, pausedOn: null, absentSince: null })
    await board.api.setPaused('email', true)
    await board.api.publish('documentUploaded', 2)
    await board.wait(5000)
    const { time } = (await board.api.snapshot(all)).rows[0]!
    expect(await emailOf()).toEqual({ failed: 0, waiting: 2, oldestDue: time, pausedOn: expect.any(String), absentSince: null })
    await board.api.setAbsent('email', true)
    await board.api.setPaused('email', false)
    await board.api.publish('bookingRequestAsked', 1)
    await board.wait(5000)
    expect(await emailOf()).toMatchObject({ waiting: 3, oldestDue: time, pausedOn: null, absentSince: expect.any(String) })
    await board.api.setAbsent('email', false)
    await board.api.setAbsent('email', false)
    await board.wait(5000)
    expect(await emailOf()).toEqual({ failed: 0, waiting: 0, oldestDue: null, pausedOn: null, absentSince: null })
    expect(await board.api.snapshot(all)).toMatchObject({ emails: 3 })
  })

  it('filters by state and by what a message holds, its jokers taken literally', async () => {
    await board.api.publish('shipmentDeparted', 3)
    await board.api.publish('documentUploaded', 1)
    const totalOf = async (filter: Partial<Query>) => (await board.api.snapshot({ ...all, ...filter })).total
    expect(await totalOf({ search: 'S-43' })).toBe(1)
    expect(await totalOf({ search: 'facture' })).toBe(1)
    expect(await totalOf({ search: '%' })).toBe(0)
    expect(await totalOf({ search: '_' })).toBe(0)
    expect(await totalOf({ search: 'it\'s' })).toBe(0)
    expect(await totalOf({ state: 'created' })).toBe(4)
    expect(await totalOf({ state: 'failed' })).toBe(0)
    expect((await board.api.snapshot({ ...all, offset: 1, limit: 2 })).rows.map(({ subject }) => subject)).toEqual(['S-44', 'S-43'])
  })

  it('takes up what was written by hand, and forgets all on reset', async () => {
    await board.api.publish('shipmentDeparted', 1)
    await board.wait(3000)
    await board.api.run('update delivery set state = \'created\', attempts = 0 where subscriber = \'email\'; update console_switch set is_on = 1')
    await board.wait(1000)
    expect(await board.api.snapshot(all)).toMatchObject({ emails: 2 })
    await expect(board.api.run('drop table sent_email')).rejects.toThrow('table sent_email')
    expect(await board.api.snapshot(all)).toMatchObject({ emails: 2 })
    await board.api.reset()
    expect(await board.api.snapshot(all)).toMatchObject({ total: 0, emails: 0, switches: { email: false } })
  })

  it('goes on in memory from the copy that the page kept', async () => {
    await board.api.publish('shipmentDeparted', 1)
    await board.wait(3000)
    const next = await open(board.database.copy())
    expect(await next.api.snapshot(all)).toMatchObject({ total: 1, counts: { completed: 3 } })
    await next.api.publish('shipmentDeparted', 1)
    expect(await next.api.snapshot(all)).toMatchObject({ total: 2 })
    await close(next)
  })
})
