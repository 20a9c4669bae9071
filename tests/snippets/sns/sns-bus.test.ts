import type { Message } from '../../../snippets/bus/message.ts'
import type { Events } from './emulator.ts'
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { NonRetriableError, RetryAfterError } from '../../../snippets/bus/errors.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { systemClock } from '../../../snippets/bus/system.ts'
import { once } from '../../../snippets/sns/once.ts'
import { createLog, startEmulator } from './emulator.ts'

const { world, sqs, sns } = await startEmulator()
/** Tries again at once: the shortest time that SQS hides a message is a second. */
const atOnce = { delay: 0, maxDelay: 0 }

it('a message is brought to each subscriber', async () => {
  const { bus, problems } = world()
  const { publish, subscribe, setUp, start } = bus()
  const log = createLog()
  for (const name of ['task', 'email'])
    await subscribe('documentUploaded', ({ data, id }, { subscriber }) => log.add(`${subscriber} ${data.name} ${id}`), { name })
  await setUp()
  await start()
  const { id } = await publish('documentUploaded', { name: 'a.pdf' })
  await log.until(({ length }) => length === 2)
  expect(log.entries.sort()).toEqual([`email a.pdf ${id}`, `task a.pdf ${id}`])
  expect(problems).toEqual([])
})

it('what a handler gets is the message as it was published, and what it publishes bears it as its cause', async () => {
  const { bus } = world()
  const { publish, subscribe, setUp, start } = bus({ source: 'core' })
  const log = createLog<Message>()
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  await subscribe('documentUploaded', async (message, context) => {
    log.add(message)
    await context.publish('taskDone', { no: 1 })
  }, { name: 'task' })
  await subscribe('taskDone', message => log.add(message), { name: 'report', mode: 'serial', key: 'subject' })
  await setUp()
  await start()
  const published = await publish('documentUploaded', { name: 'é\uFFFF\u0001 a.pdf' }, { subject: 'D-1', traceparent })
  await log.until(({ length }) => length === 2)
  expect(log.entries[0]).toEqual(published)
  expect(log.entries[1]).toMatchObject({ causationId: published.id, correlationId: published.id, traceparent })
})

it('a handler that fails is tried again, and its attempts are counted', async () => {
  const { bus, count, problems } = world()
  const { publish, subscribe, setUp, start, stop } = bus()
  const log = createLog<number>()
  await subscribe('documentUploaded', (_, { attempt }) => {
    log.add(attempt)
    if (attempt < 3)
      throw new Error('mail server down')
  }, { name: 'email', retry: atOnce })
  await setUp()
  await start()
  await publish('documentUploaded', { name: 'a.pdf' })
  await log.until(({ length }) => length === 3)
  await stop()
  expect(log.entries).toEqual([1, 2, 3])
  expect([await count('email'), await count('email-dead')]).toEqual([0, 0])
  expect(problems).toEqual([])
})

it('an attempt waits as long as the retry policy, or the handler, says, up to the longest that SQS hides a message', async () => {
  const { bus } = world()
  const { publish, subscribe, setUp, start } = bus({ random: () => 1 })
  const waits = createLog<unknown>()
  const errors = { policy: new Error('down'), handler: new RetryAfterError(1500), day: new RetryAfterError(86_400_000) }
  for (const [name, error] of Object.entries(errors)) {
    await subscribe('documentUploaded', () => {
      throw error
    }, { name, retry: { delay: 20_000 } })
  }
  await setUp()
  await start()
  sqs.middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === 'ChangeMessageVisibilityCommand')
      waits.add((args.input as { VisibilityTimeout: number }).VisibilityTimeout)
    return next(args)
  }, { step: 'initialize', name: 'waits' })
  await publish('documentUploaded', { name: 'a.pdf' })
  await waits.until(({ length }) => length === 3)
  sqs.middlewareStack.remove('waits')
  expect(new Set(waits.entries)).toEqual(new Set([20, 2, 43_200]))
})

it('a dead letter keeps its error, and comes back by redrive', async () => {
  const { bus, look, count } = world()
  const { publish, subscribe, setUp, start, redrive, stop } = bus()
  const log = createLog<string>()
  let isDown = true
  await subscribe('documentUploaded', ({ id }, { attempt }) => {
    log.add(`${attempt} ${id}`)
    if (isDown)
      throw new Error('mail server down')
  }, { name: 'email', retry: { ...atOnce, attempts: 2 } })
  await setUp()
  await start()
  const { id } = await publish('documentUploaded', { name: 'a.pdf' })
  const dead = await look('email-dead')
  expect(dead.MessageAttributes).toMatchObject({ error: { StringValue: 'Error: mail server down' }, attempts: { StringValue: '2' } })
  isDown = false
  expect(await redrive('email')).toBe(1)
  await log.until(({ length }) => length === 3)
  await stop()
  expect(log.entries).toEqual([`1 ${id}`, `2 ${id}`, `1 ${id}`])
  expect([await count('email'), await count('email-dead')]).toEqual([0, 0])
})

it('a redrive ends, though what it sends fails again', async () => {
  const { bus, look, count } = world()
  const { publish, subscribe, setUp, start, redrive } = bus()
  const log = createLog<number>()
  await subscribe('taskDone', ({ data }) => {
    log.add(data.no)
    throw new NonRetriableError('never')
  }, { name: 'report', mode: 'serial', key: 'subject' })
  await setUp()
  await start()
  await publish('taskDone', { no: 1 }, { subject: 'a' })
  await look('report-dead.fifo')
  expect(await redrive('report')).toBe(1)
  await look('report-dead.fifo')
  expect(await redrive('report')).toBe(1)
  await look('report-dead.fifo')
  expect(log.entries).toEqual([1, 1, 1])
  expect(await count('report-dead.fifo')).toBe(1)
})

it('an error that no attempt can cure goes to the dead-letter queue at once', async () => {
  const { bus, look } = world()
  const { publish, subscribe, setUp, start } = bus()
  await subscribe('documentUploaded', () => {
    throw new NonRetriableError('not a PDF')
  }, { name: 'metis' })
  await setUp()
  await start()
  await publish('documentUploaded', { name: 'a.png' })
  const { MessageAttributes } = await look('metis-dead')
  expect(MessageAttributes).toMatchObject({ attempts: { StringValue: '1' }, error: { StringValue: 'NonRetriableError: not a PDF' } })
})

it('what is no message of the bus goes to the dead-letter queue at once', async () => {
  const { bus, look, urlOf } = world()
  const { subscribe, setUp, start } = bus()
  const log = createLog()
  await subscribe('documentUploaded', () => log.add('handled'), { name: 'email' })
  await setUp()
  await sqs.send(new SendMessageCommand({ QueueUrl: await urlOf('email'), MessageBody: '{"id":1}' }))
  await start()
  expect((await look('email-dead')).MessageAttributes?.error?.StringValue).toContain('no message of this bus')
  expect(log.entries).toEqual([])
})

it('a failure holds the messages behind it, of its subject alone', async () => {
  const { bus, problems } = world()
  const { publish, subscribe, setUp, start } = bus()
  const log = createLog<string>()
  await subscribe('taskDone', async ({ subject, data }, { attempt }) => {
    log.add(`${subject}${data.no}${attempt > 1 ? ' again' : ''}`)
    if (subject === 'a' && data.no === 1 && attempt === 1)
      throw new RetryAfterError(1000)
  }, { name: 'report', mode: 'serial', key: 'subject' })
  await setUp()
  // AWS brings several messages of a subject at once where it may, which the emulator does not.
  const sizes = new Set<unknown>()
  sqs.middlewareStack.add((next, { commandName }) => (args) => {
    if (commandName === 'ReceiveMessageCommand')
      sizes.add((args.input as { MaxNumberOfMessages: number }).MaxNumberOfMessages)
    return next(args)
  }, { step: 'initialize', name: 'sizes' })
  onTestFinished(() => void sqs.middlewareStack.remove('sizes'))
  await start()
  await Promise.all([1, 2, 3].flatMap(no => ['a', 'b'].map(subject => publish('taskDone', { no }, { subject }))))
  await log.until(({ length }) => length === 7)
  const of = (subject: string) => log.entries.filter(entry => entry.startsWith(subject))
  expect(of('a')).toEqual(['a1', 'a1 again', 'a2', 'a3'])
  expect(of('b')).toEqual(['b1', 'b2', 'b3'])
  expect(log.entries.indexOf('b3')).toBeLessThan(log.entries.indexOf('a1 again'))
  expect(sizes).toEqual(new Set([1]))
  expect(problems).toEqual([])
})

it('a message of a process that says nothing more comes to another, and that attempt counts', async () => {
  const { bus } = world()
  const log = createLog<string>()
  let isPaused = true
  const deaf = bus({ concurrency: 1, clock: { ...systemClock, after: (ms, callback) => isPaused ? () => {} : systemClock.after(ms, callback) } })
  await deaf.subscribe('documentUploaded', (_, { attempt }) => {
    log.add(`deaf ${attempt}`)
    return new Promise(() => {})
  }, { name: 'email' })
  await deaf.setUp()
  await deaf.start()
  const { id } = await deaf.publish('documentUploaded', { name: 'a.pdf' })
  await log.until(({ length }) => length === 1)
  const other = bus()
  await other.subscribe('documentUploaded', (message, { attempt }) => log.add(`other ${attempt} ${message.id}`), { name: 'email' })
  await other.start()
  await log.until(({ length }) => length === 2)
  isPaused = false
  expect(log.entries).toEqual(['deaf 1', `other 2 ${id}`])
})

it('a message stays with a handler that takes longer than the visibility time', async () => {
  const { bus, problems } = world()
  const { publish, subscribe, setUp, start, stop } = bus()
  const log = createLog<number>()
  const handled = createLog()
  await subscribe('documentUploaded', async (_, { attempt }) => {
    log.add(attempt)
    // Every third of the second that it is hidden for: four times are longer than that.
    await extended.until(({ length }) => length === 4)
    handled.add('done')
  }, { name: 'metis' })
  const extended = createLog()
  sqs.middlewareStack.add((next, { commandName }) => async (args) => {
    const output = await next(args)
    if (commandName === 'ChangeMessageVisibilityCommand')
      extended.add(commandName)
    return output
  }, { step: 'initialize', name: 'count', override: true })
  await setUp()
  await start()
  await publish('documentUploaded', { name: 'a.pdf' })
  await handled.until(({ length }) => length === 1)
  sqs.middlewareStack.remove('count')
  await stop()
  expect(log.entries).toEqual([1])
  expect(problems).toEqual([])
})

it('a bus that stops gives back what its handlers have not done', async () => {
  const { bus } = world()
  const log = createLog<string>()
  const [first, second] = [bus({ visibility: 43_200_000 }), bus()]
  await first.subscribe('documentUploaded', (_, { signal }) => {
    log.add('first')
    return new Promise(resolve => signal.addEventListener('abort', resolve))
  }, { name: 'email' })
  await second.subscribe('documentUploaded', () => log.add('second'), { name: 'email' })
  await first.setUp()
  await first.start()
  await first.publish('documentUploaded', { name: 'a.pdf' })
  await log.until(({ length }) => length === 1)
  await first.stop({ grace: 0 })
  await second.start()
  await log.until(({ length }) => length === 2)
  expect(log.entries).toEqual(['first', 'second'])
})

it('processes that subscribe under one name share its messages', async () => {
  const { bus, count } = world()
  const log = createLog<string>()
  const both = [bus({ concurrency: 1 }), bus({ concurrency: 1 })]
  const met = createLog()
  for (const [index, { subscribe }] of both.entries()) {
    await subscribe('documentUploaded', async ({ data }) => {
      met.add('')
      // Each waits for the other: one process alone would not go on.
      await met.until(({ length }) => length >= 2)
      log.add(`${index} ${data.name}`)
    }, { name: 'email' })
  }
  await both[0]!.setUp()
  await Promise.all(both.map(({ start }) => start()))
  await Promise.all(['a', 'b', 'c', 'd'].map(name => both[0]!.publish('documentUploaded', { name })))
  await log.until(({ length }) => length === 4)
  await Promise.all(both.map(({ stop }) => stop()))
  expect(log.entries.map(entry => entry.slice(2)).sort()).toEqual(['a', 'b', 'c', 'd'])
  expect(new Set(log.entries.map(entry => entry[0]))).toEqual(new Set(['0', '1']))
  expect(await count('email')).toBe(0)
})

it('a message that kills each of its processes ends in the dead-letter queue', async () => {
  const { bus, look, urlOf } = world()
  const { publish, subscribe, setUp } = bus()
  await subscribe('documentUploaded', () => {}, { name: 'email', retry: { attempts: 2 } })
  await setUp()
  const { id } = await publish('documentUploaded', { name: 'a.pdf' })
  const QueueUrl = await urlOf('email')
  // As processes that die: they receive, and never say what became of it.
  for (const WaitTimeSeconds of [20, 20, 0])
    await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds, VisibilityTimeout: 0 }))
  expect(JSON.parse((await look('email-dead')).Body!)).toMatchObject({ id })
})

it('a message published again, as by an outbox that was killed, is the same message', async () => {
  const { bus } = world()
  const { relay, subscribe, setUp, start } = bus()
  const log = createLog<Message>()
  await subscribe('documentUploaded', message => log.add(message), { name: 'email' })
  await subscribe('taskDone', message => log.add(message), { name: 'report', mode: 'serial', key: 'subject' })
  await setUp()
  await start()
  const stored = (type: string, id: string, data: object): Message => ({
    ...{ id, type, data, kind: 'event', version: 1, source: 'core', subject: null, time: '2026-01-01T00:00:00.000Z' },
    ...{ correlationId: id, causationId: null, idempotencyKey: null, traceparent: null, replyBy: null },
  })
  const document = stored('documentUploaded', 'D-1', { name: 'a.pdf' })
  const [task, last] = [stored('taskDone', 'T-1', { no: 1 }), stored('taskDone', 'T-2', { no: 2 })]
  for (const message of [document, document, task, task, last])
    await relay(message)
  await log.until(entries => entries.some(({ id }) => id === 'T-2') && entries.filter(({ id }) => id === 'D-1').length === 2)
  expect(log.entries.filter(({ type }) => type === 'documentUploaded')).toEqual([document, document])
  expect(log.entries.filter(({ type }) => type === 'taskDone')).toEqual([task, last])
})

it('a message that comes twice takes effect once, and one whose effect failed takes it later', async () => {
  const { bus } = world()
  const { relay, publish, subscribe, setUp, start } = bus()
  const store = await openNodeSqlite(':memory:')
  onTestFinished(() => store.close())
  await store.db.schema.createTable('reading').addColumn('document', 'text').execute()
  const log = createLog<number>()
  const read = once<Events['documentUploaded'], Events, any>(store, async ({ data }, { tx, attempt }) => {
    await tx.insertInto('reading').values({ document: data.name }).execute()
    if (data.name === 'b.pdf' && attempt === 1)
      throw new Error('no answer')
  })
  await subscribe('documentUploaded', async (message, context) => {
    try {
      await read(message, context)
    }
    finally {
      log.add(context.attempt)
    }
  }, { name: 'metis', retry: atOnce })
  await setUp()
  await start()
  await relay(await publish('documentUploaded', { name: 'a.pdf' }))
  await publish('documentUploaded', { name: 'b.pdf' })
  await log.until(({ length }) => length === 4)
  expect(log.entries.toSorted()).toEqual([1, 1, 1, 2])
  expect(await store.db.selectFrom('reading').selectAll().orderBy('document').execute()).toEqual([{ document: 'a.pdf' }, { document: 'b.pdf' }])
})

it('a message of an earlier version is upcast, and one of a later version waits among the dead letters', async () => {
  const { bus, look } = world()
  const log = createLog<unknown>()
  const upcasts = { documentUploaded: { 1: (data: any) => ({ name: data.file }) } }
  const today = bus({ upcasts })
  await today.subscribe('documentUploaded', ({ data, version }) => log.add({ data, version }), { name: 'email' })
  await today.setUp()
  await today.start()
  await bus({ events: undefined as never }).publish('documentUploaded', { file: 'old.pdf' } as never)
  await bus({ upcasts: { documentUploaded: { 2: (data: any) => data } } }).publish('documentUploaded', { name: 'new.pdf' })
  const dead = await look('email-dead')
  await log.until(({ length }) => length === 1)
  expect(log.entries).toEqual([{ data: { name: 'old.pdf' }, version: 2 }])
  expect(dead.MessageAttributes?.error?.StringValue).toContain('redrive it once the newer one is deployed here')
})

it('a queue full of a later version\'s messages lets today\'s through, and gives them to the newer code by redrive', async () => {
  const { bus, count } = world()
  const log = createLog<string>()
  const today = bus()
  await today.subscribe('documentUploaded', ({ data }) => log.add(`today ${data.name}`), { name: 'email' })
  await today.setUp()
  const tomorrow = bus({ upcasts: { documentUploaded: { 1: (data: any) => data } } })
  await Promise.all(Array.from({ length: 25 }, (_, index) => tomorrow.publish('documentUploaded', { name: `new ${index}` })))
  await today.publish('documentUploaded', { name: 'old' })
  await today.start()
  await log.until(({ length }) => length === 1)
  while (await count('email-dead') < 25)
    continue
  await today.stop()
  expect(log.entries).toEqual(['today old'])

  await tomorrow.subscribe('documentUploaded', ({ data }) => log.add(`tomorrow ${data.name}`), { name: 'email' })
  await tomorrow.start()
  expect(await tomorrow.redrive('email')).toBe(25)
  await log.until(({ length }) => length === 26)
  await tomorrow.stop()
  expect(new Set(log.entries).size).toBe(26)
  expect([await count('email'), await count('email-dead')]).toEqual([0, 0])
})

it('on a standard topic, a message that is tried again comes after those behind it', async () => {
  const { bus, problems } = world()
  const { publish, subscribe, setUp, start } = bus({ concurrency: 1 })
  const log = createLog<string>()
  await subscribe('documentUploaded', ({ data }, { attempt }) => {
    log.add(`${data.name} ${attempt}`)
    if (data.name === 'first' && attempt === 1)
      throw new RetryAfterError(1000)
  }, { name: 'email' })
  await setUp()
  await publish('documentUploaded', { name: 'first' })
  await publish('documentUploaded', { name: 'second' })
  await start()
  await log.until(({ length }) => length === 3)
  expect(log.entries).toEqual(['first 1', 'second 1', 'first 2'])
  expect(problems).toEqual([])
})

it('a handler whose visibility time was over learns that its message is another\'s', async () => {
  const { bus, problems } = world()
  const log = createLog<string>()
  const extensions: (() => void)[] = []
  const after = (ms: number, callback: () => void) => {
    if (ms >= 1000)
      return systemClock.after(ms, callback)
    extensions.push(callback)
    return () => {}
  }
  const late = bus({ concurrency: 1, clock: { ...systemClock, after } })
  await late.subscribe('documentUploaded', async (_, { signal }) => {
    signal.addEventListener('abort', () => log.add((signal.reason as Error).message))
    log.add('begins')
    await new Promise(resolve => signal.addEventListener('abort', resolve))
  }, { name: 'email' })
  await late.setUp()
  await late.start()
  await late.publish('documentUploaded', { name: 'a.pdf' })
  await log.until(({ length }) => length === 1)
  const other = bus()
  await other.subscribe('documentUploaded', () => log.add('other'), { name: 'email' })
  await other.start()
  await log.until(({ length }) => length === 2)
  await other.stop()
  extensions.forEach(extend => extend())
  await log.until(({ length }) => length === 3)
  expect(log.entries).toEqual(['begins', 'other', expect.stringContaining('gave this message to another process')])
  expect(problems).toEqual([])
})

it('many messages at once go in batches, and each is brought once', async () => {
  const { bus, count, problems } = world()
  const { publish, subscribe, setUp, start, stop } = bus()
  const log = createLog<string>()
  await subscribe('documentUploaded', ({ data }) => log.add(data.name), { name: 'email' })
  await setUp()
  await start()
  const requests: string[] = []
  const clients: { middlewareStack: any }[] = [sns, sqs]
  for (const client of clients) {
    client.middlewareStack.add((next: any, context: any) => async (args: any) => {
      requests.push(context.commandName)
      return next(args)
    }, { step: 'initialize', name: 'names', override: true })
  }
  const names = Array.from({ length: 25 }, (_, index) => String(index))
  await Promise.all(names.map(name => publish('documentUploaded', { name })))
  await log.until(({ length }) => length === 25)
  await stop()
  clients.forEach(({ middlewareStack }) => middlewareStack.remove('names'))
  expect([...log.entries].sort()).toEqual([...names].sort())
  expect(requests.filter(name => name === 'PublishBatchCommand')).toHaveLength(3)
  expect(requests.filter(name => name === 'DeleteMessageBatchCommand').length).toBeLessThan(25)
  expect(await count('email')).toBe(0)
  expect(problems).toEqual([])
})

describe('an error of SQS is told, and loses nothing', () => {
  /** Makes calls of one name fail, so many times. */
  function failing(command: string, times: number, name: string) {
    let left = times
    sqs.middlewareStack.add((next, { commandName }) => (args) => {
      if (commandName === command && left-- > 0)
        throw Object.assign(new Error('no'), { name })
      return next(args)
    }, { step: 'initialize', name: 'fail' })
    onTestFinished(() => void sqs.middlewareStack.remove('fail'))
  }

  it.each([
    ['ReceiveMessageCommand', 2, 'sqs:ReceiveMessage', [1]],
    ['ReceiveMessageCommand', 2, 'AWS throttles', [1], 'ThrottlingException', 'throttled'],
    ['DeleteMessageBatchCommand', 1, 'sqs:DeleteMessage', [1, 2]],
    ['SendMessageCommand', 1, 'sqs:SendMessage', [1, 2]],
    ['ChangeMessageVisibilityCommand', 1, 'sqs:ChangeMessageVisibility', [1, 2]],
  ] as [string, number, string, number[], string?, string?][])('%s fails %i times, %s', async (...given) => {
    const [command, times, told, attempts, name = 'AccessDeniedException', reason = 'denied'] = given
    const { bus, count, problems } = world()
    const { publish, subscribe, setUp, start, stop } = bus({ random: () => 0 })
    const log = createLog<number>()
    await subscribe('documentUploaded', (_, { attempt }) => {
      log.add(attempt)
      if (attempt === 1 && command === 'SendMessageCommand')
        throw new NonRetriableError('no PDF')
      if (attempt === 1 && command === 'ChangeMessageVisibilityCommand')
        throw new Error('down')
    }, { name: 'email' })
    await setUp()
    failing(command, times, name)
    await start()
    await publish('documentUploaded', { name: 'a.pdf' })
    await log.until(({ length }) => length === attempts.length)
    await stop()
    expect(log.entries).toEqual(attempts)
    expect(problems).toHaveLength(times)
    expect(problems[0]).toMatchObject({ name: 'AwsError', reason, message: expect.stringContaining(told) })
    expect(await count('email')).toBe(0)
  })
})
