import type { Care } from '../../../simulation/formulas/careful-call.ts'
import { describe, expect, it } from 'vitest'
import { callCarefully, DEADLINE } from '../../../simulation/formulas/careful-call.ts'

const none: Care = { timeout: null, attempts: 1, breaker: false }
function ends(answer: number, care: Partial<Care>, count = 4) {
  return callCarefully(answer, { ...none, ...care }, count).map(({ outcome, end, calls }) => `${outcome} ${end} ${calls}`)
}

describe('a call to a service that does not answer', () => {
  it('without care takes the whole deadline', () => expect(ends(5000, {}, 2)).toEqual([`late ${DEADLINE} 1`, `late ${DEADLINE} 1`]))

  it('with a time-out ends there', () => expect(ends(5000, { timeout: 500 }, 1)).toEqual(['late 500 1']))

  it('is tried again after pauses that double', () => {
    const [request] = callCarefully(5000, { timeout: 500, attempts: 3, breaker: false }, 1)
    expect(request!.parts.map(({ kind, from, to }) => `${kind} ${from}–${to}`)).toEqual([
      'attempt 0–500',
      'pause 500–700',
      'attempt 700–1200',
      'pause 1200–1600',
      'attempt 1600–2100',
    ])
  })

  it('is not tried beyond its deadline', () => expect(ends(5000, { timeout: 500, attempts: 9 }, 1)).toEqual([`late ${DEADLINE} 4`]))

  it('is refused at once after two failures in a row, of whatever requests', () => {
    expect(ends(5000, { timeout: 500, breaker: true })).toEqual(['late 500 1', 'late 500 1', 'refused 0 0', 'refused 0 0'])
    expect(ends(5000, { timeout: 500, attempts: 3, breaker: true }, 2)).toEqual(['late 1200 2', 'refused 0 0'])
  })
})

it('a service that answers in time is called once', () =>
  expect(ends(400, { timeout: 500, attempts: 3, breaker: true }, 2)).toEqual(['answered 400 1', 'answered 400 1']))

it('a time-out under what an answer takes fails each attempt, where a longer one would have it', () => {
  expect(ends(600, { timeout: 500, attempts: 2 }, 1)).toEqual(['late 1200 2'])
  expect(ends(600, { timeout: 700, attempts: 2 }, 1)).toEqual(['answered 600 1'])
})
