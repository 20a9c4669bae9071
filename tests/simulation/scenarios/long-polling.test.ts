import type { Input } from '../../../simulation/engine/scenario.ts'
import type { TraceEvent } from '../../../simulation/engine/trace.ts'
import type { LongPollingParams } from '../../../simulation/scenarios/long-polling.ts'
import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { endOf, eventsUntil, startOf, valueAt } from '../../../simulation/engine/trace.ts'
import { longPolling } from '../../../simulation/scenarios/long-polling.ts'
import { combinations, expectPredicted } from './expect-predicted.ts'

const given = (params: Partial<LongPollingParams> = {}): LongPollingParams => ({ ...paramsOf(longPolling), ...params })
const run = (params: Partial<LongPollingParams> = {}, inputs: Input[] = [], seed = 1) => longPolling.run(given(params), seed, inputs)

/** `label from–to`, lost messages with a cross. */
function told(event: TraceEvent): string {
  const isLost = event.kind === 'message' && event.receivedAt === null
  return `${event.label} ${startOf(event)}–${endOf(event)}${isLost ? ' ✗' : ''}`
}

const preset = (id: string) => longPolling.presets.find(preset => preset.id === id)!
function runPreset(id: string) {
  const { params, seed, inputs } = preset(id)
  return run(params, inputs, seed)
}

describe('long polling, 12 s of work, a time-out of 10 s, 200 ms one way', () => {
  it('holds two requests and knows one latency after the end of the work', () => {
    expect(run().events.map(told)).toEqual([
      'post 0–200',
      'processing 200–12200',
      'accepted 200–400',
      'ask 400–600',
      'held 600–10600',
      'nothing-yet 10600–10800',
      'ask 10800–11000',
      'held 11000–12200',
      'result 12200–12400',
      'known 12400–12400',
    ])
  })

  it('counts one open request while it waits, none between two and none at the end', () => {
    const { series, metrics } = run()
    const openAt = [500, 600, 10_599, 10_800, 11_000, 12_200].map(at => valueAt(series.connections, at))
    expect(openAt).toEqual([0, 1, 1, 0, 1, 0])
    expect(metrics).toMatchObject({ known: 1, staleness: 200, requests: 3, empty: 1, connections: 0, peakConnections: 1, bytes: 3950 })
  })

  it('asks once only when the time-out is longer than the work', () => {
    expect(runPreset('thirty-seconds').metrics).toMatchObject({ requests: 2, empty: 0, staleness: 200 })
  })

  it('is late by up to three latencies when the result comes while no request is held', () => {
    expect(runPreset('between-two').metrics).toMatchObject({ staleness: 2500, requests: 3 })
  })

  it('gets the result at once when it was ready before the first request came', () => {
    const { metrics, events } = run({ processing: 1000, latency: 1000 })
    expect(metrics).toMatchObject({ staleness: 2000, requests: 2, peakConnections: 0 })
    expect(events.some(({ label }) => label === 'held')).toBe(false)
  })

  it('gives the result, not the time-out, when both fall on the same instant', () => {
    expect(run({ processing: 10_400 }).metrics).toMatchObject({ requests: 2, empty: 0, staleness: 200 })
  })
})

describe('what long polling predicts', () => {
  const grid = combinations({
    processing: [1000, 4000, 10_000, 12_000, 20_000, 60_000],
    timeout: [1000, 2500, 10_000, 30_000],
    latency: [0, 50, 200, 1000],
  })

  it.each(grid)('is what is measured for D = $processing, τ = $timeout, L = $latency', (params) => {
    expect(expectPredicted(longPolling, given({ ...params, clients: 2 }))).toContain('requests')
  })

  it('is ⌈D/τ⌉ requests after the POST without latency', () => {
    expect(longPolling.predict(given({ latency: 0 })).requests!.value).toBe(1 + Math.ceil(12 / 10))
  })

  const examples = [{ latency: 200 }, { latency: 1000, timeout: 2000 }, { latency: 0, processing: 5000 }]

  it.each(examples)('holds within 4 standard errors for exponential work, $latency ms one way', (params) => {
    const all = { ...params, clients: 4000, distribution: 'exponential' } as const
    const { metrics } = run(all, [], 7)
    const { staleness, requests, peakConnections, rate } = longPolling.predict(given(all))
    const asks = requests!.value / 4000 - 1
    expect(Math.abs(metrics.requests! - requests!.value)).toBeLessThanOrEqual(4 * Math.sqrt(4000 * asks * (asks - 1)))
    expect(Math.abs(metrics.staleness! - staleness!.value)).toBeLessThanOrEqual(4 * 2 * params.latency / Math.sqrt(4000) + 1e-6)
    const open = peakConnections!.value / 4000
    expect(Math.abs(metrics.peakConnections! - peakConnections!.value)).toBeLessThanOrEqual(4 * Math.sqrt(4000 * open * (1 - open)))
    expect(metrics.rate! / rate!.value).toBeCloseTo(1, 1)
  })

  it('says only how many will know where the network has jitter', () => {
    expect(Object.keys(longPolling.predict(given({ jitter: 50 })))).toEqual(['known'])
  })
})

describe('when something fails', () => {
  it('waits for the client’s own time-out when the answer is lost', () => {
    const { events, metrics } = runPreset('lost-answer')
    expect(events.map(told)).toContain('nothing-yet 10600–10800 ✗')
    // The request left at 0.4 s and is given up 10 s after the server should have answered.
    expect(events.filter(({ label }) => label === 'ask').map(startOf)).toEqual([400, 20_400])
    expect(metrics).toMatchObject({ known: 1, staleness: 8600 })
  })

  it('asks again every second, not faster, while the server is down', () => {
    const { events, metrics } = runPreset('server-down')
    expect(events.filter(({ label }) => label === 'ask').map(told)).toEqual([
      'ask 400–600',
      'ask 6000–6200 ✗',
      'ask 7200–7400 ✗',
      'ask 8400–8600',
      'ask 18800–19000',
    ])
    expect(events.map(told)).toContain('held 600–5000')
    // The work began anew when the server came back.
    expect(metrics).toMatchObject({ known: 1, staleness: 200, connections: 0 })
  })

  it('asks again when the network is back, and has lost nothing', () => {
    const { events, metrics } = run({}, [{ at: 11_500, do: 'disconnect' }, { at: 15_000, do: 'reconnect' }])
    expect(events.filter(({ label }) => label === 'ask').map(startOf)).toEqual([400, 10_800, 15_000])
    expect(metrics).toMatchObject({ known: 1, staleness: 15_400 - 12_200 })
  })

  it('ends without a result when the server never comes back', () => {
    const { metrics, duration } = run({}, [{ at: 5000, do: 'server-down' }])
    expect(metrics).toMatchObject({ known: 0, staleness: null, connections: 0 })
    expect(duration).toBeLessThanOrEqual(5000 + 60_000)
  })

  it('asks more often when the work is slow, and is no later', () => {
    expect(run({}, [{ at: 1000, do: 'slow-worker' }]).metrics).toMatchObject({ known: 1, requests: 5, staleness: 200 })
  })
})

describe('a server that comes back', () => {
  const preset = (id: string) => longPolling.presets.find(preset => preset.id === id)!
  const peakOf = (id: string) => longPolling.run({ ...paramsOf(longPolling), ...preset(id).params }, 1, preset(id).inputs!).metrics.peak!

  it('has all clients at once, or as many a second as chance leaves', () => {
    expect(peakOf('herd')).toBe(1000)
    expect(peakOf('spread-out')).toBeLessThan(300)
  })
})

describe('an input', () => {
  it.each(Object.keys(longPolling.inputs))('%s changes nothing before it', (kind) => {
    const params = { clients: 20, distribution: 'exponential', jitter: 100 } as const
    const at = 7300
    const [before, after] = [run(params), run(params, [{ at, do: kind }])]
    expect(eventsUntil(after, at - 1)).toEqual(eventsUntil(before, at - 1))
    for (const name of Object.keys(before.series) as (keyof typeof before.series)[])
      expect(valueAt(after.series[name], at - 100), name).toBe(valueAt(before.series[name], at - 100))
  })

  it('of any kind at any time leaves a run that ends', () => {
    for (const distribution of ['fixed', 'exponential'] as const) {
      for (const timeout of [1000, 60_000]) {
        for (let at = 0; at < 20_000; at += 1700) {
          const inputs = Object.keys(longPolling.inputs).map((kind, index): Input => ({ at: at + index * 333, do: kind }))
          const { metrics } = run({ timeout, distribution, clients: 30, jitter: 20 }, inputs)
          expect(metrics.known).toBe(30)
          expect(metrics.connections).toBe(0)
        }
      }
    }
  })
})
