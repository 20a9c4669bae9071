import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { userProcess } from '../../../simulation/scenarios/process.ts'

const initial = paramsOf(userProcess)

describe('the same action, twice', () => {
  const examples = [[8000, 2000, 200, 200], [500, 0, 0, 0], [30_000, 10_000, 1000, 2000]] as const

  it.each(examples)('with D = %d, A = %d, L = %d, E = %d, measures what the formulas say', (processing, delay, latency, noting) => {
    const params = { processing, delay, latency, noting }
    const { metrics } = userProcess.run(params, 1, [])
    expect(metrics).toEqual(Object.fromEntries(Object.entries(userProcess.predict(params)).map(([name, { value }]) => [name, value])))
  })

  it('gives the hand back in no more time, however long the work', () => {
    const handAfter = (processing: number) => userProcess.run({ ...initial, processing }, 1, []).metrics.asyncHand
    expect(handAfter(30_000)).toBe(handAfter(500))
  })

  it('has its result later when it is asynchronous', () => {
    const { metrics } = userProcess.run(initial, 1, [])
    expect(metrics.asyncResult).toBeGreaterThan(metrics.syncResult!)
  })
})
