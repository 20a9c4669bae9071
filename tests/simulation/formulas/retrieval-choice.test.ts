import { describe, expect, it } from 'vitest'
import { adviseRetrieval, measureMeans } from '../../../simulation/formulas/retrieval-choice.ts'

const nothing = { reachesClosedApp: false, goesBothWays: false, isFresh: false, hasHostileProxies: false }

describe('the means to choose', () => {
  it.each([
    ['polling', {}],
    ['polling', { hasHostileProxies: true }],
    ['sse', { isFresh: true }],
    ['long-polling', { isFresh: true, hasHostileProxies: true }],
    ['websocket', { goesBothWays: true, isFresh: true }],
    ['push', { reachesClosedApp: true, goesBothWays: true, isFresh: true }],
  ] as const)('is %s for %o', (means, needs) => {
    expect(adviseRetrieval({ ...nothing, ...needs })).toBe(means)
  })

  it('is backed by what was measured: polling is late, the others fresh, and a cut costs each', () => {
    const rows = Object.fromEntries(measureMeans().map(row => [row.means, row]))
    for (const fresh of ['long-polling', 'sse', 'websocket', 'push'])
      expect(rows[fresh]!.staleness).toBeLessThan(1000)
    expect(rows.polling!.staleness).toBeGreaterThan(1000)
    for (const row of Object.values(rows))
      expect(row.stalenessAfterCut, row.means).toBeGreaterThan(row.staleness!)
  })
})
