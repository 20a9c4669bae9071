import type { MessageStore } from '../../../snippets/bus/message-store.ts'
import { SpanKind, SpanStatusCode } from '@opentelemetry/api'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { InvalidFieldError } from '../../../snippets/bus/errors.ts'
import { createTestKit, failing } from './kit.ts'
import { recordSpans } from './span-recorder.ts'
import { stores } from './stores.ts'

const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

function startRecording() {
  const recorder = recordSpans()
  onTestFinished(recorder.stop)
  return recorder
}

describe.each(stores)('on $name', ({ open, close }) => {
  let store: MessageStore<any>
  let kit: ReturnType<typeof createTestKit>

  beforeEach(async () => {
    store = { ...await open(), isShared: true }
    kit = createTestKit(store)
  })
  afterEach(() => close(store))

  describe('without an SDK', () => {
    it('no message has a trace, and no handler', async () => {
      const bus = await kit.start()
      const traces: unknown[] = []
      await bus.subscribe('departed', (_, { traceparent }) => traces.push(traceparent), { name: 'email' })
      await bus.publish('departed', 1)
      await bus.idle()
      expect([traces, await store.messages()]).toMatchObject([[null], [{ traceparent: null }]])
    })

    it('a trace that is given goes to the handler, and on to all that the message causes', async () => {
      const [web, worker] = [kit.open(), await kit.start()]
      const traces: unknown[] = []
      await worker.subscribe('departed', (_, { publish }) => publish('emailSent', 2), { name: 'email' })
      await worker.subscribe('emailSent', worker.once(async (_, { traceparent }) => void traces.push(traceparent)), { name: 'status' })
      await web.publish('departed', 1, { traceparent: given })
      await kit.clock.advance(2000)
      expect(await store.messages()).toMatchObject([{ type: 'departed', traceparent: given }, { type: 'emailSent', traceparent: given }])
      expect(traces).toEqual([given])
    })

    it.each([
      'b7ad6b7169203331',
      '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
      `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
      'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      '',
    ])('%o is refused', async (traceparent) => {
      const bus = await kit.start()
      await expect(bus.publish('departed', 1, { traceparent })).rejects.toThrow(InvalidFieldError)
      expect(await store.messages()).toEqual([])
    })
  })

  describe('with an SDK', () => {
    it('a span of publishing is part of the active one, and that of each attempt part of it, in whatever process', async () => {
      const { spans, inside } = startRecording()
      const [web, worker] = [kit.open(), await kit.start()]
      await worker.subscribe('departed', failing(1), { name: 'email' })
      const request = await inside('POST /shipments', () => web.publish('departed', 1))
      await kit.clock.advance(5000)
      const [message] = await store.messages()
      const [, publish, first, second] = spans
      expect(message!.traceparent).toBe(`00-${request.traceId}-${publish!.id}-01`)
      expect(publish).toMatchObject({
        name: 'publish departed',
        kind: SpanKind.PRODUCER,
        parent: request.id,
        ended: 1,
        attributes: {
          'messaging.system': 'event_bus',
          'messaging.operation.name': 'publish',
          'messaging.operation.type': 'send',
          'messaging.destination.name': 'departed',
          'messaging.message.id': message!.id,
          'messaging.message.conversation_id': message!.id,
        },
      })
      const process = { name: 'process departed', kind: SpanKind.CONSUMER, traceId: request.traceId, parent: publish!.id, ended: 1 }
      expect(first).toMatchObject({
        ...process,
        attributes: {
          'messaging.operation.type': 'process',
          'messaging.destination.subscription.name': 'email',
          'event_bus.attempt': 1,
          'error.type': 'Error',
        },
        status: { code: SpanStatusCode.ERROR, message: 'failure 1' },
        exceptions: [{ name: 'Error', message: 'failure 1' }],
      })
      expect(second).toMatchObject({ ...process, attributes: { 'event_bus.attempt': 2 }, exceptions: [] })
      expect(spans).toHaveLength(4)
    })

    it('what a handler publishes and calls is part of its attempt, by itself or in a transaction', async () => {
      const { spans } = startRecording()
      const bus = await kit.start()
      const traces: unknown[] = []
      await bus.handle('resync', () => {})
      await bus.subscribe('departed', async (_, { publish, traceparent }) => {
        traces.push(traceparent)
        await publish('emailSent', 1)
        await bus.transaction(tx => bus.send('resync', 2, { tx }))
      }, { name: 'email' })
      await bus.publish('departed', 1)
      await kit.clock.advance(2000)
      const of = (name: string) => spans.find(span => span.name === name)!
      expect(of('publish departed').parent).toBeUndefined()
      expect(of('publish emailSent').parent).toBe(of('process departed').id)
      expect(of('send resync').parent).toBe(of('process departed').id)
      expect(of('process resync').parent).toBe(of('send resync').id)
      expect(traces).toEqual([`00-${of('publish departed').traceId}-${of('process departed').id}-01`])
      expect(spans.every(({ ended }) => ended === 1)).toBe(true)
    })

    it('each message of a batch has its own span, and a refused one says why', async () => {
      const { spans } = startRecording()
      const bus = await kit.start()
      await bus.subscribe('departed', vi.fn(), { name: 'email' })
      const messages = await bus.publishBatch([1, 2].map(data => ({ type: 'departed', data })))
      expect(new Set(messages.map(({ traceparent }) => traceparent)).size).toBe(2)
      await bus.idle()
      kit.faults.set('append', new Error('disk full'))
      await expect(bus.publish('departed', 3)).rejects.toThrow('disk full')
      expect(spans.at(-1)).toMatchObject({ name: 'publish departed', ended: 1, status: { message: 'disk full' } })
    })

    it('an attempt whose time is over ends its span, and what is thrown may be anything', async () => {
      const { spans } = startRecording()
      const bus = await kit.start()
      const once = { retry: { attempts: 1 } }
      const nothing = (): unknown => undefined
      await bus.subscribe('departed', () => new Promise(() => {}), { name: 'hangs', timeout: 5000, ...once })
      await bus.subscribe('departed', () => {
        throw nothing()
      }, { name: 'odd', ...once })
      await bus.publish('departed', 1)
      await kit.clock.advance(5000)
      const processes = spans.filter(({ kind }) => kind === SpanKind.CONSUMER)
      expect(processes).toMatchObject([{ ended: 1, attributes: { 'error.type': 'HandlerTimeoutError' } }, { ended: 1, attributes: { 'error.type': 'Thrown' } }])
    })
  })
})
