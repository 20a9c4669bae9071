import { expect, it } from 'vitest'
import { emptyRecord } from '../../runner/record.ts'
import { lastMoment, stack, timeAxis } from '../../runner/time-axis.ts'

it.each([
  [0, [0, 100, 200, 300, 400, 500]],
  [300, [0, 100, 200, 300, 400, 500]],
  [2004, [0, 500, 1000, 1500, 2000]],
  [7000, [0, 2000, 4000, 6000, 8000]],
  [60_000, [0, 20_000, 40_000, 60_000]],
])('an axis until %d ms', (until, ticks) => {
  const axis = timeAxis(until)
  expect(axis.ticks).toEqual(ticks)
  expect(axis.x(0)).toBe(0)
  expect(axis.x(until)).toBeLessThan(100)
})

it('finds the last moment of a record, which is its end once there is one', () => {
  const record = { ...emptyRecord(), lines: [{ at: 5, level: 'log' as const, text: '' }], waits: [{ from: 3, to: 40, cleared: false }] }
  expect(lastMoment(record)).toBe(40)
  expect(lastMoment({ ...record, end: { at: 50, reason: 'stopped' } })).toBe(50)
})

it.each([1, 2, 3, 5, 7])('%d spans at once lie in their lane, as far apart as it has room', (count) => {
  const stacked = stack(Array.from({ length: count }, (_, index) => ({ from: index, to: null })), 13)
  for (const { y, height } of stacked) {
    expect(height).toBeGreaterThan(1)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y + height).toBeLessThanOrEqual(13)
  }
  expect(new Set(stacked.map(({ y }) => y)).size).toBe(Math.min(count, 5))
})

it('spans one after the other share a row, beside one that goes on meanwhile', () => {
  const [long, first, second, third] = stack([{ from: 0, to: 100 }, { from: 0, to: 40 }, { from: 40, to: 90 }, { from: 90, to: 200 }], 12)
  expect(first!.y).toBe(second!.y)
  expect(second!.y).toBe(third!.y)
  expect(first!.y).toBeGreaterThanOrEqual(long!.y + long!.height)
})
