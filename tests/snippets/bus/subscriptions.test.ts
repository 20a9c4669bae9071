import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  DuplicateSubscriberError,
  NoHandlerError,
  ReplyTimeoutError,
  RequestFailedError,
  SubscriptionConflictError,
  SyncRefusedError,
} from '../../../snippets/bus/errors.ts'
import { createTestKit, failing, gate } from './kit.ts'
import { stores } from './stores.ts'

const MINUTE = 60_000

/** A web process publishes, a worker process subscribes: each bus stands for a process of its own. */
describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = { ...await open(), isShared: true }
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  const dataOf = (handler: ReturnType<typeof vi.fn>) => handler.mock.calls.map(([message]) => message.data)

  describe('a subscription', () => {
    it('is given what another process publishes, by itself, in a batch, and in a transaction that commits', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      const email = vi.fn()
      await web.publish('departed', 'before')
      await worker.subscribe('departed', email, { name: 'email' })
      await web.publish('departed', 1)
      await web.publishBatch([{ type: 'departed', data: 2 }, { type: 'arrived', data: 0 }])
      await web.transaction(tx => web.publish('departed', 3, { tx }))
      await web.transaction(async (tx) => {
        await web.publish('departed', 4, { tx })
        throw new Error('rolled back')
      }).catch(() => {})
      await kit.clock.advance(1000)
      expect(dataOf(email).toSorted()).toEqual([1, 2, 3])
    })

    it('keeps what it is owed while its process is away, and another process of its name takes it up', async () => {
      const first = await kit.start()
      await first.subscribe('departed', vi.fn(), { name: 'email' })
      await first.stop()
      const web = kit.open()
      await web.publish('departed', 'meanwhile')
      expect(await store.deliveries()).toMatchObject([{ subscriber: 'email', state: 'created' }])
      const email = vi.fn()
      const second = await kit.start()
      await second.subscribe('departed', email, { name: 'email' })
      await second.idle()
      expect(dataOf(email)).toEqual(['meanwhile'])
    })

    it('begins with the next message, with the first one, or with one of them', async () => {
      const bus = await kit.start()
      const messages = []
      for (const data of [1, 2, 3])
        messages.push(await bus.publish('departed', data))
      const [now, beginning, middle] = [vi.fn(), vi.fn(), vi.fn()]
      await bus.subscribe('departed', now, { name: 'now' })
      await bus.subscribe('departed', beginning, { name: 'beginning', from: 'beginning', mode: 'serial' })
      await bus.subscribe('departed', middle, { name: 'middle', from: messages[1]!.id })
      await bus.publish('departed', 4)
      await kit.clock.advance(1000)
      expect([dataOf(now), dataOf(beginning), dataOf(middle).toSorted()]).toEqual([[4], [1, 2, 3, 4], [2, 3, 4]])
      const nowhere = kit.store.isShared ? '01890000-0000-7000-8000-000000000000' : 'm404'
      await expect(bus.subscribe('departed', now, { name: 'nowhere', from: nowhere })).rejects.toThrow(`No message ${nowhere} is stored`)
    })

    it('is given a message that was stored before it by a replay', async () => {
      const bus = await kit.start()
      const { id } = await bus.publish('departed', 'S-42')
      await expect(bus.replay(id)).rejects.toThrow('No delivery of message')
      const email = vi.fn()
      await bus.subscribe('departed', email, { name: 'email' })
      expect(await bus.replay(id, 'email')).toBe(1)
      await bus.idle()
      expect(dataOf(email)).toEqual(['S-42'])
      await bus.subscribe('arrived', email, { name: 'other' })
      await expect(bus.replay(id, 'other')).rejects.toThrow('to other is in a state for that')
    })

    it('is given nothing any more once it is unsubscribed, by whatever process, and is not owed anything', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      const email = vi.fn(failing(1))
      await worker.subscribe('departed', email, { name: 'email', retry: { delay: 30_000 } })
      await web.publish('departed', 1)
      await kit.clock.advance(2000)
      await web.unsubscribe('email')
      await web.publish('departed', 2)
      await kit.clock.advance(MINUTE)
      expect(dataOf(email)).toEqual([1])
      expect(await store.deliveries()).toMatchObject([{ state: 'cancelled' }])
      expect(await web.subscriptions()).toEqual([])
      await expect(web.unsubscribe('email')).rejects.toThrow('No subscription email is stored')
    })

    it('of a name that was unsubscribed is another one: it is given each message once, and the one before leaves nothing by leaving', async () => {
      const bus = await kit.start()
      const [before, email] = [vi.fn(), vi.fn()]
      const leave = await bus.subscribe('departed', before, { name: 'email' })
      await bus.unsubscribe('email')
      await bus.subscribe('departed', email, { name: 'email' })
      await bus.publish('departed', 1)
      leave()
      await bus.publish('departed', 2)
      await kit.clock.advance(MINUTE)
      expect([dataOf(before), dataOf(email)]).toEqual([[], [1, 2]])
    })

    it('waits while it is paused, whatever process paused it, and is given all when it goes on', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      const [email, status] = [vi.fn(), vi.fn()]
      await worker.subscribe('departed', email, { name: 'email' })
      await worker.subscribe('departed', status, { name: 'status' })
      await web.pause('email')
      await worker.publish('departed', 1)
      await web.publish('departed', 2)
      await kit.clock.advance(MINUTE)
      expect([dataOf(email), dataOf(status).toSorted()]).toEqual([[], [1, 2]])
      expect(await web.subscriptions()).toMatchObject([{ name: 'email', pausedOn: expect.any(String) }, { name: 'status', pausedOn: null }])
      await web.resume('email')
      await kit.clock.advance(1000)
      expect(dataOf(email).toSorted()).toEqual([1, 2])
      await expect(web.pause('none')).rejects.toThrow('No subscription none is stored')
    })

    it('keeps its type, mode and key: another one of its name is refused, whatever process asks', async () => {
      const [one, other] = [await kit.start(), await kit.start()]
      await one.subscribe('departed', vi.fn(), { name: 'email', mode: 'serial', key: 'subject' })
      for (const { type, ...options } of [
        { type: 'arrived', mode: 'serial', key: 'subject' },
        { type: 'departed', key: 'subject' },
        { type: 'departed', mode: 'serial' },
      ] as const)
        await expect(other.subscribe(type, vi.fn(), { name: 'email', ...options })).rejects.toThrow(SubscriptionConflictError)
      await expect(other.subscribe('arrived', vi.fn(), { name: 'email' }))
        .rejects
        .toThrow('stored with type departed, mode serial, key subject, not type arrived, mode async, key none:')
      const email = vi.fn()
      await other.subscribe('departed', email, { name: 'email', mode: 'serial', key: 'subject', retry: { attempts: 2 } })
      expect(await other.subscriptions()).toMatchObject([{ type: 'departed', retry: { attempts: 2 } }])
      await other.unsubscribe('email')
      await expect(other.subscribe('arrived', email, { name: 'email' })).resolves.toBeTypeOf('function')
    })

    it('has a new name as another one: the one before keeps what it is owed', async () => {
      const first = await kit.start()
      await first.subscribe('departed', vi.fn(), { name: 'mail' })
      await first.stop()
      const [bus, email] = [await kit.start(), vi.fn()]
      await bus.subscribe('departed', email, { name: 'email' })
      await bus.publish('departed', 1)
      await kit.clock.advance(1000)
      expect(await store.deliveries()).toMatchObject([{ subscriber: 'email', state: 'completed' }, { subscriber: 'mail', state: 'created' }])
    })

    it('tells when a process that runs it was last heard of', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      await web.subscribe('arrived', vi.fn(), { name: 'nobody' })
      await worker.subscribe('departed', vi.fn(), { name: 'email' })
      await kit.clock.advance(MINUTE)
      const [email, nobody] = await web.subscriptions()
      expect(nobody).toMatchObject({ name: 'nobody', seenOn: null })
      expect(Date.parse(email!.seenOn!) - Date.parse(email!.createdOn)).toBeGreaterThan(50_000)
      await worker.stop()
      await kit.clock.advance(MINUTE)
      expect(await web.subscriptions()).toMatchObject([{ seenOn: email!.seenOn }, { seenOn: null }])
    })

    it('that is made while messages are published misses none after it, and none from the beginning', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      const all = vi.fn()
      const publishing = Promise.all(Array.from({ length: 50 }, (_, data) => web.publish('departed', data)))
      await worker.subscribe('departed', all, { name: 'all', from: 'beginning' })
      await publishing
      await kit.clock.advance(1000)
      expect(dataOf(all).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, data) => data))
    })
  })

  it('warns once of a message that nobody subscribed to', async () => {
    const bus = await kit.start()
    await bus.publish('departd', 1)
    await bus.publish('departd', 2)
    expect(kit.warnings).toEqual([expect.stringContaining('event departd: nobody subscribed to it')])
  })

  describe('a sync subscriber', () => {
    it('that is in another process, paused, or to be reached through a transaction or later, refuses the message', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      await worker.subscribe('departed', vi.fn(), { name: 'stock', mode: 'sync' })
      await expect(web.publish('departed', 1)).rejects.toThrow(SyncRefusedError)
      await expect(web.publish('departed', 1)).rejects.toThrow('departed cannot wait for stock, which is sync: it runs in another process')
      await expect(worker.transaction(tx => worker.publish('departed', 1, { tx }))).rejects.toThrow('delivered after its end')
      await expect(worker.publish('departed', 1, { delay: 1000 })).rejects.toThrow('at a later date')
      await worker.pause('stock')
      await expect(worker.publish('departed', 1)).rejects.toThrow('it is paused')
      await worker.resume('stock')
      await expect(worker.publish('departed', 2)).resolves.toMatchObject({ data: 2 })
      expect(await store.messages()).toHaveLength(1)
    })
  })

  describe('a command', () => {
    it('finds its handler in another process, and has none only if no process has one', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      await expect(web.send('resync', 1)).rejects.toThrow(NoHandlerError)
      const resync = vi.fn(failing(1))
      await worker.handle('resync', resync)
      await web.send('resync', 1)
      await web.transaction(tx => web.send('resync', 2, { tx }))
      await kit.clock.advance(5000)
      expect(dataOf(resync).toSorted()).toEqual([1, 1, 2])
      expect(await store.deliveries({ states: ['completed'] })).toHaveLength(2)
    })

    it('has one handler, in whatever process it is', async () => {
      const [one, other] = [await kit.start(), await kit.start()]
      await one.handle('resync', vi.fn())
      await expect(other.handle('resync', vi.fn(), { name: 'second' })).rejects.toThrow(DuplicateSubscriberError)
      await expect(other.handle('resync', vi.fn())).resolves.toBeTypeOf('function')
    })
  })

  describe('a request', () => {
    it('is answered with what the handler returns, here or in another process', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      await worker.handle('quote', ({ data }) => ({ price: data * 2 }))
      const answer = web.request('quote', 21)
      await kit.clock.advance(3000)
      expect(await answer).toEqual({ price: 42 })
      expect(await worker.request('quote', 1)).toEqual({ price: 2 })
      expect(await store.messages({ type: 'quote.reply' })).toMatchObject([{ data: { result: { price: 42 } } }, { data: { result: { price: 2 } } }])
    })

    it('is answered with the error of a handler that failed for good, and with what JSON cannot carry', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      await worker.handle('quote', failing(9), { retry: { attempts: 2 } })
      await worker.handle('map', () => new Map())
      const answers = Promise.allSettled([web.request('quote', 1), web.request('map', 1)])
      await kit.clock.advance(5000)
      expect(await answers).toMatchObject([{ reason: new RequestFailedError('quote failed: failure 2') }, { reason: { cause: { name: 'InvalidDataError' } } }])
    })

    it('that nobody answers in time rejects, and stays stored', async () => {
      const [web, worker] = [kit.open(), kit.open()]
      await worker.handle('quote', vi.fn())
      const answer = web.request('quote', 1, { timeout: 5000 }).catch((error: unknown) => error)
      await kit.clock.advance(5000)
      expect(await answer).toBeInstanceOf(ReplyTimeoutError)
      expect(await store.deliveries()).toMatchObject([{ state: 'created' }])
    })

    it('that cannot be stored rejects at once', async () => {
      const bus = await kit.start()
      await bus.handle('quote', vi.fn())
      kit.faults.set('append', new Error('disk full'))
      await expect(bus.request('quote', 1)).rejects.toThrow('disk full')
    })
  })

  describe('order between two processes', () => {
    it('is that of storing, whatever the clocks of those who publish', async () => {
      const [early, late] = [createTestKit(store), createTestKit(store)]
      early.clock.jump(-MINUTE)
      const [web, other, worker] = [late.open(), early.open(), await kit.start()]
      const { opened, open } = gate()
      const handled: unknown[] = []
      await worker.subscribe('saved', async ({ data }) => {
        await opened
        handled.push(data)
      }, { name: 'salesforce', mode: 'serial' })
      await web.publish('saved', 1)
      await other.publish('saved', 2)
      await web.publish('saved', 3)
      await kit.clock.advance(1000)
      open()
      await kit.clock.advance(2000)
      expect(handled).toEqual([1, 2, 3])
    })

    it('holds within a key: one at a time for each key, whichever process runs it', async () => {
      const running = new Map<string, number>()
      let most = 0
      const handled: string[] = []
      for (const process of [await kit.start(), await kit.start()]) {
        await process.subscribe('saved', async ({ data: { key, step } }) => {
          running.set(key, (running.get(key) ?? 0) + 1)
          most = Math.max(most, running.get(key)!)
          await new Promise<void>(resolve => kit.clock.after(10, resolve))
          running.set(key, running.get(key)! - 1)
          handled.push(`${key}${step}`)
        }, { name: 'salesforce', mode: 'serial', key: 'data.key' })
      }
      const web = kit.open()
      for (const step of [1, 2, 3])
        await web.publishBatch(['a', 'b'].map(key => ({ type: 'saved', data: { key, step } })))
      await kit.clock.advance(MINUTE)
      expect(most).toBe(1)
      expect(handled.filter(one => one.startsWith('a'))).toEqual(['a1', 'a2', 'a3'])
      expect(handled.filter(one => one.startsWith('b'))).toEqual(['b1', 'b2', 'b3'])
    })
  })
})
