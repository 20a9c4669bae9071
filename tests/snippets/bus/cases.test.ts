import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { AbortedHandlerError, InsideTransactionError, InvalidDataError, InvalidFieldError, RetryAfterError } from '../../../snippets/bus/errors.ts'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { createTestKit, gate } from './kit.ts'
import { stores } from './stores.ts'

const DAY = 86_400_000

describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = await open()
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  const hostile = Object.defineProperty(new Error('x'), 'message', {
    get: () => {
      throw new Error('no')
    },
  })
  const cyclic = new Error('cyclic')
  cyclic.cause = cyclic

  it.each<[string, () => unknown, string]>([
    ['an object without a prototype', () => Object.assign(Object.create(null), { code: 7 }), '{"code":7}'],
    ['a symbol', () => Symbol('odd'), 'Symbol(odd)'],
    ['nothing', () => undefined, 'undefined'],
    ['a bigint', () => 7n, '7'],
    ['an error whose message cannot be read', () => hostile, 'message cannot be read'],
    ['an error that is its own cause', () => cyclic, 'cyclic'],
    ['a revoked proxy', () => {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      return proxy
    }, 'a value that cannot be read'],
    ['a text with half a character and U+0000', () => 'a\uD800\0', 'a'],
  ])('stores as an error that a handler throws %s', async (_, thrown, message) => {
    const bus = await kit.start()
    await bus.subscribe('departed', () => {
      throw thrown()
    }, { name: 'email', retry: { attempts: 2 } })
    await bus.publish('departed', 1)
    await kit.clock.advance(5000)
    expect(await store.deliveries()).toMatchObject([{ state: 'failed', attempts: 2, lastError: { message: expect.stringContaining(message) } }])
  })

  it.each<[string, (now: number) => number | Date | string, number]>([
    ['milliseconds of a date', now => now + 5 * DAY, 5 * DAY],
    ['a date', now => new Date(now + 30 * DAY), 30 * DAY],
    ['a header with a date', now => new Date(now + DAY).toUTCString(), DAY],
    ['a header with seconds', () => '120', 120_000],
    ['30 days', () => 30 * DAY, 30 * DAY],
    ['what says nothing', () => Number.NaN, 1000],
    ['a date that is over', now => new Date(now - DAY), 0],
  ])('comes back after RetryAfterError with %s', async (_, when, wait) => {
    const bus = await kit.start({ poll: 100 * DAY, lease: 100 * DAY })
    const begin = kit.clock.now()
    const handle = vi.fn(() => {
      if (handle.mock.calls.length === 1)
        throw new RetryAfterError(when(begin))
    })
    await bus.subscribe('departed', handle, { name: 'email' })
    await bus.publish('departed', 1)
    await kit.quiet()
    if (wait > 0)
      expect(await store.deliveries()).toMatchObject([{ state: 'retry', startAfter: new Date(begin + wait).toISOString() }])
    await kit.clock.advance(wait)
    expect(await store.deliveries()).toMatchObject([{ state: 'completed', attempts: 2 }])
  })

  it('waits for ever after an infinite wait, and breaks nothing', async () => {
    const bus = await kit.start()
    await bus.subscribe('departed', () => {
      throw new RetryAfterError(Infinity)
    }, { name: 'email' })
    await bus.publish('departed', 1)
    await kit.quiet()
    expect(await store.deliveries()).toMatchObject([{ state: 'retry', startAfter: '9999-12-31T00:00:00.000Z' }])
  })

  it('gives a handler what JSON makes of the data, at each attempt, and the compiler says so', async () => {
    const bus = createBus<{ departed: { at: Date, note?: string, list: Date[] } }>({ store, clock: kit.clock, random: () => 1 })
    const seen: unknown[] = []
    await bus.subscribe('departed', ({ data }, { attempt }) => {
      expectTypeOf(data).toEqualTypeOf<{ at: string, note?: string, list: string[] }>()
      seen.push(data)
      if (attempt === 1)
        throw new Error('once')
    }, { name: 'email' })
    await bus.start()
    const at = new Date(0)
    const message = await bus.publish('departed', { at, list: [at] })
    await kit.clock.advance(5000)
    const json = { at: '1970-01-01T00:00:00.000Z', list: ['1970-01-01T00:00:00.000Z'] }
    expect(seen).toEqual([json, json])
    expect(message.data).toEqual(json)
    await bus.stop()
  })

  const cycle: { self?: unknown } = {}
  cycle.self = cycle
  let deep: unknown = 1
  for (let level = 0; level < 1000; level++)
    deep = [deep]
  it.each<[string, () => unknown, string]>([
    ['NaN', () => ({ a: [1, Number.NaN] }), 'departed.a.1: NaN'],
    ['infinity', () => ({ a: Infinity }), 'departed.a: Infinity'],
    ['a bigint', () => ({ a: 1n }), 'departed.a: JSON cannot carry a bigint'],
    ['a map', () => ({ a: { b: new Map() } }), 'departed.a.b: JSON cannot carry a Map'],
    ['a set', () => ([new Set()]), 'departed.0: JSON cannot carry a Set'],
    ['an error', () => (new Error('x')), 'departed: JSON cannot carry a Error'],
    ['a function', () => ({ a: () => {} }), 'departed.a: JSON cannot carry a function'],
    ['a symbol', () => ({ a: Symbol('x') }), 'departed.a: JSON cannot carry a symbol'],
    ['undefined in a list', () => ([undefined]), 'departed.0: JSON cannot carry a undefined'],
    ['a cycle', () => (cycle), 'departed.self: it holds itself'],
    ['an invalid date', () => ({ at: new Date(Number.NaN) }), 'departed.at: an invalid date'],
    ['a thousand levels', () => (deep), 'nested deeper than 500 levels'],
  ])('refuses %s in the data, and names where', async (_, make, message) => {
    const bus = await kit.start()
    await expect(bus.publish('departed', make())).rejects.toThrow(InvalidDataError)
    await expect(bus.publish('departed', make())).rejects.toThrow(message)
    expect(await store.messages()).toEqual([])
  })

  it('carries odd texts, odd names, frozen and huge data through', async () => {
    const bus = await kit.start()
    const handle = vi.fn()
    const data = Object.freeze({ text: '\0 \uD800 é 😀', ['__proto__']: { a: 1 }, constructor: 'c', empty: null, huge: 'x'.repeat(1_000_000) })
    await bus.subscribe('constructor', handle, { name: '__proto__' })
    await bus.publish('constructor', data)
    await bus.idle()
    expect(handle.mock.calls[0]![0].data).toEqual(data)
    expect((await store.messages())[0]!.data).toEqual(data)
  })

  it('keeps what a handler changes in its data from everyone else', async () => {
    const bus = await kit.start()
    const seen: unknown[] = []
    for (const name of ['a', 'b']) {
      await bus.subscribe('departed', (message, { attempt }) => {
        seen.push(structuredClone(message.data))
        message.data.list.push(name)
        message.subject = name
        if (attempt === 1)
          throw new Error('again')
      }, { name })
    }
    const given = { list: ['S-42'] }
    const message = await bus.publish('departed', given)
    await kit.clock.advance(5000)
    expect(seen).toEqual(Array.from({ length: 4 }).fill({ list: ['S-42'] }))
    expect([given, message.data]).toEqual([{ list: ['S-42'] }, { list: ['S-42'] }])
    expect(await store.messages()).toMatchObject([{ subject: null, data: { list: ['S-42'] } }])
  })

  it('refuses, inside a transaction, what would wait for its end, and goes on afterwards', async () => {
    const bus = await kit.start()
    await bus.subscribe('departed', vi.fn(), { name: 'email' })
    const calls: (() => Promise<unknown>)[] = [
      () => bus.publish('departed', 1),
      () => bus.publishBatch([{ type: 'departed', data: 1 }]),
      () => bus.send('resync', 1),
      () => bus.request('resync', 1),
      () => bus.transaction(async () => {}),
      () => bus.subscribe('departed', vi.fn(), { name: 'other' }),
      () => bus.idle(),
      async () => bus.messages(),
    ]
    for (const call of calls)
      await expect(bus.transaction(call)).rejects.toThrow(InsideTransactionError)
    await expect(bus.transaction(() => bus.publish('departed', 1))).rejects.toThrow('{ tx }')
    await bus.subscribe('arrived', bus.once(() => bus.publish('departed', 2)), { name: 'once', retry: { attempts: 1 } })
    await bus.publish('arrived', 1)
    await bus.idle()
    expect(await store.deliveries({ subscriber: 'once' })).toMatchObject([{ state: 'failed', lastError: { name: 'InsideTransactionError' } }])
    await expect(bus.publish('departed', 3)).resolves.toMatchObject({ data: 3 })
  })

  it('holds an idempotency key for each type, within one transaction too', async () => {
    const bus = await kit.start()
    const options = { idempotencyKey: 'S-42' }
    const first = await bus.publish('departed', 1, options)
    const other = await bus.publish('arrived', 2, options)
    expect(await bus.publish('departed', 3, options)).toEqual(first)
    const inside = await bus.transaction(async tx =>
      [await bus.publish('left', 4, { ...options, tx }), await bus.publish('left', 5, { ...options, tx })])
    expect(inside[1]).toEqual(inside[0])
    expect((await store.messages()).map(({ id }) => id)).toEqual([first, other, inside[0]!].map(({ id }) => id))
  })

  it.each(['idempotencyKey', 'subject', 'correlationId'])('refuses what a database could not store as %s', async (field) => {
    const bus = await kit.start()
    for (const value of ['a\0b', 'a\uD800', '', 'x'.repeat(300)])
      await expect(bus.publish('departed', 1, { [field]: value })).rejects.toThrow(InvalidFieldError)
    await expect(bus.publish('departed', 1, { [field]: 'a\0b' })).rejects.toThrow(`${field}: `)
  })

  it('stores nothing of a handler whose time was over', async () => {
    const bus = await kit.start()
    const errors: unknown[] = []
    await bus.subscribe('departed', async (_, { publish }) => {
      await new Promise<void>(resolve => kit.clock.after(150, resolve))
      await publish('late', 1).catch(error => errors.push(error))
    }, { name: 'email', timeout: 50, retry: { attempts: 1 } })
    await bus.publish('departed', 1)
    await kit.clock.advance(500)
    expect(errors).toEqual([expect.any(AbortedHandlerError)])
    expect(await store.messages({ type: 'late' })).toEqual([])
  })

  it('lets a serial successor wait for a handler that goes on after its time, and says when it overlaps it', async () => {
    const bus = await kit.start()
    const log: string[] = []
    const { opened, open } = gate()
    await bus.subscribe('saved', async ({ data }) => {
      log.push(`${data} starts`)
      if (data === 'A')
        await new Promise<void>(resolve => kit.clock.after(80, resolve))
      if (data === 'C')
        await opened
      log.push(`${data} ends`)
    }, { name: 'salesforce', mode: 'serial', timeout: 50, retry: { attempts: 1 } })
    for (const data of ['A', 'B', 'C', 'D'])
      await bus.publish('saved', data)
    await kit.clock.advance(90)
    expect(log.slice(0, 5)).toEqual(['A starts', 'A ends', 'B starts', 'B ends', 'C starts'])
    expect(kit.warnings.filter(warning => warning.includes('overlaps'))).toEqual([])
    await kit.clock.advance(200)
    expect(log.slice(5)).toEqual(['D starts', 'D ends'])
    expect(kit.warnings.filter(warning => warning.includes('overlaps'))).toHaveLength(1)
    open()
  })

  it('tells who watches nothing of a transaction that rolls back, and all of one that commits', async () => {
    const bus = await kit.start()
    const seen: unknown[] = []
    bus.live.on('message', ({ data }) => void seen.push(data.data))
    await bus.transaction(async (tx) => {
      await bus.publish('departed', 1, { tx })
      throw new Error('no')
    }).catch(() => {})
    await bus.transaction(tx => bus.publish('departed', 2, { tx }))
    await kit.quiet()
    expect(seen).toEqual([2])
  })

  it('delivers a message after a delay, or at a date, and not before', async () => {
    const bus = await kit.start()
    const handle = vi.fn()
    await bus.subscribe('departed', handle, { name: 'email' })
    await bus.publish('departed', 1, { delay: 60_000 })
    await bus.transaction(tx => bus.publish('departed', 2, { at: new Date(kit.clock.now() + 60_000), tx }))
    await kit.clock.advance(59_000)
    expect(handle).not.toHaveBeenCalled()
    await kit.clock.advance(2000)
    expect(handle).toHaveBeenCalledTimes(2)
    for (const delay of [Number.NaN, Infinity, -1])
      await expect(bus.publish('departed', 1, { delay })).rejects.toThrow('delay: ')
  })
})
