import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { preloadSlides } from '../../../build/client/preload-slides.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Three slides on a page whose idle periods are given one by one. */
function preload() {
  const log: string[] = []
  const slides = ['one', 'two', 'three'].map(name => ({ name, load: () => log.push(`load ${name}`) }))
  let waiting: (() => void) | undefined
  const stop = preloadSlides(slides, ({ name }) => log.push(`draw ${name}`), task => waiting = task)
  function rest() {
    const task = waiting
    waiting = undefined
    task?.()
  }
  return { log, stop, rest, isDone: () => waiting === undefined }
}

it('loads all slides, then draws one in each idle period', () => {
  const { log, rest, isDone } = preload()
  expect(log).toEqual([])
  vi.runAllTimers()
  expect(log.splice(0)).toEqual(['load one', 'load two', 'load three'])
  rest()
  expect(log.splice(0)).toEqual(['draw one'])
  rest()
  rest()
  expect(log).toEqual(['draw two', 'draw three'])
  rest()
  expect(isDone()).toBe(true)
})

it('stops when told so, before and in between', () => {
  const early = preload()
  early.stop()
  vi.runAllTimers()
  expect(early.log).toEqual([])

  const late = preload()
  vi.runAllTimers()
  late.rest()
  late.stop()
  late.rest()
  expect(late.log.slice(3)).toEqual(['draw one'])
})
