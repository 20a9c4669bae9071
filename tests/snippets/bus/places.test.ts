/** What has no place, or has one and nobody to run it: it is lost to nobody. */
import type { SubscribeOptions } from '../../../snippets/bus/bus-options.ts'
import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestKit, gate } from './kit.ts'
import { stores } from './stores.ts'

describe.each(stores)('on $name,', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = await open()
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  describe('a delivery that was claimed beyond the places left', () => {
    /** A bus with one place: S-1 runs in it until `end`, and S-2 was claimed for it. */
    async function overbook(retry: SubscribeOptions<unknown>['retry'] = {}) {
      const bus = await kit.start({ concurrency: 1 })
      const running: unknown[] = []
      const ends: (() => void)[] = []
      const leave = await bus.subscribe('departed', ({ data }) => {
        running.push(data)
        return new Promise<void>(resolve => ends.push(resolve))
      }, { name: 'email', retry })
      await bus.idle()
      const { opened, open } = gate()
      const { claim } = store
      store.claim = async (wanted) => {
        await opened
        return claim(wanted)
      }
      void bus.wake()
      await bus.publish('departed', 'S-1', { subject: 'S-1' })
      // Resolves once what is due was looked for.
      const published = bus.publish('departed', 'S-2', { subject: 'S-2' })
      while ((await store.messages()).length < 2)
        await new Promise(resolve => setImmediate(resolve))
      open()
      await published
      await kit.clock.advance(0)
      store.claim = claim
      expect(await states()).toEqual(['active, attempt 1', 'active, attempt 1'])
      expect(running).toEqual(['S-1'])
      async function end() {
        ends.shift()!()
        await kit.clock.advance(0)
      }
      return { bus, running, leave, end }
    }

    const states = async () => (await store.deliveries()).map(({ state, attempts }) => `${state}, attempt ${attempts}`)

    async function ended(stopped: Promise<void>, grace: number) {
      await kit.clock.advance(grace)
      await stopped
    }

    it('runs once a place is free', async () => {
      const { bus, running, end } = await overbook()
      await end()
      expect(running).toEqual(['S-1', 'S-2'])
      await end()
      await bus.idle()
      expect(await states()).toEqual(['completed, attempt 1', 'completed, attempt 1'])
    })

    it('is given back by a bus that stops, as what runs', async () => {
      const { bus } = await overbook()
      await ended(bus.stop({ grace: 0 }), 0)
      expect(await states()).toEqual(['retry, attempt 0', 'retry, attempt 0'])
      expect(await store.leases()).toEqual([])
    })

    it('does not begin in a bus that ends what runs', async () => {
      const { bus, running, end } = await overbook()
      const stopped = bus.stop({ grace: 100 })
      await end()
      await ended(stopped, 100)
      expect(running).toEqual(['S-1'])
      expect(await states()).toEqual(['completed, attempt 1', 'retry, attempt 0'])
    })

    it('is given back where its subscriber left meanwhile, and loses no attempt by it', async () => {
      const { bus, running, leave, end } = await overbook({ attempts: 1 })
      leave()
      await end()
      expect(running).toEqual(['S-1'])
      expect(await states()).toEqual(['completed, attempt 1', 'retry, attempt 0'])
      await bus.subscribe('departed', ({ data }) => running.push(data), { name: 'email', retry: { attempts: 1 } })
      await bus.idle()
      expect(running).toEqual(['S-1', 'S-2'])
    })

    it('is given back as soon as the database takes it', async () => {
      const { bus, leave, end } = await overbook({ attempts: 1 })
      leave()
      kit.faults.set('giveBack', new Error('the database is down'))
      await end()
      expect(kit.errors).toEqual([expect.objectContaining({ message: 'the database is down' })])
      kit.faults.clear()
      await kit.clock.advance(60_000)
      await bus.idle()
      expect(await states()).toEqual(['completed, attempt 1', 'retry, attempt 0'])
    })

    it('never runs once its message is erased', async () => {
      const { bus, running, end } = await overbook()
      await bus.erase('S-2')
      await end()
      await bus.idle()
      expect(running).toEqual(['S-1'])
    })

    it('is no trouble to a bus that stops after the messages of all were erased', async () => {
      const { bus } = await overbook()
      await bus.erase('S-1')
      await bus.erase('S-2')
      await ended(bus.stop({ grace: 0 }), 0)
      expect(await store.messages()).toEqual([])
      expect(kit.errors).toEqual([])
    })
  })

  describe('a delivery whose subscriber left while it was stored', () => {
    /** Publishes once with a subscriber that leaves right after its delivery was stored, for it to run at once. */
    async function publishWhileLeaving() {
      const bus = await kit.start({ concurrency: 1 })
      const { append } = store
      const leave = await bus.subscribe('departed', () => {}, { name: 'email' })
      store.append = async (...args: Parameters<typeof append>) => {
        const stored = await append(...args)
        leave()
        return stored
      }
      await bus.publish('departed', 'S-1')
      store.append = append
      await kit.clock.advance(0)
      return bus
    }

    it('is given back, without a place and without an attempt', async () => {
      const bus = await publishWhileLeaving()
      await bus.idle()
      expect((await store.deliveries()).map(({ state, attempts, lockedBy }) => ({ state, attempts, lockedBy })))
        .toEqual([{ state: 'retry', attempts: 0, lockedBy: null }])
    })

    it('is handled once it is back, in the place that was free', async () => {
      const bus = await publishWhileLeaving()
      const handled: unknown[] = []
      await bus.subscribe('departed', ({ data }) => void handled.push(data), { name: 'email' })
      await bus.wake()
      await bus.idle()
      expect(handled).toEqual(['S-1'])
    })
  })
})
