import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HIGHEST_KEY, RadixQueue } from '../../../simulation/engine/radix-queue.ts'

/** Takes all out that there is. */
function drained(queue: RadixQueue): number[] {
  const items: number[] = []
  for (let item = queue.pop(); item >= 0; item = queue.pop())
    items.push(item)
  return items
}

describe('the queue of what is to happen', () => {
  it('gives the lowest key first, equal ones in the order pushed', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.nat(5), fc.nat(100_000), fc.nat(HIGHEST_KEY))), (keys) => {
      const queue = new RadixQueue()
      keys.forEach((key, item) => queue.push(item, key))
      const expected = keys.map((key, item) => ({ key, item })).sort((a, b) => a.key - b.key || a.item - b.item)
      expect(drained(queue)).toEqual(expected.map(({ item }) => item))
    }))
  })

  it('keeps that order with what is pushed in between, some while away from the last', () => {
    const step = fc.tuple(fc.constantFrom(0, 1, 255, 256, 200_000, 20_000_000), fc.integer({ min: 0, max: 3 }))
    fc.assert(fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queue = new RadixQueue()
      const waiting: { key: number, item: number }[] = []
      steps.forEach(([away, pops], item) => {
        queue.push(item, queue.now + away)
        waiting.push({ key: queue.now + away, item })
        for (let pop = 0; pop < pops; pop++) {
          waiting.sort((a, b) => a.key - b.key || a.item - b.item)
          const first = waiting.shift()
          expect(queue.pop()).toBe(first?.item ?? -1)
          expect(queue.now).toBe(first?.key ?? queue.now)
        }
      })
    }))
  })

  it('leaves what is above the highest key wanted, and may be given something lower then', () => {
    const queue = new RadixQueue()
    queue.push(0, 500)
    queue.push(1, 700)
    expect(queue.pop(499)).toBe(-1)
    queue.push(2, 300)
    expect([queue.pop(500), queue.pop(500), queue.pop(500)]).toEqual([2, 0, -1])
  })
})
