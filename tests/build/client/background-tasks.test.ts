import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** Milliseconds that a page which opens is left alone. */
const OPENING = 3000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** A page that was opened, whose idle periods are given one by one. */
async function pageWith(idle: object) {
  const page = new EventTarget()
  vi.stubGlobal('window', page)
  Object.entries(idle).forEach(([name, value]) => vi.stubGlobal(name, value))
  const { runInBackground } = await import('../../../build/client/background-tasks.ts')
  const done: string[] = []
  vi.advanceTimersByTime(OPENING)
  return { done, ask: (name: string) => runInBackground(() => done.push(name)), act: (type: string) => page.dispatchEvent(new Event(type)) }
}

function idleByHand() {
  const callbacks: IdleRequestCallback[] = []
  const requestIdleCallback = (callback: IdleRequestCallback) => callbacks.push(callback)
  return {
    idle: { requestIdleCallback },
    rest: (ms: number) => callbacks.splice(0).forEach(callback => callback({ didTimeout: false, timeRemaining: () => ms })),
  }
}

it('runs one task whenever the browser is idle, in the order they were queued', async () => {
  const { idle, rest } = idleByHand()
  const { done, ask } = await pageWith(idle)
  ask('one')
  ask('two')
  expect(done).toEqual([])
  rest(50)
  expect(done).toEqual(['one'])
  ask('three')
  rest(50)
  rest(50)
  expect(done).toEqual(['one', 'two', 'three'])
})

it('waits while something is animated', async () => {
  const { idle, rest } = idleByHand()
  const { done, ask } = await pageWith(idle)
  ask('one')
  rest(8)
  rest(16)
  expect(done).toEqual([])
  rest(30)
  expect(done).toEqual(['one'])
})

it('waits while the reader does something, on a browser without idle callbacks too', async () => {
  const { done, ask, act } = await pageWith({})
  ask('one')
  vi.advanceTimersByTime(60)
  expect(done).toEqual(['one'])
  act('click')
  ask('two')
  ask('three')
  vi.advanceTimersByTime(900)
  expect(done).toEqual(['one'])
  vi.advanceTimersByTime(250)
  expect(done).toEqual(['one', 'two', 'three'])
})

it('leaves a page that opens alone', async () => {
  vi.stubGlobal('window', new EventTarget())
  const { runInBackground } = await import('../../../build/client/background-tasks.ts')
  const done: string[] = []
  runInBackground(() => done.push('one'))
  vi.advanceTimersByTime(OPENING - 100)
  expect(done).toEqual([])
  vi.advanceTimersByTime(200)
  expect(done).toEqual(['one'])
})

it('goes on after a task that fails', async () => {
  const { idle, rest } = idleByHand()
  const { done, ask } = await pageWith(idle)
  const { runInBackground } = await import('../../../build/client/background-tasks.ts')
  runInBackground(() => {
    throw new Error('no such slide')
  })
  ask('two')
  expect(() => rest(50)).toThrow('no such slide')
  rest(50)
  expect(done).toEqual(['two'])
})
