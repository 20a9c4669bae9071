import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { RACE_MEANS } from '../../../simulation/scenarios/means.ts'
import { race } from '../../../simulation/scenarios/race.ts'

const calm = paramsOf(race)
const tunnel = race.presets.find(({ id }) => id === 'tunnel')!
const metric = (trace: ReturnType<typeof race.run>, name: string) => RACE_MEANS.map(means => trace.metrics[`${means}/${name}` as keyof typeof trace.metrics])

describe('the race of the five', () => {
  it('brings the result to every client by every means', () => {
    expect(metric(race.run(calm, 1, []), 'known')).toEqual([60, 60, 60, 60, 60])
  })

  it('is run on the same work: with one client and no faults, who is told at once is told at the same time', () => {
    const { metrics } = race.run({ ...calm, clients: 1, distribution: 'exponential', processing: 30_000 }, 5, [])
    expect(metrics['long-polling/lastKnown']).toBe(metrics['sse/lastKnown'])
    expect(metrics['websocket/lastKnown']).toBe(metrics['sse/lastKnown'])
    expect(metrics['polling/lastKnown']).toBeGreaterThan(metrics['sse/lastKnown']!)
  })

  it('gives other work for another seed, the same for the same', () => {
    expect(race.run(calm, 2, []).metrics).not.toEqual(race.run(calm, 1, []).metrics)
    expect(race.run(calm, 1, [])).toEqual(race.run(calm, 1, []))
  })

  it('costs polling requests and the others connections', () => {
    const trace = race.run(calm, 1, [])
    const [polls, ...others] = metric(trace, 'requests')
    expect(Math.min(...others.map(Number))).toBeLessThan(polls!)
    expect(trace.metrics['polling/connections']).toBe(0)
    expect(trace.metrics['push/connections']).toBe(0)
    expect(trace.metrics['sse/connections']).toBe(60)
    expect(trace.metrics['websocket/connections']).toBe(60)
  })

  it('has the same faults for all: a cut network makes each wait longer, and all come through', () => {
    const before = race.run(calm, 1, [])
    const after = race.run(calm, 1, tunnel.inputs!)
    expect(metric(after, 'known')).toEqual([60, 60, 60, 60, 60])
    for (const [index, staleness] of metric(after, 'staleness').entries())
      expect(staleness, RACE_MEANS[index]).toBeGreaterThan(metric(before, 'staleness')[index]!)
  })

  it('is not changed by a bet', () => {
    expect(race.run({ ...calm, bet: 30_000, betOn: 'push' }, 1, [])).toEqual(race.run(calm, 1, []))
  })
})
