import { describe, expect, it } from 'vitest'
import { drawsFor } from '../../../simulation/engine/random.ts'

const take = (number: number, draw: () => number) => Array.from({ length: number }, draw)
const first = (...of: Parameters<typeof drawsFor>) => drawsFor(...of).uniform(0, 1)

describe('random draws', () => {
  it('are the same for the same seed, purpose and client', () => {
    const [a, b] = [drawsFor(7, 'latency', 2), drawsFor(7, 'latency', 2)]
    expect(take(20, () => a.uniform(0, 1))).toEqual(take(20, () => b.uniform(0, 1)))
    expect(first(7, 'latency')).toBe(first(7, 'latency', 0))
  })

  it('are those of any machine, on any day', () => {
    const draws = drawsFor(1, 'processing', 3)
    expect([draws.uniform(0, 1), draws.uniform(10, 20), draws.exponential(1000)]).toMatchInlineSnapshot(`
      [
        0.3513995257149968,
        13.061785884705731,
        74.68019613485781,
      ]
    `)
  })

  it('differ for another seed, another purpose, another client', () => {
    const values = [first(1, 'a'), first(2, 'a'), first(3, 'a'), first(1, 'b'), first(1, 'ab'), first(1, 'ba'), first(1, 'a', 1), first(1, 'a', 2)]
    expect(new Set(values).size).toBe(values.length)
  })

  it('of neighbouring seeds and clients are spread evenly', () => {
    for (const draw of [(index: number) => first(index, 'spread'), (index: number) => first(1, 'spread', index)]) {
      const values = Array.from({ length: 4000 }, (_, index) => draw(index))
      const tenths = Array.from({ length: 10 }, (_, tenth) => values.filter(value => Math.floor(value * 10) === tenth).length)
      // 400 in each; five standard deviations.
      expect(Math.max(...tenths.map(count => Math.abs(count - 400)))).toBeLessThan(5 * Math.sqrt(4000 * 0.1 * 0.9))
    }
  })

  it('are uniform between two bounds', () => {
    const draws = drawsFor(3, 'uniform')
    const values = take(10_000, () => draws.uniform(-2, 6))
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2)
    expect(Math.max(...values)).toBeLessThan(6)
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / 10_000 - 2)).toBeLessThan(5 * 8 / Math.sqrt(12 * 10_000))
  })

  it('are exponential of a mean', () => {
    const draws = drawsFor(3, 'exponential')
    const values = take(10_000, () => draws.exponential(50))
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / 10_000 - 50)).toBeLessThan(5 * 50 / 100)
    // The median is ln 2 means.
    const below = values.filter(value => value < 50 * Math.LN2).length
    expect(Math.abs(below - 5000)).toBeLessThan(5 * 50)
  })
})
