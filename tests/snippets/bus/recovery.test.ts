import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StoppedBusError } from '../../../snippets/bus/errors.ts'
import { createTestKit, failing, gate } from './kit.ts'
import { stores } from './stores.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    // What recovers is a bus on a store that processes share; the one in memory stands for such a one here.
    store = { ...await open(), isShared: true }
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  /** A process that takes a message and is never heard of again: its clock stands still. */
  async function dieHandling(data: unknown, attempts = 5) {
    const dead = createTestKit(store)
    const bus = dead.open()
    const { opened, open } = gate()
    bus.subscribe('departed', () => opened, { name: 'email', retry: { attempts } })
    await bus.start()
    const message = await bus.publish('departed', data)
    return { message, answerAfterAll: async () => {
      open()
      await dead.quiet()
    } }
  }

  it('takes up what was stored while nothing ran', async () => {
    const web = kit.open()
    web.subscribe('departed', () => expect.fail('a process that is not started runs nothing'), { name: 'email' })
    await web.publish('departed', 'S-42')
    const handle = vi.fn()
    const worker = kit.open()
    worker.subscribe('departed', handle, { name: 'email' })
    await worker.start()
    await worker.idle()
    expect(handle).toHaveBeenCalledTimes(1)
  })

  it('sees what another process stores, within a poll', async () => {
    const handle = vi.fn()
    const worker = await kit.start({ poll: 1000 })
    await worker.subscribe('departed', handle, { name: 'email' })
    const web = kit.open()
    await web.subscribe('departed', () => {}, { name: 'email' })
    // Until it has looked for what was due before.
    await worker.idle()
    await web.publish('departed', 'S-42')
    await kit.clock.advance(999)
    expect(handle).not.toHaveBeenCalled()
    await kit.clock.advance(1)
    expect(handle).toHaveBeenCalledTimes(1)
  })

  it('takes a delivery from a process that died, and ignores what that one says later', async () => {
    const { answerAfterAll } = await dieHandling('S-42')
    const { opened, open } = gate()
    const bus = await kit.start()
    const handle = vi.fn(() => opened)
    bus.subscribe('departed', handle, { name: 'email' })
    await kit.clock.advance(14_000)
    expect(handle).not.toHaveBeenCalled()
    await kit.clock.advance(7000)
    expect(handle).toHaveBeenCalledTimes(1)
    await answerAfterAll()
    expect(await store.deliveries()).toMatchObject([{ state: 'active', attempts: 2, lastError: { name: 'WorkerLostError' } }])
    open()
    await bus.idle()
    expect(await store.deliveries()).toMatchObject([{ state: 'completed', lockedBy: null }])
  })

  it('makes a dead letter of a message that kills its process each time', async () => {
    await dieHandling('poison', 1)
    const bus = await kit.start()
    const handle = vi.fn()
    bus.subscribe('departed', handle, { name: 'email' })
    await kit.clock.advance(MINUTE)
    expect(handle).not.toHaveBeenCalled()
    expect(await store.deliveries()).toMatchObject([{ state: 'failed', lastError: { name: 'WorkerLostError' } }])
  })

  it('leaves a delivery to a process that lives, however long it takes', async () => {
    const { opened, open } = gate()
    const handle = vi.fn(() => opened)
    const [one, other] = [await kit.start({ timeout: Infinity }), await kit.start({ timeout: Infinity })]
    one.subscribe('departed', handle, { name: 'email' })
    other.subscribe('departed', handle, { name: 'email' })
    await one.publish('departed', 'S-42')
    await kit.clock.advance(10 * MINUTE)
    open()
    await kit.quiet()
    expect(handle).toHaveBeenCalledTimes(1)
    expect(await store.deliveries()).toMatchObject([{ state: 'completed', attempts: 1 }])
  })

  it('runs each delivery once between two processes', async () => {
    const web = kit.open()
    web.subscribe('departed', () => {}, { name: 'email' })
    await web.publishBatch(Array.from({ length: 200 }, (_, data) => ({ type: 'departed', data })))
    const runs: unknown[] = []
    const workers = [kit.open({ concurrency: 7 }), kit.open({ concurrency: 5 })]
    workers.forEach(bus => bus.subscribe('departed', ({ data }) => void runs.push(data), { name: 'email' }))
    await Promise.all(workers.map(bus => bus.start()))
    await Promise.all(workers.map(bus => bus.idle()))
    expect(runs.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 200 }, (_, data) => data))
  })

  it('is known to the others while it has work, and no longer', async () => {
    const { opened, open } = gate()
    const bus = await kit.start({ timeout: Infinity })
    bus.subscribe('departed', () => opened, { name: 'email' })
    await bus.publish('departed', 1)
    const [first] = await store.leases()
    await kit.clock.advance(MINUTE)
    const [later] = await store.leases()
    expect(later!.worker).toBe(first!.worker)
    expect(Date.parse(later!.seenAt) - Date.parse(first!.seenAt)).toBeGreaterThan(MINUTE / 2)
    open()
    await kit.quiet()
    await kit.clock.advance(5000)
    expect(await store.leases()).toEqual([])
    await bus.publish('departed', 2)
    expect(await store.leases()).toHaveLength(1)
    await bus.stop()
    expect(await store.leases()).toEqual([])
  })

  it('stops after what runs, and takes no more', async () => {
    const bus = await kit.start({ concurrency: 1 })
    const { opened, open } = gate()
    const handled: unknown[] = []
    bus.subscribe('departed', async ({ data }) => {
      await opened
      handled.push(data)
    }, { name: 'email' })
    await bus.publish('departed', 1)
    await bus.publish('departed', 2)
    const stopped = bus.stop()
    open()
    await stopped
    await kit.clock.advance(MINUTE)
    expect(handled).toEqual([1])
    expect(await store.deliveries()).toMatchObject([{ state: 'completed' }, { state: 'created' }])
  })

  it('gives back what does not end in time, without counting the attempt', async () => {
    const bus = await kit.start({ timeout: Infinity })
    let signal: AbortSignal | undefined
    bus.subscribe('departed', (_, context) => {
      signal = context.signal
      return new Promise(() => {})
    }, { name: 'email' })
    await bus.publish('departed', 1)
    const stopped = bus.stop({ grace: 5000 })
    await kit.clock.advance(5000)
    await stopped
    expect(signal!.aborted).toBe(true)
    expect(await store.deliveries()).toMatchObject([{ state: 'retry', attempts: 0, lockedBy: null }])
  })

  it('starts and stops once, however often it is told to, and leaves to others what it stores afterwards', async () => {
    const bus = await kit.start()
    const [handle, other] = [vi.fn(), vi.fn()]
    await bus.subscribe('departed', handle, { name: 'email' })
    await Promise.all([bus.start(), bus.start()])
    await Promise.all([bus.stop(), bus.stop()])
    await bus.stop()
    await bus.publish('departed', 1)
    await bus.subscribe('arrived', handle, { name: 'status' })
    await expect(bus.start()).rejects.toThrow(StoppedBusError)
    await kit.clock.advance(MINUTE)
    expect(await store.deliveries()).toMatchObject([{ subscriber: 'email', state: 'created' }])
    const worker = await kit.start()
    await worker.subscribe('departed', other, { name: 'email' })
    await worker.idle()
    expect([handle.mock.calls.length, other.mock.calls.length]).toEqual([0, 1])
  })

  it('starts where the database does not answer yet, and tells', async () => {
    const bus = kit.open()
    const handle = vi.fn()
    await bus.subscribe('departed', handle, { name: 'email' })
    await bus.publish('departed', 1)
    kit.faults.set('see', new Error('connection reset'))
    kit.faults.set('claim', new Error('connection reset'))
    await bus.start()
    await kit.quiet()
    expect(kit.errors).toHaveLength(2)
    kit.faults.clear()
    await kit.clock.advance(2000)
    expect(handle).toHaveBeenCalledTimes(1)
  })

  describe('while the database refuses writes', () => {
    it('tells the publisher, and runs nothing', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      kit.faults.set('append', new Error('database is locked'))
      await expect(bus.publish('departed', 1)).rejects.toThrow('database is locked')
      kit.faults.clear()
      await bus.publish('departed', 2)
      await bus.idle()
      expect(handle).toHaveBeenCalledTimes(1)
    })

    it('runs no handler twice: what it did is written once that can be', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      kit.faults.set('settle', new Error('database is locked'))
      await bus.publish('departed', 1)
      await kit.clock.advance(5 * MINUTE)
      expect(await store.deliveries()).toMatchObject([{ state: 'active' }])
      kit.faults.clear()
      await kit.clock.advance(MINUTE)
      expect(await store.deliveries()).toMatchObject([{ state: 'completed', attempts: 1 }])
      expect(handle).toHaveBeenCalledTimes(1)
      expect(kit.errors).toContainEqual(new Error('database is locked'))
    })

    it('goes on with what waits as soon as it can', async () => {
      const bus = await kit.start()
      const handle = vi.fn(failing(1))
      bus.subscribe('departed', handle, { name: 'email' })
      await bus.publish('departed', 1)
      await kit.quiet()
      kit.faults.set('claim', new Error('database is locked'))
      await kit.clock.advance(MINUTE)
      expect(handle).toHaveBeenCalledTimes(1)
      kit.faults.clear()
      await kit.clock.advance(1000)
      expect(handle).toHaveBeenCalledTimes(2)
    })

    it('loses nothing when it stored a message and its answer was lost', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      kit.losesAnswers.add('append')
      await expect(bus.publish('departed', 1)).rejects.toThrow('connection reset')
      kit.losesAnswers.clear()
      expect(await store.deliveries()).toMatchObject([{ state: 'active' }])
      await kit.clock.advance(MINUTE)
      expect(handle).toHaveBeenCalledTimes(1)
      expect(await store.deliveries()).toMatchObject([{ state: 'completed' }])
    })
  })

  describe('when the clock jumps', () => {
    it('back by a day, retries come after the waits they were given', async () => {
      const bus = await kit.start()
      const handle = vi.fn(failing(2))
      bus.subscribe('departed', handle, { name: 'email' })
      await bus.publish('departed', 1)
      await kit.quiet()
      kit.clock.jump(-DAY)
      await kit.clock.advance(1000)
      expect(handle).toHaveBeenCalledTimes(2)
      await kit.clock.advance(2000)
      expect(await store.deliveries()).toMatchObject([{ state: 'completed', attempts: 3 }])
    })

    it.each([['forward', DAY], ['back', -DAY]])('%s by a day, no process takes what another one runs', async (_, jump) => {
      const { opened, open } = gate()
      const handle = vi.fn(() => opened)
      const other = createTestKit(store)
      const [here, there] = [await kit.start({ timeout: Infinity }), await other.start({ timeout: Infinity })]
      here.subscribe('departed', handle, { name: 'email' })
      there.subscribe('departed', handle, { name: 'email' })
      await here.publish('departed', 1)
      other.clock.jump(jump)
      for (let minute = 0; minute < 5; minute += 1 / 12) {
        await kit.clock.advance(MINUTE / 12)
        await other.clock.advance(MINUTE / 12)
      }
      expect(handle).toHaveBeenCalledTimes(1)
      open()
      await kit.quiet()
      expect(await store.deliveries()).toMatchObject([{ state: 'completed' }])
    })

    it('handles all, whatever the jumps between two messages', async () => {
      const bus = await kit.start()
      const handled: unknown[] = []
      bus.subscribe('departed', ({ data }, { attempt }) => {
        if (attempt === 1)
          throw new Error('first attempt')
        handled.push(data)
      }, { name: 'email', mode: 'serial' })
      for (const [data, jump] of [DAY, -DAY, -3 * DAY, 2 * DAY].entries()) {
        await bus.publish('departed', data)
        kit.clock.jump(jump)
      }
      await kit.clock.advance(MINUTE)
      expect(handled).toEqual([0, 1, 2, 3])
    })
  })
})
