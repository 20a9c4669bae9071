import { describe, expect, it } from 'vitest'
import { recordBackoff } from '../../recordings/backoff.ts'

const params = { base: 0.5, cap: 20, attempts: 7, failure: 0.3 }

describe('the bus\'s own retry policy', () => {
  it('doubles the longest wait, up to the cap', () => {
    expect(recordBackoff(params, 1, 10).ceilings).toEqual([0.5, 1, 2, 4, 8, 16])
    expect(recordBackoff({ ...params, cap: 5 }, 1, 10).ceilings).toEqual([0.5, 1, 2, 4, 5, 5])
  })

  it('draws each wait between 0 and its longest, the same for the same seed', () => {
    const { waits, ceilings } = recordBackoff(params, 1, 500)
    expect(waits.every(row => row.every((wait, index) => wait >= 0 && wait < ceilings[index]!))).toBe(true)
    expect(recordBackoff(params, 1, 500).waits).toEqual(waits)
    expect(recordBackoff(params, 2, 500).waits).not.toEqual(waits)
  })

  it('makes a delivery that always fails wait 15.75 s on average, b = 0.5 s, cap 20 s, 6 waits', () => {
    const { measured, predicted, margin } = recordBackoff(params, 1, 20_000)
    expect(predicted.totalWait).toBe(15.75)
    expect(Math.abs(measured.totalWait - 15.75)).toBeLessThan(margin)
  })
})

describe('independent failures', () => {
  it('p = 0.3, n = 4: 1.417 attempts and 99.19 % of success', () => {
    const { measured, predicted } = recordBackoff({ ...params, attempts: 4 }, 1, 20_000)
    expect(predicted.meanAttempts).toBeCloseTo(1.417, 10)
    expect(predicted.success).toBeCloseTo(0.9919, 10)
    expect(measured.meanAttempts).toBeCloseTo(1.417, 1)
    expect(measured.success).toBeCloseTo(0.9919, 2)
  })

  it.each([[0, 1, 1], [1, 0, 7]])('p = %i: success %i after %i attempts', (failure, success, meanAttempts) => {
    const { measured, predicted } = recordBackoff({ ...params, failure }, 1, 100)
    expect(measured).toMatchObject({ success, meanAttempts })
    expect(predicted).toMatchObject({ success, meanAttempts })
  })
})
