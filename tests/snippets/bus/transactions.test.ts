/** Calls inside a transaction that do not go through it: none waits for ever, in Node or where nothing follows a function through its awaits. */
import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { InsideTransactionError } from '../../../snippets/bus/index.ts'
import { createTurns } from '../../../snippets/bus/turns.ts'
import { createVirtualClock } from '../../../snippets/bus/virtual-clock.ts'
import { gate } from './kit.ts'
import { sqlStores, stores } from './stores.ts'

describe.each(stores.filter(({ name }) => /memory|sqlite/.test(name)))('in a browser, on $name', ({ open, close }) => {
  let store: MessageStore<any>

  beforeEach(async () => {
    const spy = vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never)
    store = await open()
    spy.mockRestore()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await close(store)
  })

  async function whileTimePasses<T>(result: Promise<T>): Promise<T> {
    const ended = vi.fn()
    void result.finally(ended)
    while (ended.mock.calls.length === 0) {
      await vi.advanceTimersByTimeAsync(1000)
      await new Promise(resolve => setImmediate(resolve))
    }
    return result
  }

  it('a call without { tx } is refused at once before the first await, and after it once patience is over', async () => {
    const bus = createBus({ store })
    await bus.subscribe('departed', () => {}, { name: 'email' })
    await bus.handle('resync', () => {}, { mode: 'async' })
    const calls: (() => Promise<unknown>)[] = [
      () => bus.publish('departed', 1),
      () => bus.publishBatch([{ type: 'departed', data: 1 }]),
      () => bus.send('resync', 1),
      () => bus.request('resync', 1),
      () => bus.transaction(async () => {}),
      () => bus.subscribe('departed', () => {}, { name: 'other' }),
      () => bus.erase('S-42'),
    ]
    for (const call of calls) {
      await expect(bus.transaction(call)).rejects.toThrow(InsideTransactionError)
      const later = bus.transaction(async (tx) => {
        await bus.publish('departed', 1, { tx })
        await call()
      }).catch((error: Error) => error)
      const error = await whileTimePasses(later)
      expect(error).toBeInstanceOf(InsideTransactionError)
      expect(error).toMatchObject({ message: expect.stringContaining('{ tx }') })
    }
    expect(await store.messages()).toEqual([])
    expect((await bus.publish('departed', 2)).data).toBe(2)
    expect((await store.messages()).map(({ data }) => data)).toEqual([2])
  })

  it('a call beside a transaction waits for its end', async () => {
    const bus = createBus({ store })
    const { opened, open: end } = gate()
    const begun = Promise.withResolvers<void>()
    const inside = bus.transaction(async (tx) => {
      await bus.publish('departed', 1, { tx })
      begun.resolve()
      await opened
    })
    await begun.promise
    const beside = bus.publish('departed', 2)
    await vi.advanceTimersByTimeAsync(4999)
    end()
    await Promise.all([inside, beside])
    await vi.advanceTimersByTimeAsync(5000)
    expect((await store.messages()).map(({ data }) => data).toSorted()).toEqual([1, 2])
  })
})

describe.each(sqlStores)('on $name', ({ open, close }) => {
  it('a transaction of the program is one of the bus: a call inside it is refused at once', async () => {
    const store = await open()
    const bus = createBus({ store })
    await expect(store.db.transaction().execute(() => bus.publish('departed', 1))).rejects.toThrow(InsideTransactionError)
    await store.db.transaction().execute(tx => bus.publish('departed', 2, { tx }))
    expect((await store.messages()).map(({ data }) => data)).toEqual([2])
    await close(store)
  })
})

describe('turns', () => {
  it('are taken in the order of the calls, however long the queue, and none is lost to a turn that lasts', async () => {
    const clock = createVirtualClock()
    const turns = createTurns(100, clock)
    const taken: string[] = []
    const take = (name: string) => Promise.resolve(turns.take()).then((end) => {
      taken.push(name)
      return end
    }, () => void taken.push(`${name} refused`))
    const first = take('a')
    for (const name of ['b', 'c', 'd', 'e'])
      void take(name).then(end => clock.after(60, end!))
    await clock.advance(60)
    ;(await first)!()
    await clock.advance(500)
    expect(taken).toEqual(['a', 'b', 'c', 'd', 'e'])

    const lasting = await turns.take()
    void take('f')
    await clock.advance(60)
    void take('g')
    await clock.advance(60)
    expect(taken.slice(5)).toEqual(['f refused', 'g refused'])
    const next = take('h')
    lasting()
    const end = await next
    expect(taken.slice(7)).toEqual(['h'])
    void take('i')
    void take('j')
    end!()
    await clock.advance(120)
    expect(taken.slice(8)).toEqual(['i', 'j refused'])
  })
})
