import type { Mock } from 'vitest'
import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NonRetriableError, RetryAfterError } from '../../../snippets/bus/errors.ts'
import { createTestKit, failing, gate } from './kit.ts'
import { stores } from './stores.ts'

/** Data of the messages that a handler was given. */
const dataOf = (handler: Mock) => handler.mock.calls.map(([message]) => message.data)

describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = await open()
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  describe('publish', () => {
    it('stores the message and one delivery per subscriber before anyone handles it', async () => {
      const bus = await kit.start()
      const seen: unknown[] = []
      bus.subscribe('departed', async ({ id }) => {
        seen.push(await store.message(id), await store.deliveries({ messageId: id }))
      }, { name: 'email', mode: 'sync' })
      bus.subscribe('departed', () => {}, { name: 'status' })
      const message = await bus.publish('departed', { 'shipmentId': 'S-42', 'weights': [1.5, null], 'é « »': true }, { subject: 'S-42' })
      expect(message).toMatchObject({ kind: 'event', type: 'departed', source: 'core', subject: 'S-42', time: '2026-01-15T09:00:00.000Z' })
      expect(message).toMatchObject({ correlationId: message.id, causationId: null })
      expect(seen[0]).toEqual(message)
      expect(seen[1]).toMatchObject([{ subscriber: 'email', state: 'active', attempts: 1 }, { subscriber: 'status' }])
    })

    it('is answered at once where subscribers are async, and starts them together', async () => {
      const bus = await kit.start()
      const { opened, open } = gate()
      const started: string[] = []
      for (const name of ['a', 'b'])
        bus.subscribe('departed', () => started.push(name) && opened, { name })
      const { id } = await bus.publish('departed', null)
      expect(started).toEqual(['a', 'b'])
      open()
      await bus.idle()
      expect(await store.deliveries({ messageId: id, states: ['completed'] })).toHaveLength(2)
    })

    it('waits for sync subscribers, and brings the error of one to the publisher', async () => {
      const bus = await kit.start()
      let handled = 0
      bus.subscribe('departed', async () => handled++, { name: 'status', mode: 'sync' })
      await bus.publish('departed', 'S-42')
      expect(handled).toBe(1)
      bus.subscribe('departed', () => {
        throw new RangeError('no')
      }, { name: 'stock', mode: 'sync' })
      await expect(bus.publish('departed', 'S-43')).rejects.toThrow(new RangeError('no'))
      expect(await store.deliveries({ states: ['failed'] })).toMatchObject([{ subscriber: 'stock', attempts: 1 }])
    })

    it('keeps async failures from the publisher', async () => {
      const bus = await kit.start()
      bus.subscribe('departed', failing(9), { name: 'email' })
      await expect(bus.publish('departed', 'S-42')).resolves.toMatchObject({ type: 'departed' })
    })

    it('stores a batch in one go, or nothing of it', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      const messages = await bus.publishBatch(Array.from({ length: 250 }, (_, data) => ({ type: 'departed', data })))
      await bus.idle()
      expect(handle).toHaveBeenCalledTimes(250)
      expect(messages.map(({ data }) => data)).toEqual(Array.from({ length: 250 }, (_, data) => data))
      kit.faults.set('append', new Error('refused'))
      await expect(bus.publishBatch([{ type: 'departed', data: 1 }])).rejects.toThrow('refused')
      expect(await store.messages()).toHaveLength(250)
    })

    it('stores two messages of one idempotency key once, in one batch or apart', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      const options = { idempotencyKey: 'S-42 departed' }
      const [first, second] = await Promise.all([bus.publish('departed', 1, options), bus.publish('departed', 2, options)])
      const third = await bus.publish('departed', 3, options)
      await bus.idle()
      expect([second, third]).toEqual([first, first])
      expect(await store.messages()).toEqual([first])
      expect(handle).toHaveBeenCalledTimes(1)
    })

    it('tells whoever watches of messages and deliveries as they change', async () => {
      const bus = await kit.start()
      const seen: string[] = []
      bus.live.on('message', ({ data }) => void seen.push(data.type))
      bus.live.on('delivery', ({ data }) => void seen.push(data.state))
      bus.subscribe('departed', failing(1), { name: 'email' })
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(1000)
      expect(seen).toEqual(['departed', 'active', 'retry', 'active', 'completed'])
    })

    it('runs no more at once than it is told, and all in the end', async () => {
      const bus = await kit.start({ concurrency: 3 })
      let running = 0
      let most = 0
      let handled = 0
      bus.subscribe('departed', async () => {
        most = Math.max(most, ++running)
        await Promise.resolve()
        running -= 1
        handled += 1
      }, { name: 'email' })
      await Promise.all(Array.from({ length: 20 }, (_, index) => bus.publish('departed', index)))
      await bus.idle()
      expect({ most, handled }).toEqual({ most: 3, handled: 20 })
    })
  })

  describe('transaction of the caller', () => {
    it('stores nothing when it rolls back', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      await expect(bus.transaction(async (tx) => {
        await bus.publish('departed', 'S-42', { tx })
        throw new Error('no such shipment')
      })).rejects.toThrow('no such shipment')
      await bus.idle()
      expect(await store.messages()).toEqual([])
      expect(handle).not.toHaveBeenCalled()
    })

    it('delivers once it is committed, and not before', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      bus.subscribe('departed', handle, { name: 'email' })
      await bus.transaction(async (tx) => {
        await bus.publish('departed', 'S-42', { tx })
        expect(handle).not.toHaveBeenCalled()
      })
      await bus.idle()
      expect(handle).toHaveBeenCalledTimes(1)
    })
  })

  describe('retry', () => {
    it('waits twice as long after each failure, and leaves the other subscribers alone', async () => {
      const bus = await kit.start()
      const times: number[] = []
      const status = vi.fn()
      const begin = kit.clock.now()
      bus.subscribe('departed', () => {
        times.push(kit.clock.now() - begin)
        throw new Error('mail server is down')
      }, { name: 'email', retry: { maxDelay: 3000 } })
      bus.subscribe('departed', status, { name: 'status' })
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(60_000)
      expect(times).toEqual([0, 1000, 3000, 6000, 9000])
      expect(status).toHaveBeenCalledTimes(1)
    })

    it('draws each wait between nothing and the longest', async () => {
      const bus = await kit.start({ random: () => 0.5 })
      bus.subscribe('departed', failing(1), { name: 'email' })
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(499)
      expect(await store.deliveries()).toMatchObject([{ state: 'retry', startAfter: '2026-01-15T09:00:00.500Z' }])
      await kit.clock.advance(1)
      expect(await store.deliveries()).toMatchObject([{ state: 'completed', attempts: 2 }])
    })

    it('comes back when the handler says so', async () => {
      const bus = await kit.start()
      const answers = [() => {
        throw new RetryAfterError(120_000)
      }, () => {}]
      bus.subscribe('departed', () => answers.shift()!(), { name: 'salesforce' })
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(119_000)
      expect(await store.deliveries()).toMatchObject([{ state: 'retry', attempts: 1 }])
      await kit.clock.advance(1000)
      expect(await store.deliveries()).toMatchObject([{ state: 'completed' }])
    })

    it('keeps a dead letter after the last attempt, with all that caused it', async () => {
      const bus = await kit.start()
      bus.subscribe('departed', () => {
        throw new Error('email not sent', { cause: new AggregateError([new TypeError('no template')], 'all servers failed') })
      }, { name: 'email', retry: { attempts: 2 } })
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(60_000)
      expect(await store.deliveries()).toMatchObject([{
        state: 'failed',
        attempts: 2,
        completedOn: '2026-01-15T09:00:01.000Z',
        lockedBy: null,
        lastError: { name: 'Error', message: 'email not sent', cause: { name: 'AggregateError', errors: [{ name: 'TypeError', message: 'no template' }] } },
      }])
    })

    it('gives up at once on an error that no attempt cures', async () => {
      const bus = await kit.start()
      bus.subscribe('departed', () => {
        throw new NonRetriableError('no such template')
      }, { name: 'email' })
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(0)
      expect(await store.deliveries()).toMatchObject([{ state: 'failed', attempts: 1, lastError: { name: 'NonRetriableError' } }])
    })

    it('fails a handler that never ends, tells it, and goes on', async () => {
      const bus = await kit.start({ concurrency: 1 })
      let signal: AbortSignal | undefined
      const handled: unknown[] = []
      bus.subscribe('departed', ({ data }, context) => {
        if (data !== 'endless')
          return handled.push(data)
        signal = context.signal
        return new Promise(() => {})
      }, { name: 'email', timeout: 5000, retry: { attempts: 1 } })
      await bus.publish('departed', 'endless')
      await bus.publish('departed', 'S-42')
      await kit.clock.advance(4999)
      expect({ aborted: signal!.aborted, handled }).toEqual({ aborted: false, handled: [] })
      await kit.clock.advance(1)
      expect({ aborted: signal!.aborted, handled }).toEqual({ aborted: true, handled: ['S-42'] })
      expect(await store.deliveries({ states: ['failed'] })).toMatchObject([
        { lastError: { name: 'HandlerTimeoutError', message: 'No answer within 5000 ms' } },
      ])
    })

    it('lets a message that always fails block no other', async () => {
      const bus = await kit.start({ concurrency: 1 })
      const handled: unknown[] = []
      bus.subscribe('departed', ({ data }) => {
        if (data === 'poison')
          throw new Error('cannot read')
        handled.push(data)
      }, { name: 'email' })
      await bus.publish('departed', 'poison')
      for (const data of [1, 2, 3])
        await bus.publish('departed', data)
      await kit.clock.advance(0)
      expect(handled.toSorted()).toEqual([1, 2, 3])
    })
  })

  describe('serial', () => {
    const recorder = () => {
      const log: string[] = []
      const gates = new Map<string, () => void>()
      const handle = async ({ data }: { data: string }) => {
        log.push(`${data} starts`)
        await new Promise<void>(resolve => gates.set(data, resolve))
        log.push(`${data} ends`)
      }
      return { log, handle, end: async (data: string) => {
        gates.get(data)!()
        await kit.quiet()
      } }
    }

    it('answers at once, and handles one message at a time in order', async () => {
      const bus = await kit.start()
      const { log, handle, end } = recorder()
      bus.subscribe('saved', handle, { name: 'salesforce', mode: 'serial' })
      await Promise.all(['A', 'B', 'C'].map(data => bus.publish('saved', data)))
      await kit.quiet()
      expect(log).toEqual(['A starts'])
      await end('A')
      await end('B')
      await end('C')
      expect(log).toEqual(['A starts', 'A ends', 'B starts', 'B ends', 'C starts', 'C ends'])
    })

    it('handles the messages of two keys at once, those of one in order', async () => {
      const bus = await kit.start()
      const { log, handle, end } = recorder()
      bus.subscribe('saved', handle, { name: 'salesforce', mode: 'serial', key: 'data.0' })
      await Promise.all(['A1', 'A2', 'B1'].map(data => bus.publish('saved', data)))
      await kit.quiet()
      expect(log).toEqual(['A1 starts', 'B1 starts'])
      await end('A1')
      expect(log.at(-1)).toBe('A2 starts')
    })

    it('keeps the place of a message through its retries, and passes on when it is a dead letter', async () => {
      const bus = await kit.start()
      const log: string[] = []
      bus.subscribe('saved', ({ data }) => {
        log.push(data)
        if (data === 'A')
          throw new Error('refused')
      }, { name: 'salesforce', mode: 'serial', retry: { attempts: 2 } })
      await bus.publish('saved', 'A')
      await bus.publish('saved', 'B')
      await kit.clock.advance(999)
      expect(log).toEqual(['A'])
      await kit.clock.advance(1)
      expect(log).toEqual(['A', 'A', 'B'])
    })

    it('holds between two processes too', async () => {
      const { log, handle, end } = recorder()
      for (const process of [await kit.start(), await kit.start()])
        process.subscribe('saved', handle, { name: 'salesforce', mode: 'serial' })
      const publisher = kit.open()
      publisher.subscribe('saved', handle, { name: 'salesforce', mode: 'serial' })
      await publisher.publish('saved', 'A')
      await publisher.publish('saved', 'B')
      await kit.clock.advance(1000)
      expect(log).toEqual(['A starts'])
      await end('A')
      await kit.clock.advance(1000)
      expect(log).toEqual(['A starts', 'A ends', 'B starts'])
    })
  })

  describe('by hand', () => {
    async function deadLetters() {
      const bus = await kit.start()
      let isDown = true
      const email = vi.fn(() => {
        if (isDown)
          throw new Error('down')
      })
      const status = vi.fn()
      bus.subscribe('departed', email, { name: 'email', retry: { attempts: 1 } })
      bus.subscribe('departed', status, { name: 'status' })
      const messages = await Promise.all([1, 2, 3].map(data => bus.publish('departed', data)))
      await bus.idle()
      isDown = false
      email.mockClear()
      status.mockClear()
      return { bus, email, status, ids: messages.map(({ id }) => id) }
    }

    it('retries one failure, for its subscriber alone', async () => {
      const { bus, email, status, ids: [id = ''] } = await deadLetters()
      await bus.retry(id, 'email')
      await bus.idle()
      expect([email, status].map(({ mock }) => mock.calls.length)).toEqual([1, 0])
      expect(await store.deliveries({ messageId: id })).toMatchObject([{ state: 'completed', attempts: 1 }, { state: 'completed' }])
      await expect(bus.retry(id, 'status')).rejects.toThrow(`No delivery of message ${id} to status is in a state for that`)
    })

    it('redrives dead letters, by type, subscriber and number', async () => {
      const { bus, email, status } = await deadLetters()
      expect(await bus.redrive({ type: 'arrived' })).toBe(0)
      expect(await bus.redrive({ subscriber: 'status' })).toBe(0)
      expect(await bus.redrive({ type: 'departed', limit: 1 })).toBe(1)
      await bus.idle()
      expect(dataOf(email)).toEqual([1])
      expect(await bus.redrive()).toBe(2)
      await bus.idle()
      expect([email, status].map(({ mock }) => mock.calls.length)).toEqual([3, 0])
    })

    it('replays a message that was completed, to one or to all', async () => {
      const { bus, email, status, ids: [, id = ''] } = await deadLetters()
      expect(await bus.replay(id, 'status')).toBe(1)
      await bus.idle()
      expect(await bus.replay(id)).toBe(2)
      await bus.idle()
      expect([email, status].map(({ mock }) => mock.calls.length)).toEqual([1, 2])
    })

    it('replays nothing that runs at that moment', async () => {
      const bus = await kit.start()
      const { opened, open } = gate()
      const handle = vi.fn(() => opened)
      bus.subscribe('departed', handle, { name: 'email' })
      const { id } = await bus.publish('departed', 'S-42')
      await expect(bus.replay(id)).rejects.toThrow('is in a state for that')
      open()
      await bus.idle()
      expect(handle).toHaveBeenCalledTimes(1)
    })

    it('cancels what does not run yet', async () => {
      const bus = await kit.start()
      const email = vi.fn(failing(9))
      bus.subscribe('departed', email, { name: 'email' })
      const { id } = await bus.publish('departed', 'S-42')
      await kit.quiet()
      expect(await bus.cancel(id)).toBe(1)
      await kit.clock.advance(60_000)
      expect(email).toHaveBeenCalledTimes(1)
      expect(await store.deliveries()).toMatchObject([{ state: 'cancelled' }])
      await expect(bus.cancel(id)).rejects.toThrow('is in a state for that')
    })
  })

  describe('idempotent handler', () => {
    it('handles a message once, however often it is delivered', async () => {
      const bus = await kit.start()
      const effect = vi.fn()
      bus.subscribe('departed', bus.once(effect), { name: 'email' })
      const { id } = await bus.publish('departed', 'S-42')
      await bus.idle()
      await bus.replay(id)
      await bus.idle()
      expect(effect).toHaveBeenCalledTimes(1)
    })

    it('commits its effect and its mark together, or neither', async () => {
      const bus = await kit.start()
      let attempts = 0
      bus.subscribe('departed', bus.once(async (_, { publish }) => {
        await publish('emailSent', 'S-42')
        attempts += 1
        if (attempts === 1)
          throw new Error('cut')
      }), { name: 'email' })
      await bus.publish('departed', 'S-42')
      await kit.quiet()
      expect(await store.messages({ type: 'emailSent' })).toEqual([])
      await kit.clock.advance(1000)
      expect(attempts).toBe(2)
      expect(await store.messages({ type: 'emailSent' })).toHaveLength(1)
    })
  })

  describe('commands', () => {
    it('have exactly one handler, whose error reaches the sender', async () => {
      const bus = await kit.start()
      const resync = vi.fn(failing(1))
      bus.handle('resyncTracking', resync)
      await expect(bus.send('resyncTracking', { shipmentId: 'S-42' })).rejects.toThrow('failure 1')
      await bus.send('resyncTracking', { shipmentId: 'S-42' })
      expect(await store.messages()).toMatchObject([{ kind: 'command', type: 'resyncTracking' }, { kind: 'command' }])
      await expect(bus.handle('resyncTracking', () => {})).rejects.toThrow('Command resyncTracking already has a handler')
      await expect(bus.send('resync', {})).rejects.toThrow('No handler for resync. Known: resyncTracking')
      expect(await store.messages()).toHaveLength(2)
    })

    it('are not events: neither reaches the other\'s subscribers', async () => {
      const bus = await kit.start()
      const [event, command] = [vi.fn(), vi.fn()]
      bus.subscribe('resync', event, { name: 'event' })
      bus.handle('resync', command)
      await bus.publish('resync', 1)
      await bus.send('resync', 2)
      await bus.idle()
      expect([dataOf(event), dataOf(command)]).toEqual([[1], [2]])
    })
  })

  describe('event log', () => {
    it('tells what caused what, from the first message down and from an effect up', async () => {
      const bus = await kit.start()
      bus.subscribe('departed', async (_, { publish, send }) => {
        await publish('statusUpdated', 1)
        await send('closeTask', 2)
      }, { name: 'operations', mode: 'sync' })
      bus.subscribe('statusUpdated', (_, { publish }) => publish('emailSent', 3), { name: 'emails', mode: 'sync' })
      bus.handle('closeTask', () => {})
      await bus.publish('arrived', 0)
      const { id } = await bus.publish('departed', 0)
      const [sent] = await store.messages({ type: 'emailSent' })
      expect(await bus.story(sent!.id)).toMatchObject([{
        message: { id, correlationId: id },
        effects: [
          { message: { type: 'statusUpdated', causationId: id }, effects: [{ message: { type: 'emailSent', correlationId: id }, effects: [] }] },
          { message: { type: 'closeTask', kind: 'command' }, effects: [] },
        ],
      }])
      expect((await bus.climb(sent!.id)).map(({ type }) => type)).toEqual(['emailSent', 'statusUpdated', 'departed'])
      await expect(bus.story(kit.store.isShared ? '01890000-0000-7000-8000-000000000000' : 'm404')).rejects.toThrow('No message')
    })
  })

  describe('schemas', () => {
    const options = {
      events: { departed: v.object({ shipmentId: v.string(), stops: v.array(v.object({ port: v.string() })) }) },
      commands: { resyncTracking: v.object({ shipmentId: v.string() }) },
    }

    it('refuse wrong data, name the field, and store nothing', async () => {
      const bus = await kit.start(options)
      const wrong = { shipmentId: 'S-42', stops: [{ port: 'Brest' }, { port: 3 }] }
      await expect(bus.publish('departed', wrong)).rejects.toThrow(/^departed\.stops\.1\.port: .*Expected string but received 3/)
      const batch = [{ shipmentId: 'S-42', stops: [] }, {}].map(data => ({ type: 'departed' as const, data }))
      await expect(bus.publishBatch(batch)).rejects.toThrow('departed.shipmentId: ')
      await bus.handle('resyncTracking', () => {})
      await expect(bus.send('resyncTracking', {})).rejects.toThrow('resyncTracking.shipmentId: ')
      expect(await store.messages()).toEqual([])
    })

    it('refuse a type that they do not name', async () => {
      const bus = await kit.start(options)
      await expect(bus.publish('left', {})).rejects.toThrow('Unknown event left. Known: departed')
      await expect(bus.subscribe('left', () => {}, { name: 'email' })).rejects.toThrow('Unknown event left')
      await expect(bus.send('toString', {})).rejects.toThrow('Unknown command toString. Known: resyncTracking')
    })
  })

  it('refuses a second subscriber of one name, until the first has left', async () => {
    const bus = await kit.start()
    const [first, second] = [vi.fn(), vi.fn()]
    const leave = await bus.subscribe('departed', first, { name: 'email' })
    await expect(bus.subscribe('departed', second, { name: 'email' })).rejects.toThrow('Subscriber email is registered already')
    leave()
    await bus.subscribe('departed', second, { name: 'email' })
    await bus.publish('departed', 'S-42')
    expect([first, second].map(({ mock }) => mock.calls.length)).toEqual([0, 1])
  })
})
