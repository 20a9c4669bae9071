import type { BusOptions } from '../../../snippets/bus/bus-options.ts'
import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { InvalidFieldError } from '../../../snippets/bus/errors.ts'
import { contractFaults, createVersions } from '../../../snippets/bus/versions.ts'
import { createTestKit } from './kit.ts'
import { stores } from './stores.ts'

/** Weights came in pounds, then in kilograms, then with their unit. */
const upcasts = {
  departed: {
    1: ({ id, pounds }: { id: string, pounds: number }) => ({ id, kilograms: pounds / 2 }),
    2: ({ id, kilograms }: { id: string, kilograms: number }) => ({ id, weight: { value: kilograms, unit: 'kg' } }),
  },
}
const events = { departed: v.object({ id: v.string(), weight: v.object({ value: v.number(), unit: v.string() }) }) }

describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = { ...await open(), isShared: true }
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  /** What a process of that time stored. */
  async function publish(data: unknown, earlier: BusOptions<any, any, any>['upcasts'] = {}) {
    return kit.open({ upcasts: earlier }).publish('departed', data, { subject: 'S-42' })
  }
  const version2 = { departed: { 1: upcasts.departed[1] } }
  const dataOf = (handler: ReturnType<typeof vi.fn>) => handler.mock.calls.map(([{ version, data }]) => ({ version, data }))
  const today = (id: string, value: number) => ({ version: 3, data: { id, weight: { value, unit: 'kg' } } })

  it('a message bears the version of its type, 1 unless upcasts lead further', async () => {
    const bus = await kit.start({ upcasts })
    await bus.publish('arrived', 1)
    expect((await publish({ id: 'a', pounds: 2 })).version).toBe(1)
    expect((await publish({ id: 'b', kilograms: 2 }, version2)).version).toBe(2)
    await bus.handle('departed', () => {})
    await bus.send('departed', 1)
    expect((await store.messages()).map(({ type, version }) => `${type} ${version}`)).toEqual(['arrived 1', 'departed 1', 'departed 2', 'departed 3'])
  })

  it('one of an earlier version is upcast step by step when it is delivered, retried and replayed, and stays stored as it was', async () => {
    const bus = await kit.start({ upcasts, events })
    const handle = vi.fn(({ data }) => {
      const isFirst = handle.mock.calls.length === 1
      data.weight.value += 1000
      if (isFirst)
        throw new Error('once')
    })
    await bus.subscribe('departed', message => handle(structuredClone(message)), { name: 'email' })
    const { id } = await publish({ id: 'a', pounds: 2 })
    await kit.clock.advance(5000)
    await bus.replay(id)
    await bus.idle()
    await publish({ id: 'b', kilograms: 2 }, version2)
    await bus.publish('departed', { id: 'c', weight: { value: 3, unit: 'kg' } })
    await kit.clock.advance(5000)
    const seen = handle.mock.calls.map(([{ version, data }]) => `${version} ${data.id}`)
    expect(seen.toSorted()).toEqual(['3 a', '3 a', '3 a', '3 b', '3 c'])
    expect((await store.messages()).map(({ data }) => data)).toEqual([
      { id: 'a', pounds: 2 },
      { id: 'b', kilograms: 2 },
      { id: 'c', weight: { value: 3, unit: 'kg' } },
    ])
  })

  it('a subscription that begins at the beginning gets all as today’s, in the queues of today’s keys', async () => {
    await publish({ id: 'a', pounds: 2 })
    await publish({ id: 'b', kilograms: 2 }, version2)
    const bus = await kit.start({ upcasts })
    const handle = vi.fn()
    await bus.subscribe('departed', handle, { name: 'serial', mode: 'serial', key: 'data.weight.value', from: 'beginning' })
    await bus.idle()
    expect(dataOf(handle).toSorted((one, other) => one.data.id < other.data.id ? -1 : 1)).toEqual([today('a', 1), today('b', 2)])
    expect((await store.deliveries()).map(({ lane }) => lane)).toEqual(['6/serial/1', '6/serial/2'])
  })

  it.each<[string, BusOptions<any, any, any>, unknown, any, string]>([
    ['a version to come', {}, { id: 'a', kilograms: 1 }, version2, 'has version 2, this process reads up to 1: redrive it once the newer one is deployed here'],
    [
      'a missing upcast',
      { upcasts: { departed: { 2: upcasts.departed[2] } } },
      { id: 'a', pounds: 1 },
      {},
      'has version 1, and no upcast leads from 1 to 2: upcasts.departed[1] is missing',
    ],
    ['an upcast that throws', { upcasts: { departed: { 1: () => {
      throw new RangeError('no weight')
    } } } }, { id: 'a', pounds: 1 }, {}, 'its upcast from 1 to 2 failed'],
    [
      'data that do not fit today’s schema',
      { upcasts: version2, events },
      { id: 'a', pounds: 1 },
      {},
      'upcast from version 1, does not fit its schema: departed.weight: ',
    ],
  ])('%s fails the delivery at once, with the reason, and it can be redriven', async (_, options, data, earlier, reason) => {
    const worker = await kit.start(options)
    const handle = vi.fn()
    await worker.subscribe('departed', handle, { name: 'email' })
    await publish(data, earlier)
    await kit.clock.advance(60_000)
    expect(handle).not.toHaveBeenCalled()
    const lastError = { name: 'UpcastError', message: expect.stringContaining(reason) }
    expect(await store.deliveries()).toMatchObject([{ state: 'failed', attempts: 1, lastError }])
    await worker.stop()
    const newer = await kit.start({ upcasts })
    await newer.subscribe('departed', handle, { name: 'email' })
    expect(await newer.redrive({ type: 'departed' })).toBe(1)
    await newer.idle()
    expect(handle).toHaveBeenCalledTimes(1)
  })

  it.each<[any, string]>([
    [{ departed: { 0: () => {} } }, 'upcasts.departed: each is named by the version that it begins with'],
    [{ departed: { first: () => {} } }, 'upcasts.departed: each is named by'],
    [{ departed: { 1: 'x' } }, 'upcasts.departed[1]: a function is needed'],
  ])('upcasts of %o are refused', (wrong, message) => {
    expect(() => kit.open({ upcasts: wrong })).toThrow(InvalidFieldError)
    expect(() => kit.open({ upcasts: wrong })).toThrow(message)
  })
})

it('an upcast may change what it is given: the stored data stay', () => {
  const { upcast } = createVersions({ departed: { 1: data => Object.assign(data, { weight: 1 }) } })
  const stored = { id: 'm1', type: 'departed', version: 1, data: { id: 'a' } }
  expect(upcast(stored)).toEqual({ id: 'm1', type: 'departed', version: 2, data: { id: 'a', weight: 1 } })
  expect(stored.data).toEqual({ id: 'a' })
})

describe('a change of a schema', () => {
  const examples = {
    departed: {
      1: [{ id: 'S-1', pounds: 2 }, { id: 'S-2', pounds: 0 }],
      2: [{ id: 'S-1', kilograms: 1 }],
      3: [{ id: 'S-1', weight: { value: 1, unit: 'kg' } }],
    },
  }

  it('that every stored version can be read with has no fault', async () => {
    expect(await contractFaults({ events, upcasts, examples })).toEqual([])
  })

  it('that asks for a field which stored messages lack is found, in each version', async () => {
    const stricter = { departed: v.object({ ...events.departed.entries, port: v.string() }) }
    expect(await contractFaults({ events: stricter, upcasts, examples })).toEqual([1, 1, 2, 3].map((version, index) =>
      expect.stringMatching(new RegExp(`^departed version ${version}, example ${index === 1 ? 2 : 1}: departed\\.port: `))))
  })

  it('that renames a type, drops an upcast, or comes without an example is found', async () => {
    expect(await contractFaults({ events: { left: events.departed }, examples: { departed: { 1: examples.departed[3] } } })).toEqual([
      'left version 1: no example',
      'departed version 1, example 1: Unknown event departed. Known: left',
    ])
    const { 3: _, ...withoutToday } = examples.departed
    expect(await contractFaults({ events, upcasts: { departed: { 2: upcasts.departed[2] } }, examples: { departed: withoutToday } })).toEqual([
      'departed version 3: no example',
      expect.stringContaining('departed version 1, example 1: departed example 1 has version 1, and no upcast leads from 1 to 2'),
      expect.stringContaining('departed version 1, example 2: '),
    ])
  })
})
