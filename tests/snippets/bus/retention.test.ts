import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import type { Delivery } from '../../../snippets/bus/message.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AbortedHandlerError, InsideTransactionError, InvalidFieldError, NothingToDoError, ReplyTimeoutError } from '../../../snippets/bus/errors.ts'
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

  const dateIn = (ms: number) => new Date(kit.clock.now() + ms)
  const dataOf = async () => (await store.messages()).map(({ data }) => data)

  describe('prune', () => {
    it('deletes what is older than a date, with its deliveries and marks, and leaves the rest', async () => {
      const bus = await kit.start()
      const effect = vi.fn()
      await bus.subscribe('departed', bus.once(effect), { name: 'email' })
      await bus.subscribe('departed', failing(9), { name: 'salesforce', retry: { attempts: 1 } })
      const { id } = await bus.publish('departed', 'old')
      await bus.publish('arrived', 'of another type')
      await kit.clock.advance(MINUTE)
      await bus.publish('departed', 'young')
      await bus.idle()
      expect(await bus.prune({ before: dateIn(-MINUTE) })).toBe(0)
      expect(await bus.prune({ before: dateIn(-1), type: 'departed' })).toBe(1)
      expect(await dataOf()).toEqual(['of another type', 'young'])
      expect(await store.deliveries()).toMatchObject([{ subscriber: 'email', state: 'completed' }, { subscriber: 'salesforce', state: 'failed' }])
      expect(await bus.prune({ before: dateIn(-1).toISOString() })).toBe(1)
      expect(await dataOf()).toEqual(['young'])
      await expect(bus.replay(id)).rejects.toThrow(NothingToDoError)
      expect(await bus.prune({ before: dateIn(1) })).toBe(1)
      expect([await store.messages(), await store.deliveries()]).toEqual([[], []])
    })

    it('leaves what a delivery runs or waits for, today or at a later date, paused or not', async () => {
      const bus = await kit.start()
      const { opened, open } = gate()
      await bus.subscribe('running', () => opened, { name: 'running', timeout: Infinity })
      await bus.subscribe('retried', failing(1), { name: 'retried', retry: { delay: 2 * MINUTE, maxDelay: 2 * MINUTE } })
      await bus.subscribe('paused', vi.fn(), { name: 'paused' })
      await bus.subscribe('gone', vi.fn(), { name: 'gone' })
      await bus.pause('paused')
      await bus.pause('gone')
      for (const type of ['running', 'retried', 'paused', 'gone'])
        await bus.publish(type, type)
      await bus.publish('running', 'later', { delay: 2 * MINUTE })
      await bus.unsubscribe('gone')
      await kit.clock.advance(MINUTE)
      expect(await bus.prune({ before: dateIn(0) })).toBe(1)
      expect(await dataOf()).toEqual(['running', 'retried', 'paused', 'later'])
      open()
      await bus.resume('paused')
      await kit.clock.advance(2 * MINUTE)
      expect(await bus.prune({ before: dateIn(0) })).toBe(4)
    })

    it('forgets idempotency keys with their messages', async () => {
      const bus = await kit.start()
      await bus.publish('departed', 1, { idempotencyKey: 'S-42' })
      await kit.clock.advance(MINUTE)
      await bus.prune({ before: dateIn(0) })
      await bus.publish('departed', 2, { idempotencyKey: 'S-42' })
      expect(await dataOf()).toEqual([2])
    })

    it('keeps the order of a serial subscriber', async () => {
      const bus = await kit.start()
      const handled: unknown[] = []
      await bus.subscribe('saved', ({ data }) => handled.push(data), { name: 'salesforce', mode: 'serial' })
      await bus.publishBatch([1, 2].map(data => ({ type: 'saved', data })))
      await kit.clock.advance(MINUTE)
      await bus.pause('salesforce')
      await bus.publish('saved', 3)
      expect(await bus.prune({ before: dateIn(0) })).toBe(2)
      await bus.publishBatch([4, 5].map(data => ({ type: 'saved', data })))
      await bus.resume('salesforce')
      await kit.clock.advance(MINUTE)
      expect(handled).toEqual([1, 2, 3, 4, 5])
    })

    it('deletes more than one batch, and never what is replayed meanwhile before that has run', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      await bus.subscribe('departed', handle, { name: 'email' })
      const messages = await bus.publishBatch(Array.from({ length: 1200 }, (_, data) => ({ type: 'departed', data })))
      await bus.idle()
      const [pruned, ...replays] = await Promise.allSettled([
        bus.prune({ before: dateIn(1) }),
        ...messages.filter((_, index) => index % 20 === 0).map(({ id }) => bus.replay(id)),
      ])
      await bus.idle()
      expect(handle).toHaveBeenCalledTimes(1200 + replays.filter(({ status }) => status === 'fulfilled').length)
      const left = new Set((await store.messages()).map(({ id }) => id))
      expect(pruned).toEqual({ status: 'fulfilled', value: 1200 - left.size })
      expect((await store.deliveries()).filter(({ messageId }) => !left.has(messageId))).toEqual([])
      await bus.prune({ before: dateIn(1) })
      expect([await store.messages(), await store.deliveries()]).toEqual([[], []])
    })

    it.each<[any, string]>([
      [{}, 'before: a date is needed'],
      [{ before: 42 }, 'before: a date is needed'],
      [{ before: 'yesterday' }, 'before: an invalid date'],
      [{ before: new Date('') }, 'before: an invalid date'],
      [{ before: new Date(), type: '' }, 'type: a text is needed'],
    ])('refuses %o', async (options, message) => {
      const bus = await kit.start()
      await bus.publish('departed', 1)
      await expect(bus.prune(options)).rejects.toThrow(InvalidFieldError)
      await expect(bus.prune(options)).rejects.toThrow(message)
      expect(await dataOf()).toEqual([1])
    })
  })

  describe('erase', () => {
    it('deletes the messages of a subject with all that is stored of them, and cancels what waits', async () => {
      const bus = await kit.start()
      const status = vi.fn()
      await bus.subscribe('departed', failing(9), { name: 'email' })
      await bus.subscribe('departed', status, { name: 'status' })
      await bus.handle('quote', () => 'Jane')
      const { id } = await bus.publish('departed', 'Jane', { subject: 'A-1', idempotencyKey: 'A-1 departed' })
      await bus.publish('departed', 'Jane', { subject: 'A-1', delay: MINUTE })
      await bus.publish('departed', 'John', { subject: 'A-2' })
      await bus.request('quote', 'Jane', { subject: 'A-1' })
      await kit.quiet()
      expect(await bus.erase('A-1')).toBe(4)
      await kit.clock.advance(2 * MINUTE)
      expect(await dataOf()).toEqual(['John'])
      expect(await store.deliveries()).toMatchObject([{ subscriber: 'email', state: 'failed' }, { subscriber: 'status', state: 'completed' }])
      expect(status).toHaveBeenCalledTimes(2)
      await expect(bus.replay(id)).rejects.toThrow(NothingToDoError)
      expect(await bus.erase('A-1')).toBe(0)
    })

    it('is not undone by what runs meanwhile: no outcome, no error, no mark, no reply, nothing that it publishes', async () => {
      const bus = await kit.start()
      const { opened, open } = gate()
      const late: unknown[] = []
      await bus.subscribe('departed', async ({ data }, { publish }) => {
        await opened
        await publish('departed', data, { subject: 'A-1' }).catch(error => late.push(error))
        throw new Error(`no mail for ${data}`)
      }, { name: 'email' })
      await bus.handle('quote', ({ data }) => opened.then(() => data))
      await bus.publish('departed', 'Jane', { subject: 'A-1' })
      const answer = bus.request('quote', 'Jane', { subject: 'A-1', timeout: MINUTE }).catch((error: unknown) => error)
      await kit.quiet()
      expect(await bus.erase('A-1')).toBe(2)
      open()
      await kit.clock.advance(MINUTE)
      expect(late).toEqual([expect.any(AbortedHandlerError)])
      expect([await store.messages(), await store.deliveries()]).toEqual([[], []])
      expect(kit.warnings).toEqual(['email', 'quote'].map(name => expect.stringContaining(`what ${name} did came after`)))
      expect(await answer).toBeInstanceOf(ReplyTimeoutError)
    })

    it('leaves nothing that a late delivery or mark could be stored for', async () => {
      const bus = await kit.start()
      const handle = vi.fn()
      await bus.subscribe('departed', handle, { name: 'email' })
      await bus.pause('email')
      const { id } = await bus.publish('departed', 'Jane', { subject: 'A-1' })
      expect(await bus.erase('A-1')).toBe(1)
      const late: Delivery = {
        messageId: id,
        subscriber: 'email',
        mode: 'async',
        lane: null,
        state: 'created',
        attempts: 0,
        maxAttempts: 5,
        startAfter: dateIn(0).toISOString(),
        lockedBy: null,
        startedOn: null,
        completedOn: null,
        lastError: null,
      }
      expect(await store.deliver([late])).toBe(0)
      expect(await store.transaction(tx => store.markHandled(id, 'email', tx))).toBe(false)
      await bus.resume('email')
      await kit.clock.advance(MINUTE)
      expect(handle).not.toHaveBeenCalled()
    })

    it('lets a serial subscriber go on', async () => {
      const bus = await kit.start()
      const handled: unknown[] = []
      await bus.subscribe('saved', ({ data }) => data === 'Jane' ? new Promise(() => {}) : handled.push(data), { name: 'salesforce', mode: 'serial' })
      await bus.publish('saved', 'Jane', { subject: 'A-1' })
      await bus.publish('saved', 'John', { subject: 'A-2' })
      await kit.quiet()
      await bus.erase('A-1')
      await kit.clock.advance(1000)
      expect(handled).toEqual(['John'])
    })

    it('leaves what it caused, whose story begins there', async () => {
      const bus = await kit.start()
      await bus.subscribe('departed', (_, { publish }) => publish('emailSent', 1), { name: 'email', mode: 'sync' })
      await bus.publish('departed', 'Jane', { subject: 'A-1' })
      await bus.erase('A-1')
      const [sent] = await store.messages()
      expect(await bus.story(sent!.id)).toMatchObject([{ message: { type: 'emailSent' }, effects: [] }])
      expect(await bus.climb(sent!.id)).toEqual([sent])
    })

    it('refuses a subject that no message can have, and a call inside a transaction', async () => {
      const bus = await kit.start()
      for (const subject of ['', 'a\0', undefined])
        await expect(bus.erase(subject as string)).rejects.toThrow(InvalidFieldError)
      await expect(bus.transaction(() => bus.erase('A-1'))).rejects.toThrow(InsideTransactionError)
      await expect(bus.transaction(() => bus.prune({ before: new Date() }))).rejects.toThrow(InsideTransactionError)
    })
  })
})
