import { expect, it } from 'vitest'
import { progressOf, STOPPED, toggled } from '../../composables/talk-clock.ts'

const MINUTE = 60_000
const NOON = 12 * 60 * MINUTE
/** Ten minutes are planned before the slide at hand, two for it, 45 in all. */
const plan = { before: 10, slide: 2, total: 45 }
const since = (minutes: number) => toggled(STOPPED, NOON - minutes * MINUTE)
const at = (minutes: number) => progressOf(since(minutes), plan, NOON)

it.each([
  ['at the slide’s start', 10, 0, 35],
  ['within its minutes', 11.5, 0, 33.5],
  ['at their end', 12, 0, 33],
  ['late', 13.5, -1.5, 33],
  ['ahead', 7, 3, 35],
  ['over time', 50, -38, 33],
])('%s', (_, elapsed, ahead, remaining) => {
  expect(at(elapsed)).toEqual({ elapsed: elapsed * MINUTE, left: (45 - elapsed) * MINUTE, ahead: ahead * MINUTE, endsAt: NOON + remaining * MINUTE })
})

it('stands while it is paused, and goes on from there', () => {
  const paused = toggled(since(5), NOON)
  expect(progressOf(paused, plan, NOON + 9 * MINUTE).elapsed).toBe(5 * MINUTE)
  const resumed = toggled(paused, NOON + 9 * MINUTE)
  expect(progressOf(resumed, plan, NOON + 10 * MINUTE).elapsed).toBe(6 * MINUTE)
})

it('has not begun before it is started', () => {
  expect(progressOf(STOPPED, plan, NOON).elapsed).toBe(0)
})
