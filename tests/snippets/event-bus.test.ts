import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createCommandRunner } from '../../snippets/command-runner.ts'
import { createBus, NonRetriableError } from '../../snippets/event-bus.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function failing(times: number) {
  let calls = 0
  return () => {
    calls += 1
    if (calls <= times)
      throw new Error(`failure ${calls}`)
  }
}

it('retries one delivery after growing waits and leaves the others alone', async () => {
  const bus = createBus()
  const status = vi.fn()
  bus.subscribe('departed', failing(2), { name: 'email' })
  bus.subscribe('departed', status, { name: 'status' })
  await bus.publish('departed', 'S-42')

  await vi.advanceTimersByTimeAsync(999)
  expect(bus.deliveries[0]).toMatchObject({ state: 'retry', attempts: 1, lastError: new Error('failure 1') })
  await vi.advanceTimersByTimeAsync(1 + 2000)
  expect(bus.deliveries[0]).toMatchObject({ state: 'completed', attempts: 3 })
  expect(status).toHaveBeenCalledTimes(1)
})

it('gives up after the last attempt, and at once on an error that no attempt cures', async () => {
  const bus = createBus()
  bus.subscribe('departed', failing(9), { name: 'stubborn', retry: { attempts: 3 } })
  bus.subscribe('departed', () => {
    throw new NonRetriableError('no such template')
  }, { name: 'hopeless' })
  await bus.publish('departed', 'S-42')
  await vi.runAllTimersAsync()
  expect(bus.deliveries).toMatchObject([
    { subscriber: 'stubborn', state: 'failed', attempts: 3 },
    { subscriber: 'hopeless', state: 'failed', attempts: 1 },
  ])
})

it('spreads the waits with the jitter it is given, under the cap', async () => {
  const bus = createBus({ random: () => 0.5 })
  bus.subscribe('departed', failing(2), { name: 'email', retry: { delay: 1000, maxDelay: 1000 } })
  await bus.publish('departed', 'S-42')
  await vi.advanceTimersByTimeAsync(1000)
  expect(bus.deliveries[0]).toMatchObject({ state: 'completed', attempts: 3 })
})

it('brings the first error of a sync subscriber to the publisher, and that of an async one to nobody', async () => {
  const bus = createBus()
  bus.subscribe('departed', failing(1), { name: 'async' })
  await expect(bus.publish('departed', 'S-42')).resolves.toMatchObject({ type: 'departed' })
  bus.subscribe('departed', failing(1), { name: 'sync', mode: 'sync' })
  await expect(bus.publish('departed', 'S-43')).rejects.toThrow()
  expect(bus.deliveries.at(-1)).toMatchObject({ subscriber: 'sync', state: 'failed', attempts: 1 })
})

it('keeps the serial order across messages, and through the retries of a failed one', async () => {
  const bus = createBus()
  const order: string[] = []
  const flaky = failing(1)
  bus.subscribe('write', async ({ data }) => {
    order.push(`${data} starts`)
    await new Promise(resolve => setTimeout(resolve, data === 'A' ? 300 : 100))
    if (data === 'A')
      flaky()
    order.push(`${data} ends`)
  }, { name: 'salesforce', mode: 'serial' })
  bus.publish('write', 'A')
  bus.publish('write', 'B')
  await vi.runAllTimersAsync()
  expect(order).toEqual(['A starts', 'A starts', 'A ends', 'B starts', 'B ends'])
})

it('refuses a second subscriber of the same name', () => {
  const bus = createBus()
  bus.subscribe('departed', () => {}, { name: 'email' })
  expect(() => bus.subscribe('arrived', () => {}, { name: 'email' })).toThrow('Subscriber email is registered already')
})

it('replays the delivery of one subscriber, completed or not', async () => {
  const bus = createBus()
  const email = vi.fn()
  const status = vi.fn()
  bus.subscribe('departed', email, { name: 'email' })
  bus.subscribe('departed', status, { name: 'status' })
  const { id } = await bus.publish('departed', 'S-42')
  await bus.replay(id, 'email')
  expect(email).toHaveBeenCalledTimes(2)
  expect(status).toHaveBeenCalledTimes(1)
})

it('carries the story and the cause of each message', async () => {
  const bus = createBus()
  const first = await bus.publish('departed', 'S-42')
  const second = await bus.publish('statusUpdated', 'departed', first)
  expect(second).toMatchObject({ correlationId: first.id, causationId: first.id })
})

it('stores a command before it runs, runs it again by its id, and refuses two handlers or none', async () => {
  const bus = createBus()
  const commands = createCommandRunner(bus)
  const resync = vi.fn(failing(1))
  commands.handle('resyncTracking', resync)
  await expect(commands.send('resyncTracking', 'S-42')).rejects.toThrow('failure 1')
  await commands.rerun(bus.messages[0]!.id)
  expect(resync).toHaveBeenCalledTimes(2)
  expect(bus.messages).toMatchObject([{ kind: 'command', type: 'resyncTracking' }])

  expect(() => commands.handle('resyncTracking', resync)).toThrow('already has a handler')
  await expect(commands.send('resync', 'S-42')).rejects.toThrow('No handler for resync. Known: resyncTracking')
  await expect(commands.rerun('m404')).rejects.toThrow('No command m404 is stored')
})
