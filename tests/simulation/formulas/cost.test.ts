import type { Means } from '../../../simulation/scenarios/means.ts'
import { describe, expect, it } from 'vitest'
import { clientsAt, CONNECTION_BYTES, measuredCost, predictedCost } from '../../../simulation/formulas/cost.ts'

const params = { interval: 5000, timeout: 10_000, processing: 60_000, latency: 200 }
const MEANS: Means[] = ['polling', 'long-polling', 'sse', 'websocket', 'webhook']

describe('the cost of N clients', () => {
  const examples = [1, 10, 100, 1000, 10_000].flatMap(clients => MEANS.map(means => [means, clients] as const))

  it.each(examples)('of %s, for %d clients, is measured as the closed form says', (means, clients) => {
    const measured = measuredCost(means, params, clients)
    const predicted = predictedCost(means, params, clients)
    expect(measured.rate).toBeCloseTo(predicted.rate, 6)
    expect(measured.connections).toBe(predicted.connections)
    expect(measured.memory).toBe(predicted.memory)
  })

  it('of polling is N/I requests a second where the network takes no time', () => {
    expect(predictedCost('polling', { ...params, latency: 0 }, 1000).rate).toBeCloseTo(200, 6)
  })

  it('of a connection is its memory, N times', () => {
    expect(predictedCost('sse', params, 1_000_000).memory).toBe(1e6 * CONNECTION_BYTES)
    expect(predictedCost('polling', params, 1_000_000).memory).toBe(0)
  })

  it('reaches a limit at so many clients, or never', () => {
    expect(clientsAt(1000, 0.2)).toBe(5000)
    expect(clientsAt(1000, 0)).toBe(Infinity)
  })
})
