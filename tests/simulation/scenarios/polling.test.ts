import type { PollingParams } from '../../../simulation/scenarios/polling.ts'
import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { polling } from '../../../simulation/scenarios/polling.ts'

const run = (params: Partial<PollingParams>) => polling.run({ ...paramsOf(polling), clients: 1000, ...params }, 1, []).metrics

describe('jitter', () => {
  it('spreads the polls of 1,000 clients, whose number it leaves', () => {
    const together = run({ distribution: 'exponential' })
    const spread = run({ distribution: 'exponential', spread: 0.5 })
    expect(together.peak).toBeGreaterThan(600)
    expect(spread.peak).toBeLessThan(300)
    expect(Math.abs(spread.requests! / together.requests! - 1)).toBeLessThan(0.05)
  })

  it.each(['fixed', 'exponential'] as const)('spreads those that honour Retry-After too, and brings none before its time: %s work', (distribution) => {
    const together = run({ distribution, honoursRetryAfter: true })
    const spread = run({ distribution, honoursRetryAfter: true, spread: 0.5 })
    expect(together.peak).toBe(1000)
    expect(spread.peak).toBeLessThan(250)
    if (distribution === 'fixed')
      expect(spread.empty).toBe(0)
  })
})
