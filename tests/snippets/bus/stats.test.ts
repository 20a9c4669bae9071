import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import type { Stats } from '../../../snippets/bus/stats.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { InsideTransactionError, InvalidFieldError } from '../../../snippets/bus/errors.ts'
import { alarmsOf } from '../../../snippets/bus/stats.ts'
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

  describe('stats', () => {
    it('count what waits, runs and failed, by subscription', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      const { opened, open } = gate()
      await worker.subscribe('departed', failing(9), { name: 'email', retry: { attempts: 1 } })
      await worker.subscribe('departed', failing(9), { name: 'salesforce', retry: { delay: MINUTE, maxDelay: MINUTE } })
      await worker.subscribe('departed', () => opened, { name: 'status' })
      await worker.subscribe('arrived', vi.fn(), { name: 'idle' })
      await worker.publishBatch([1, 2].map(data => ({ type: 'departed', data })))
      await worker.publish('departed', 3, { delay: 5 * MINUTE })
      await kit.clock.advance(1000)
      const counts = (await web.stats()).subscriptions.map(({ name, waiting, active, failed }) => ({ name, waiting, active, failed }))
      expect(counts).toEqual([
        { name: 'email', waiting: 1, active: 0, failed: 2 },
        { name: 'idle', waiting: 0, active: 0, failed: 0 },
        { name: 'salesforce', waiting: 3, active: 0, failed: 0 },
        { name: 'status', waiting: 1, active: 2, failed: 0 },
      ])
      open()
      await worker.idle()
    })

    it('tell since when the oldest delivery is due, and none of one that is due later', async () => {
      const bus = await kit.start()
      await bus.subscribe('departed', vi.fn(), { name: 'email' })
      await bus.subscribe('departed', vi.fn(), { name: 'lane', mode: 'serial' })
      await bus.pause('email')
      await bus.publish('departed', 1, { delay: MINUTE })
      const before = await bus.stats()
      expect(before.subscriptions).toMatchObject([{ waiting: 1, oldestDue: null, lateness: 0 }, { waiting: 1, oldestDue: null, lateness: 0 }])
      await kit.clock.advance(3 * MINUTE)
      await bus.publish('departed', 2)
      await bus.idle()
      const oldestDue = new Date(Date.parse(before.takenOn) + MINUTE).toISOString()
      expect((await bus.stats()).subscriptions).toMatchObject([{ waiting: 2, oldestDue, lateness: 2 * MINUTE }, { waiting: 0, oldestDue: null }])
    })

    it('tell since when a subscription is paused, and since when no process of it was heard of', async () => {
      const [web, worker] = [kit.open({ lease: 15_000 }), await kit.start({ lease: 15_000 })]
      await web.subscribe('arrived', vi.fn(), { name: 'never' })
      await worker.subscribe('departed', vi.fn(), { name: 'email' })
      expect((await web.stats()).subscriptions).toMatchObject([{ absentSince: null, pausedOn: null }, { absentSince: null }])
      await kit.clock.advance(MINUTE)
      await web.pause('email')
      const [email, never] = await web.subscriptions()
      expect((await web.stats()).subscriptions).toMatchObject([{ absentSince: null, pausedOn: email!.pausedOn }, { absentSince: never!.createdOn }])
      await worker.stop()
      await kit.clock.advance(MINUTE)
      const left = (await web.subscriptions())[0]!.seenOn
      expect(left).not.toBeNull()
      expect((await web.stats()).subscriptions).toMatchObject([{ name: 'email', absentSince: left }, {}])
      const successor = await kit.start()
      await successor.subscribe('departed', vi.fn(), { name: 'email' })
      expect((await web.stats()).subscriptions).toMatchObject([{ name: 'email', absentSince: null }, {}])
    })

    it('count messages that nobody subscribed to, of which each type is warned of once', async () => {
      const bus = await kit.start()
      await bus.subscribe('departed', vi.fn(), { name: 'email' })
      await bus.handle('quote', () => 42)
      for (const type of ['departed', 'deparded', 'deparded', 'arived'])
        await bus.publish(type, 1)
      await bus.request('quote', 1)
      await bus.transaction(tx => bus.publish('arived', 2, { tx }))
      expect((await bus.stats()).unsubscribed).toBe(4)
      expect(kit.warnings).toEqual(['deparded', 'arived'].map(type => `event ${type}: nobody subscribed to it, its messages are stored and go nowhere`))
      await bus.subscribe('arived', vi.fn(), { name: 'late', from: 'beginning' })
      expect((await bus.stats()).unsubscribed).toBe(2)
    })

    it('are refused inside a transaction', async () => {
      const bus = await kit.start()
      await expect(bus.transaction(() => bus.stats())).rejects.toThrow(InsideTransactionError)
    })
  })
})

describe('alarms', () => {
  const takenOn = '2026-01-15T09:00:00.000Z'
  const fine: Stats['subscriptions'][number] = {
    name: 'email',
    kind: 'event',
    type: 'departed',
    waiting: 0,
    active: 0,
    failed: 0,
    oldestDue: null,
    lateness: 0,
    pausedOn: null,
    absentSince: null,
  }
  const stats = (...subscriptions: Partial<typeof fine>[]): Stats =>
    ({ takenOn, unsubscribed: 3, subscriptions: subscriptions.map(one => ({ ...fine, ...one })) })

  it('ring for a dead letter, for what is due for long, and for a process that is gone', () => {
    expect(alarmsOf(stats({}, { waiting: 9_999, lateness: 5 * MINUTE }))).toEqual([])
    expect(alarmsOf(stats(
      { name: 'a', failed: 1 },
      { name: 'b', lateness: 5 * MINUTE + 1 },
      { name: 'c', absentSince: '2026-01-15T08:58:59.000Z' },
    ))).toEqual([
      { subscription: 'a', measure: 'failed', value: 1, threshold: 0 },
      { subscription: 'b', measure: 'lateness', value: 5 * MINUTE + 1, threshold: 5 * MINUTE },
      { subscription: 'c', measure: 'absence', value: 61_000, threshold: MINUTE },
    ])
  })

  it('ring by thresholds of one’s own', () => {
    const thresholds = { failed: 5, waiting: 100, unsubscribed: 0, lateness: Infinity }
    expect(alarmsOf(stats({ failed: 5, waiting: 101, lateness: 90 * MINUTE }), thresholds).map(({ measure }) => measure)).toEqual(['waiting', 'unsubscribed'])
  })

  it.each<[Record<string, number>, string]>([
    [{ lateness: Number.NaN }, 'thresholds.lateness: a number from 0 on is needed'],
    [{ failed: -1 }, 'thresholds.failed: a number from 0 on is needed'],
    [{ failures: 1 }, 'thresholds.failures: unknown; known: failed, lateness'],
  ])('refuse thresholds that say nothing: %o', (thresholds, message) => {
    expect(() => alarmsOf(stats(), thresholds)).toThrow(InvalidFieldError)
    expect(() => alarmsOf(stats(), thresholds)).toThrow(message)
  })
})
