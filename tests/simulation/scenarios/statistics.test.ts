import type { ParamValue } from '../../../simulation/engine/scenario.ts'
import type { ScenarioId } from '../../../simulation/scenarios/index.ts'
import { describe, expect, it } from 'vitest'
import { createEventQueue } from '../../../simulation/engine/event-queue.ts'
import { drawsFor } from '../../../simulation/engine/random.ts'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { simulateMM1 } from '../../../simulation/formulas/m-m-1.ts'
import { attempts, backoffCeilings, callChain, expectedBackoff, queueLength, queueTime } from '../../../simulation/formulas/predictions.ts'
import { scenarios } from '../../../simulation/scenarios/index.ts'
import { always, anyParams } from './arbitraries.ts'
import { expectEstimate, replicate } from './replicate.ts'

const RUNS = 20
const CLIENTS = 1000

function measure(id: ScenarioId, params: Record<string, ParamValue>, metric: string, seed = 1): number {
  const scenario = scenarios[id]
  return scenario.run({ ...paramsOf(scenario), ...params }, seed, []).metrics[metric]!
}

const estimate = (id: ScenarioId, params: Record<string, ParamValue>, metric: string) => replicate(RUNS, seed => measure(id, params, metric, seed))

describe('the outline’s figures, measured', () => {
  const atOnce = { latency: 0, interval: 5000, processing: 12_000, clients: CLIENTS }

  it('polls until the result, fixed work: ⌈D/I⌉ polls, ⌈D/I⌉·I − D late', () => {
    const polls = Math.ceil(12 / 5)
    expect(measure('polling', atOnce, 'requests')).toBe(CLIENTS * (1 + polls))
    expect(measure('polling', atOnce, 'staleness')).toBe(polls * 5000 - 12_000)
  })

  it('polls until the result, exponential work: 2.935 polls, 2.673 s late', () => {
    const params = { ...atOnce, distribution: 'exponential' }
    const polls = 1 / (1 - Math.exp(-5 / 12))
    expect(polls).toBeCloseTo(2.935, 3)
    expectEstimate(estimate('polling', params, 'requests'), CLIENTS * (1 + polls), 0.02)
    expect(5 * polls - 12).toBeCloseTo(2.673, 3)
    expectEstimate(estimate('polling', params, 'staleness'), 5000 * polls - 12_000, 0.02)
  })

  it('polls at N/I a second', () => {
    expect(measure('polling', atOnce, 'rate')).toBeCloseTo(CLIENTS / 5, 9)
    expectEstimate(estimate('polling', { ...atOnce, distribution: 'exponential' }, 'rate'), CLIENTS / 5, 0.02)
  })

  it('long-polls ⌈D/τ⌉ times, holds N requests, is L late', () => {
    const params = { latency: 50, timeout: 10_000, processing: 12_000, clients: CLIENTS }
    expect(measure('long-polling', params, 'requests')).toBe(CLIENTS * (1 + Math.ceil(12 / 10)))
    expect(measure('long-polling', params, 'peakConnections')).toBe(CLIENTS)
    expect(measure('long-polling', params, 'staleness')).toBeCloseTo(50, 6)
  })

  it('pushes with one notification and one GET after the POST', () => {
    const params = { clients: CLIENTS, isSubscribed: true, workerDelay: 0 }
    expect(measure('push', params, 'requests')).toBe(2 * CLIENTS)
    expect(measure('push', params, 'delivered')).toBe(CLIENTS)
  })
})

/** Scenarios that have closed forms. */
const predicting = Object.values(scenarios).filter(scenario => Object.keys(scenario.predict(paramsOf(scenario))).length > 0)

describe.each(predicting)('what $id predicts', (scenario) => {
  const known = Object.keys(scenario.params)
  const given = (params: Record<string, ParamValue>, rest = paramsOf(scenario)) =>
    ({ ...rest, ...Object.fromEntries(Object.entries(params).filter(([name]) => known.includes(name))) })

  it('is what it measures, for fixed work and any other parameters', () => {
    let compared = 0
    always(anyParams(scenario), (params) => {
      // Chance, too, on the way and in pauses; and none, where most has a closed form.
      for (const chance of [{}, { jitter: 0, spread: 0, honoursRetryAfter: false }] as Record<string, ParamValue>[]) {
        const state = given({ ...chance, distribution: 'fixed' }, params)
        const { metrics } = scenario.run(state, 1, [])
        for (const [metric, prediction] of Object.entries(scenario.predict(state))) {
          compared++
          expect(metrics[metric] ?? 0, `${metric} for ${JSON.stringify(state)}`).toBeCloseTo(prediction!.value, 6)
        }
      }
    }, 200)
    expect(compared).toBeGreaterThan(500)
  })
})

describe.each(predicting.filter(({ params }) => 'distribution' in params))('what $id predicts', (scenario) => {
  it('is what it measures on average, for exponential work', () => {
    const params = { ...paramsOf(scenario), distribution: 'exponential', clients: CLIENTS }
    const metrics = Array.from({ length: RUNS }, (_, index) => scenario.run(params, index + 1, []).metrics)
    for (const [metric, prediction] of Object.entries(scenario.predict(params)))
      expectEstimate(replicate(RUNS, seed => metrics[seed - 1]![metric] ?? 0), prediction!.value, 0.1, metric)
  })
})

describe('figures of other chapters, on the same engine', () => {
  it.each([[0.5, 2, 0.02], [0.8, 5, 0.04], [0.9, 10, 0.1]])('the M/M/1 queue at ρ = %d takes %d service times', (load, time, precision) => {
    const params = { arrivalRate: load, serviceRate: 1, customers: 50_000 }
    const runs = Array.from({ length: RUNS }, (_, index) => simulateMM1(params, index + 1))
    expect(queueTime(load, 1)).toBeCloseTo(time, 9)
    expectEstimate(replicate(RUNS, seed => runs[seed - 1]!.time), queueTime(load, 1), precision, 'W')
    expectEstimate(replicate(RUNS, seed => runs[seed - 1]!.length), queueLength(load, 1), precision, 'L')
    expect(runs[0]!.events).toBe(2 * params.customers)
  })

  it('retries wait 15.75 s in all, with full jitter', () => {
    const backoff = { base: 0.5, cap: 20, waits: 6 }
    const waited = replicate(5000, (seed) => {
      const queue = createEventQueue()
      const draws = drawsFor(seed, 'backoff')
      const [...ceilings] = backoffCeilings(backoff)
      const wait = () => {
        const ceiling = ceilings.shift()
        if (ceiling !== undefined)
          queue.after(draws.uniform(0, ceiling), wait)
      }
      wait()
      queue.run()
      return queue.now
    })
    expect(expectedBackoff(backoff)).toBe(15.75)
    expectEstimate(waited, 15.75, 0.02)
  })

  it('four attempts that fail three times in ten: 1.417 of them, 99.2 % succeed', () => {
    const limit = 4
    const failure = 0.3
    function attempt(seed: number) {
      const draws = drawsFor(seed, 'attempts')
      let made = 0
      let isDone = false
      while (!isDone && made < limit) {
        made++
        isDone = draws.uniform(0, 1) >= failure
      }
      return { made, isDone }
    }
    const { mean, success } = attempts(failure, limit)
    expectEstimate(replicate(20_000, seed => attempt(seed).made), mean, 0.02)
    expectEstimate(replicate(20_000, seed => Number(attempt(seed).isDone)), success, 0.01)
  })

  it('a chain of synchronous calls takes their sum and works when all do', () => {
    const services = [{ latency: 300, availability: 0.999 }, { latency: 200, availability: 0.999 }, { latency: 100, availability: 0.999 }]
    /** When the last one has answered; nothing when one is down. */
    function call(seed: number): number | null {
      const queue = createEventQueue()
      const draws = drawsFor(seed, 'availability')
      let answeredAt: number | null = null
      const next = (index: number) => {
        const service = services[index]
        if (!service)
          answeredAt = queue.now
        else if (draws.uniform(0, 1) < service.availability)
          queue.after(service.latency, () => next(index + 1))
      }
      next(0)
      queue.run()
      return answeredAt
    }
    const { latency, availability } = callChain(services)
    expect(availability).toBeCloseTo(0.997003, 6)
    expectEstimate(replicate(50_000, seed => Number(call(seed) !== null)), availability, 0.001)
    expect(new Set(Array.from({ length: 5000 }, (_, index) => call(index + 1)))).toEqual(new Set([null, latency]))
  })

  it('subscribers take the longest of them in parallel, their sum in series', () => {
    const durations = [300, 200, 100]
    const parallel = createEventQueue()
    durations.forEach(duration => parallel.after(duration, () => {}))
    parallel.run()
    expect(parallel.now).toBe(300)

    const serial = createEventQueue()
    const queued = [...durations]
    const handle = () => {
      const duration = queued.shift()
      if (duration !== undefined)
        serial.after(duration, handle)
    }
    handle()
    serial.run()
    expect(serial.now).toBe(600)
  })
})
