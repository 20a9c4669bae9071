import { describe, expect, it } from 'vitest'
import { attempts, backoffCeilings, callChain, expectedBackoff, queueLength, queueTime } from '../../../simulation/formulas/predictions.ts'

describe('a chain of synchronous calls', () => {
  it('adds latencies and multiplies availabilities', () => {
    const service = { latency: 100, availability: 0.999 }
    const { latency, availability } = callChain([service, service, service])
    expect(latency).toBe(300)
    expect(availability).toBeCloseTo(0.997003, 6)
  })

  it('fails as a whole when one service is down', () => {
    expect(callChain([{ latency: 1, availability: 0 }, { latency: 1, availability: 1 }]).availability).toBe(0)
  })
})

describe('the M/M/1 queue', () => {
  it.each([[0.5, 2], [0.8, 5], [0.9, 10]])('at ρ = %d takes %d service times', (load, time) => {
    expect(queueTime(load, 1)).toBeCloseTo(time, 10)
    expect(queueLength(load, 1)).toBeCloseTo(load * time, 10)
  })

  it('never empties from saturation on', () => {
    expect(queueTime(1, 1)).toBe(Number.POSITIVE_INFINITY)
  })
})

describe('retries', () => {
  it('doubles each wait up to the cap', () => {
    expect(backoffCeilings({ base: 0.5, cap: 20, waits: 7 })).toEqual([0.5, 1, 2, 4, 8, 16, 20])
  })

  it('waits half of the ceilings on average with full jitter', () => {
    expect(expectedBackoff({ base: 0.5, cap: 20, waits: 6 })).toBe(15.75)
  })

  it('needs 1.417 attempts and succeeds in 99.2 % for p = 0.3, n = 4', () => {
    const { mean, success } = attempts(0.3, 4)
    expect(mean).toBeCloseTo(1.417, 3)
    expect(success).toBeCloseTo(0.9919, 4)
  })

  it('uses every attempt when all fail', () => {
    expect(attempts(1, 4)).toEqual({ mean: 4, success: 0 })
  })
})
