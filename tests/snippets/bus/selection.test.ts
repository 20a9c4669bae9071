import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import type { Act, Selection } from '../../../snippets/bus/selection.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { InvalidFieldError, NothingToDoError } from '../../../snippets/bus/errors.ts'
import { createTestKit, failing, gate } from './kit.ts'
import { stores } from './stores.ts'

const MINUTE = 60_000

describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = { ...await open(), isShared: true }
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  /** Deliveries in each state: failed to email, waiting and running ones to status, cancelled ones, and one without a subscription. */
  async function deliveries() {
    const bus = await kit.start()
    const { opened, open } = gate()
    const once = { retry: { attempts: 1 } }
    await bus.subscribe('departed', failing(99), { name: 'email', ...once })
    await bus.subscribe('departed', failing(99), { name: 'gone', ...once })
    await bus.subscribe('departed', failing(99), { name: 'crm', retry: { delay: MINUTE, maxDelay: MINUTE } })
    await bus.subscribe('arrived', () => opened, { name: 'status' })
    const story = (await bus.publish('departed', 1, { subject: 'S-1' })).id
    await bus.publish('departed', 2, { subject: 'S-2' })
    await bus.publish('departed', 3, { subject: 'S-2', correlationId: story })
    await bus.publish('arrived', 4, { subject: 'S-2' })
    await kit.quiet()
    await bus.pause('status')
    await bus.publish('arrived', 5, { subject: 'S-1' })
    const { id } = await bus.publish('arrived', 6, { delay: MINUTE })
    await bus.cancel(id)
    await bus.unsubscribe('gone')
    return { bus, story, end: open }
  }

  const cases: [Act, Selection, number][] = [
    ['redrive', { all: true }, 3],
    ['redrive', { subscriber: 'email', subject: 'S-2' }, 2],
    ['redrive', { subject: 'S-2', limit: 1 }, 1],
    ['redrive', { type: 'arrived' }, 0],
    ['retry', { all: true }, 7],
    ['retry', { type: 'arrived' }, 1],
    ['retry', { states: ['retry', 'active'] }, 3],
    ['retry', { type: 'departed', subject: 'S-1' }, 2],
    ['cancel', { all: true }, 4],
    ['cancel', { subject: 'S-1', subscriber: 'status' }, 1],
    ['cancel', { subject: 'S-1', type: 'departed', states: ['retry'] }, 1],
    ['cancel', { subject: 'S-1', states: ['created'] }, 1],
    ['cancel', { subscriber: 'email' }, 0],
  ]

  it.each(cases)('%s of %o concerns %i, counted before', async (act, selection, expected) => {
    const { bus, end } = await deliveries()
    expect(await bus.count(act, selection)).toBe(expected)
    const changed = new Set<string>()
    const before = new Map((await store.deliveries()).map(one => [`${one.messageId} ${one.subscriber}`, one]))
    await bus.pause('email')
    await bus.pause('crm')
    expect(await bus[act](selection)).toBe(expected)
    for (const one of await store.deliveries()) {
      const key = `${one.messageId} ${one.subscriber}`
      if (JSON.stringify(one) !== JSON.stringify(before.get(key)))
        changed.add(one.state)
    }
    expect([...changed]).toEqual(expected === 0 ? [] : [act === 'cancel' ? 'cancelled' : 'created'])
    end()
    await bus.idle()
  })

  it('selects a story, or the message of an id', async () => {
    const { bus, story, end } = await deliveries()
    expect(await bus.count('redrive', { correlationId: story })).toBe(2)
    expect(await bus.count('redrive', { messageId: story })).toBe(1)
    expect(await bus.count('redrive', { messageId: 'no id' })).toBe(0)
    expect(await bus.redrive({ correlationId: story })).toBe(2)
    end()
    await bus.idle()
  })

  it('runs what it made due', async () => {
    const bus = await kit.start()
    const email = vi.fn(failing(3))
    await bus.subscribe('departed', email, { name: 'email', retry: { attempts: 1 } })
    await bus.publishBatch([1, 2, 3].map(data => ({ type: 'departed', data })))
    await bus.idle()
    expect(await bus.retry({ type: 'departed' })).toBe(3)
    await bus.idle()
    expect(await store.deliveries({ states: ['completed'] })).toHaveLength(3)
  })

  it.each<[Act, any, string]>([
    ['retry', {}, 'filter: it names nothing: { all: true } says that retry is meant for everything'],
    ['redrive', {}, 'filter: it names nothing'],
    ['cancel', { type: undefined }, 'filter: it names nothing'],
    ['cancel', { all: false }, 'filter: it names nothing'],
    ['retry', null, 'filter: an object is needed'],
    ['cancel', ['m1'], 'filter: an object is needed'],
    ['cancel', { limit: 3 }, 'filter: it names nothing'],
    ['cancel', { subscribers: 'email' }, 'filter.subscribers: unknown; known: messageId, subscriber'],
    ['cancel', { type: '' }, 'filter.type: a text is needed'],
    ['cancel', { all: true, limit: 0 }, 'filter.limit: a whole number from 1 on is needed'],
    ['cancel', { states: ['failed'] }, 'filter.states: cancel concerns created, retry'],
    ['redrive', { states: 'failed' }, 'filter.states: redrive concerns failed'],
  ])('%s of %o is refused', async (act, selection, message) => {
    const { bus, end } = await deliveries()
    const before = await store.deliveries()
    await expect(bus[act](selection)).rejects.toThrow(InvalidFieldError)
    await expect(bus[act](selection)).rejects.toThrow(message)
    await expect(bus.count(act, selection)).rejects.toThrow(message)
    expect(await store.deliveries()).toEqual(before)
    end()
    await bus.idle()
  })

  it('refuses a subscriber that nobody knows', async () => {
    const { bus, end } = await deliveries()
    for (const act of ['retry', 'redrive', 'cancel'] as const) {
      await expect(bus[act]({ subscriber: 'emial' })).rejects.toThrow(NothingToDoError)
      await expect(bus.count(act, { subscriber: 'emial' })).rejects.toThrow('No subscription emial is stored')
    }
    end()
    await bus.idle()
  })
})
