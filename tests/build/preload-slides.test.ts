import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { preloadSlides } from '../../build/client/preload-slides.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Three slides on a page whose idle moments are given one by one. */
function preload() {
  const log: string[] = []
  const slides = ['one', 'two', 'three'].map(name => ({ name, load: () => log.push(`load ${name}`) }))
  let waiting: ((idleMs: number) => void) | undefined
  const stop = preloadSlides(slides, ({ name }) => log.push(`draw ${name}`), action => waiting = action)
  function rest(idleMs: number) {
    const action = waiting
    waiting = undefined
    action?.(idleMs)
  }
  return { log, stop, rest, isDone: () => waiting === undefined }
}

it('loads all slides, then draws one in each calm moment', () => {
  const { log, rest, isDone } = preload()
  expect(log).toEqual([])
  vi.runAllTimers()
  expect(log.splice(0)).toEqual(['load one', 'load two', 'load three'])
  rest(50)
  expect(log.splice(0)).toEqual(['draw one'])
  rest(50)
  rest(50)
  expect(log).toEqual(['draw two', 'draw three'])
  expect(isDone()).toBe(true)
})

it('waits while something moves', () => {
  const { log, rest } = preload()
  vi.runAllTimers()
  log.length = 0
  rest(8)
  rest(16)
  expect(log).toEqual([])
  rest(30)
  expect(log).toEqual(['draw one'])
})

it('waits while the reader does something', () => {
  const page = new EventTarget()
  vi.stubGlobal('window', page)
  const drawn: string[] = []
  preloadSlides(['one', 'two', 'three'].map(name => ({ name, load: () => {} })), ({ name }) => drawn.push(name))
  vi.advanceTimersByTime(3060)
  expect(drawn).toEqual(['one'])
  page.dispatchEvent(new Event('click'))
  vi.advanceTimersByTime(900)
  expect(drawn).toEqual(['one'])
  vi.advanceTimersByTime(250)
  expect(drawn).toEqual(['one', 'two', 'three'])
  vi.unstubAllGlobals()
})

it('stops when told so, before and in between', () => {
  const early = preload()
  early.stop()
  vi.runAllTimers()
  expect(early.log).toEqual([])

  const late = preload()
  vi.runAllTimers()
  late.rest(50)
  late.stop()
  late.rest(50)
  expect(late.log.slice(3)).toEqual(['draw one'])
})
