import type { Means, RetrievalNeeds } from '../../../simulation/scenarios/means.ts'
import { describe, expect, it } from 'vitest'
import { predictedCost } from '../../../simulation/formulas/cost.ts'
import { adviseRetrieval, measureMeans } from '../../../simulation/formulas/retrieval-choice.ts'
import { MEANS, SERVER_LIMITS } from '../../../simulation/scenarios/means.ts'

const few: RetrievalNeeds = { clients: 100, freshness: 5000, reachesClosedApp: false, goesBothWays: false, hasHostileProxies: false, isService: false }

describe('the means to choose', () => {
  it.each<[Means, Partial<RetrievalNeeds>]>([
    ['polling', {}],
    ['polling', { hasHostileProxies: true }],
    ['sse', { freshness: 1000 }],
    ['long-polling', { freshness: 1000, hasHostileProxies: true }],
    ['websocket', { goesBothWays: true, freshness: 1000 }],
    ['push', { reachesClosedApp: true, goesBothWays: true, freshness: 1000 }],
    ['webhook', { isService: true }],
    ['sse', { clients: 100_000 }],
    ['long-polling', { clients: 100_000, hasHostileProxies: true }],
  ])('is %s for %o', (means, needs) => {
    expect(adviseRetrieval({ ...few, ...needs })).toBe(means)
  })

  it('is polling as long as the chart of costs says that the server bears it, and no longer', () => {
    for (const clients of [100, 1000, 5000, 5400, 5401, 10_000, 100_000]) {
      const { rate } = predictedCost('polling', { interval: 5000, timeout: 30_000, processing: 60_000, latency: 200 }, clients)
      expect(adviseRetrieval({ ...few, clients }), `${clients} clients`).toBe(rate <= SERVER_LIMITS.rate ? 'polling' : 'sse')
    }
  })

  it('is backed by what was measured: polling is late, the others fresh, and a cut costs each', () => {
    const rows = measureMeans()
    expect(rows.map(({ means }) => means)).toEqual(MEANS)
    for (const { means, staleness, stalenessAfterCut } of rows) {
      if (means === 'polling')
        expect(staleness).toBeGreaterThan(1000)
      else
        expect(staleness, means).toBeLessThan(1000)
      expect(stalenessAfterCut, means).toBeGreaterThan(staleness!)
    }
  })
})
