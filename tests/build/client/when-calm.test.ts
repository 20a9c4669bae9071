import { afterEach, beforeEach, expect, it, vi } from 'vitest'

/** Milliseconds that a page which opens is left alone. */
const OPENING = 3000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** A page that was opened, whose idle moments are given one by one. */
async function pageWith(idle: object) {
  const page = Object.assign(new EventTarget(), idle)
  vi.stubGlobal('window', page)
  const { whenCalm } = await import('../../../build/client/when-calm.ts')
  const done: string[] = []
  vi.advanceTimersByTime(OPENING)
  return { done, ask: (name: string) => whenCalm(() => done.push(name)), act: (deed: string) => page.dispatchEvent(new Event(deed)) }
}

function idleByHand() {
  const callbacks: IdleRequestCallback[] = []
  const requestIdleCallback = (callback: IdleRequestCallback) => callbacks.push(callback)
  vi.stubGlobal('requestIdleCallback', requestIdleCallback)
  return {
    idle: { requestIdleCallback },
    rest: (ms: number) => callbacks.splice(0).forEach(callback => callback({ didTimeout: false, timeRemaining: () => ms })),
  }
}

it('does one thing in each calm moment, in the order they were asked for', async () => {
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

it('waits while something moves', async () => {
  const { idle, rest } = idleByHand()
  const { done, ask } = await pageWith(idle)
  ask('one')
  rest(8)
  rest(16)
  expect(done).toEqual([])
  rest(30)
  expect(done).toEqual(['one'])
})

it('waits while the reader does something, on a browser without idle moments too', async () => {
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
  const { whenCalm } = await import('../../../build/client/when-calm.ts')
  const done: string[] = []
  whenCalm(() => done.push('one'))
  vi.advanceTimersByTime(OPENING - 100)
  expect(done).toEqual([])
  vi.advanceTimersByTime(200)
  expect(done).toEqual(['one'])
})

it('goes on after something that fails', async () => {
  const { idle, rest } = idleByHand()
  const { done, ask } = await pageWith(idle)
  const { whenCalm } = await import('../../../build/client/when-calm.ts')
  whenCalm(() => {
    throw new Error('no such slide')
  })
  ask('two')
  expect(() => rest(50)).toThrow('no such slide')
  rest(50)
  expect(done).toEqual(['two'])
})
