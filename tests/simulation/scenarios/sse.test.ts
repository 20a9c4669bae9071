import type { Input } from '../../../simulation/engine/scenario.ts'
import type { Trace, TraceEvent } from '../../../simulation/engine/trace.ts'
import type { SseParams } from '../../../simulation/scenarios/sse/model.ts'
import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { endOf, eventsUntil, startOf, valueAt } from '../../../simulation/engine/trace.ts'
import { sse } from '../../../simulation/scenarios/sse.ts'
import { LEAVE_AFTER } from '../../../simulation/scenarios/sse/model.ts'
import { combinations, expectPredicted } from './expect-predicted.ts'

const given = (params: Partial<SseParams> = {}): SseParams => ({ ...paramsOf(sse), ...params })
const run = (params: Partial<SseParams> = {}, inputs: Input[] = [], seed = 1) => sse.run(given(params), seed, inputs)

/** `label detail from–to`, lost messages with a cross. */
function told(event: TraceEvent): string {
  const isLost = event.kind === 'message' && event.receivedAt === null
  return `${event.label}${event.detail === undefined ? '' : ` ${event.detail}`} ${startOf(event)}–${endOf(event)}${isLost ? ' ✗' : ''}`
}
const linesOf = ({ events }: Trace, ...labels: string[]) => events.filter(({ label }) => labels.includes(label)).map(told)

function runPreset(id: string, params: Partial<SseParams> = {}) {
  const preset = sse.presets.find(preset => preset.id === id)!
  return run({ ...preset.params, ...params }, preset.inputs, preset.seed)
}

describe('a stream of four events, 12 s of work, 200 ms one way', () => {
  it('opens after the 202, tells of each quarter of the work, and is closed by the client', () => {
    expect(run().events.map(told)).toEqual([
      'post 0–200',
      'processing 200–12200',
      'accepted 200–400',
      'subscribe 400–600',
      'opened 600–800',
      'stream 800–12400',
      'progress 25 3200–3400',
      'progress 50 6200–6400',
      'progress 75 9200–9400',
      'result-done 12200–12400',
      'known 12400–12400',
    ])
  })

  it('is two requests and one connection for one latency of delay', () => {
    const { metrics, series } = run()
    expect(metrics).toMatchObject({ known: 1, staleness: 200, requests: 2, messages: 4, missed: 0, reconnections: 0, connections: 0, peakConnections: 1 })
    expect([599, 600, 12_399, 12_400].map(at => valueAt(series.connections, at))).toEqual([0, 1, 1, 0])
  })

  it('is told with the opening what happened before it', () => {
    const trace = run({ processing: 1000, latency: 1000 })
    expect(linesOf(trace, 'opened', 'result-done')).toEqual(['result-done 3000–4000'])
    expect(trace.metrics).toMatchObject({ messages: 4, missed: 0, staleness: 2000 })
  })

  it('misses what happened before it when the server keeps no history', () => {
    const trace = run({ processing: 2000, events: 4, latency: 800, keepsHistory: false })
    expect(trace.metrics).toMatchObject({ messages: 1, missed: 3, known: 1, staleness: 800 })
  })
})

describe('what SSE predicts', () => {
  const grid = combinations({
    processing: [1000, 4000, 12_000, 60_000],
    events: [1, 3, 4, 10],
    latency: [0, 200, 500, 1000],
    ending: ['done', 'no-content', 'server-closes'],
    keepsHistory: [true, false],
  })

  it.each(grid)('is what is measured for D = $processing, M = $events, L = $latency, $ending, history $keepsHistory', (params) => {
    expect(expectPredicted(sse, given({ ...params, clients: 2 }))).toContain('missed')
  })

  it('is what is measured for every pause before a reconnection', () => {
    for (let retry = 500; retry <= 10_000; retry += 500) {
      for (const latency of [0, 50, 200, 1000])
        expect(expectPredicted(sse, given({ retry, latency, ending: 'server-closes' }))).toContain('bytes')
    }
  })

  it.each([1, 2, 6, 7, 10])('is what is measured for %d tabs', (tabs) => {
    const grid = combinations({
      protocol: ['http/2', 'http/1.1'],
      ending: ['done', 'no-content', 'server-closes'],
      processing: [1000, 3000, 12_000, 60_000],
      latency: [0, 200, 1000],
    })
    grid.forEach(params => expectPredicted(sse, given({ ...params, tabs, clients: 2 })))
  })

  it('is two requests and M events each, N open at once, for N clients', () => {
    const { requests, messages, peakConnections, missed } = sse.predict(given({ clients: 1000 }))
    expect([requests, messages, peakConnections, missed].map(prediction => prediction!.value)).toEqual([2000, 4000, 1000, 0])
  })

  it.each([true, false])('holds within 4 standard errors for exponential work, history %s', (keepsHistory) => {
    const clients = 4000
    const params = { clients, distribution: 'exponential', processing: 3000, latency: 500, keepsHistory } as const
    const { metrics } = run(params, [], 11)
    const { known, staleness, missed, messages, requests } = sse.predict(given(params))
    expect(metrics.requests).toBe(requests!.value)
    expect(metrics.messages! + metrics.missed!).toBe(clients * 4)
    const share = known!.value / clients
    expect(Math.abs(metrics.known! - known!.value)).toBeLessThanOrEqual(4 * Math.sqrt(clients * share * (1 - share)))
    expect(Math.abs(metrics.staleness! - staleness!.value)).toBeLessThanOrEqual(keepsHistory ? 4 * 1000 / Math.sqrt(clients) : 1e-6)
    expect(Math.abs(metrics.missed! - missed!.value)).toBeLessThanOrEqual(keepsHistory ? 0 : 4 * 4 * Math.sqrt(clients))
    expect(Math.abs(metrics.messages! - messages!.value)).toBeLessThanOrEqual(keepsHistory ? 0 : 4 * 4 * Math.sqrt(clients))
  })

  it('keeps what jitter does not change', () => {
    const predicted = expectPredicted(sse, given({ jitter: 200, clients: 30 }))
    expect(predicted.sort()).toEqual(['blocked', 'bytes', 'heartbeats', 'known', 'messages', 'missed', 'peak', 'reconnections', 'requests'])
  })
})

describe('a network cut from 8 s to 12.5 s, two of the four events in it', () => {
  it('brings the client back by itself, with the last event that it has', () => {
    expect(linesOf(runPreset('cut-with-history'), 'reconnecting', 'resume')).toEqual([
      'reconnecting 8000–11000',
      'resume 2 11000–11200 ✗',
      'reconnecting 11200–14200',
      'resume 2 14200–14400',
    ])
  })

  it('loses nothing when the server keeps the history', () => {
    const { metrics } = runPreset('cut-with-history')
    expect(metrics).toMatchObject({ known: 1, messages: 4, missed: 0, reconnections: 2, staleness: 2400 })
  })

  it('leaves the client waiting for a result that was already sent when the server keeps none', () => {
    const trace = runPreset('cut-without-history')
    expect(trace.metrics).toMatchObject({ known: 0, messages: 2, missed: 2, staleness: null, connections: 0 })
    expect(linesOf(trace, 'stream', 'left')).toEqual(['stream 800–8000', 'stream 14600–29400', 'left 29400–29400'])
  })

  it('ends well without a history if the client asks for the state when it is back', () => {
    const trace = runPreset('cut-without-history', { fetchesOnReconnect: true })
    expect(linesOf(trace, 'fetch', 'result')).toEqual(['fetch 14600–14800', 'result 14800–15000'])
    expect(trace.metrics).toMatchObject({ known: 1, missed: 2, staleness: 2800, requests: 5, connections: 0 })
  })

  it('misses only what was in the gap, the result not among it', () => {
    const trace = run({ keepsHistory: false }, [{ at: 5000, do: 'disconnect' }, { at: 7000, do: 'reconnect' }])
    expect(trace.metrics).toMatchObject({ known: 1, messages: 3, missed: 1, staleness: 200 })
  })

  it('answers a client that comes back too late with a 204, of which it learns nothing', () => {
    const trace = runPreset('cut-without-history', { ending: 'no-content' })
    expect(linesOf(trace, 'no-content')).toEqual(['no-content 14400–14600'])
    expect(trace.metrics).toMatchObject({ known: 0, missed: 2, connections: 0 })
  })
})

describe('a server that closes the stream itself', () => {
  it('sees the client come back for nothing until the page is left', () => {
    const trace = runPreset('server-closes')
    expect(linesOf(trace, 'resume', 'left')).toEqual([
      'resume 4 15400–15600',
      'resume 4 18800–19000',
      'resume 4 22200–22400',
      'resume 4 25600–25800',
      `left ${12_400 + LEAVE_AFTER}–${12_400 + LEAVE_AFTER}`,
    ])
    expect(trace.metrics).toMatchObject({ known: 1, reconnections: 4, requests: 6 })
  })

  it('is left alone after one 204', () => {
    const trace = runPreset('server-closes', { ending: 'no-content' })
    expect(linesOf(trace, 'resume', 'no-content', 'left')).toEqual(['resume 4 15400–15600', 'no-content 15600–15800'])
    expect(trace.metrics).toMatchObject({ known: 1, reconnections: 1, requests: 3 })
  })
})

describe('seven tabs of one browser', () => {
  it('share the connection with HTTP/2', () => {
    const { metrics } = run({ tabs: 7 })
    expect(metrics).toMatchObject({ known: 7, peakConnections: 1, blocked: 0, staleness: 200 })
  })

  it('are one too many with HTTP/1.1: not even the POST of the seventh leaves before another stream is closed', () => {
    const trace = runPreset('seven-tabs')
    const seventh = trace.events.filter(event => (event.kind === 'message' ? event.from : event.lane) === 'tab-7')
    expect(seventh.slice(0, 2).map(told)).toEqual(['queued 6000–12400', 'post 12400–12600'])
    expect(trace.metrics).toMatchObject({ known: 7, peakConnections: 6, blocked: 1 })
  })

  it('are shown by two and the one that is blocked', () => {
    expect(sse.lanes(given({ tabs: 7, protocol: 'http/1.1' })).map(({ id }) => id)).toEqual(['tab-1', 'tab-2', 'tab-7', 'server'])
    expect(sse.lanes(given({ tabs: 7 })).map(({ id }) => id)).toEqual(['tab-1', 'tab-2', 'tab-3', 'server'])
    expect(sse.lanes(given({ clients: 7 })).map(({ id }) => id)).toEqual(['client-1', 'client-2', 'client-3', 'server'])
  })

  it('keep to the lanes that are shown', () => {
    for (const tabs of [1, 2, 3, 7, 10]) {
      for (const protocol of ['http/2', 'http/1.1'] as const) {
        const params = given({ tabs, protocol, clients: 5 })
        const lanes = new Set(sse.lanes(params).map(({ id }) => id))
        const { events } = run(params, [{ at: 4000, do: 'disconnect' }, { at: 5000, do: 'reconnect' }])
        const used = events.flatMap(event => event.kind === 'message' ? [event.from, event.to] : [event.lane])
        expect([...new Set(used)].filter(lane => !lanes.has(lane))).toEqual([])
      }
    }
  })
})

describe('other failures', () => {
  it('lets the work go on from its last event when the server is back, and the client too', () => {
    const trace = run({}, [{ at: 7000, do: 'server-down' }, { at: 9000, do: 'server-up' }])
    // Two of four events were told; the third quarter is begun anew at 9 s.
    expect(linesOf(trace, 'resume', 'progress')).toEqual(['progress 25 3200–3400', 'progress 50 6200–6400', 'resume 2 10000–10200', 'progress 75 12000–12200'])
    expect(trace.metrics).toMatchObject({ known: 1, missed: 0, staleness: 200 })
  })

  it('leaves the client waiting for ever on a connection that the network has forgotten, as a WebSocket does', () => {
    const trace = runPreset('half-open-unnoticed')
    expect(linesOf(trace, 'progress', 'result-done', 'resume', 'reconnecting')).toEqual([
      'progress 25 3200–3400',
      'progress 50 6200–6400',
      'progress 75 9200–9400 ✗',
      'result-done 12200–12400 ✗',
    ])
    expect(trace.metrics).toMatchObject({ known: 0, reconnections: 0, connections: 1 })
  })

  it('is found out by a page that hears no sign of life: it opens another stream, and what it missed is sent again', () => {
    const trace = runPreset('half-open')
    // The second event at 6.4 s is the last that it hears; the ping at 10.6 s is lost too.
    expect(linesOf(trace, 'ping', 'silence', 'resume', 'missed-events', 'result-done', 'known')).toEqual([
      'ping 5600–5800',
      'ping 10600–10800 ✗',
      'result-done 12200–12400 ✗',
      'silence 14400–14400',
      'resume 2 14400–14600',
      'result-done 14600–14800',
      'known 14800–14800',
    ])
    expect(trace.metrics).toMatchObject({ known: 1, missed: 0, reconnections: 1, connections: 0, messages: 4 })
  })

  it('brings back 1,000 clients at once after a restart, or over as long as the server says', () => {
    expect(runPreset('herd').metrics).toMatchObject({ known: 1000, peak: 1000 })
    const { metrics } = runPreset('spread-out')
    expect(metrics).toMatchObject({ known: 1000, reconnections: expect.any(Number) })
    // N over spread: 1,000 over 5 s, and what chance adds in one second of them.
    expect(metrics.peak).toBeGreaterThanOrEqual(100)
    expect(metrics.peak).toBeLessThan(200 + 4 * Math.sqrt(200))
  })

  it('goes on trying while the server stays down', () => {
    const { metrics, duration } = run({}, [{ at: 5000, do: 'server-down' }])
    expect(metrics.known).toBe(0)
    expect(metrics.reconnections).toBe(Math.ceil((60_000 - 3000) / 3200))
    // Nothing is to be hoped for after a minute.
    expect(duration).toBeLessThanOrEqual(5000 + 60_000)
  })

  it('only spreads the events when the work is slow', () => {
    expect(run({}, [{ at: 3200, do: 'slow-worker' }]).metrics).toMatchObject({ known: 1, messages: 4, staleness: 200 })
  })
})

describe('an input', () => {
  it.each(Object.keys(sse.inputs))('%s changes nothing before it', (kind) => {
    const at = 7300
    const many = { clients: 20, distribution: 'exponential', jitter: 100 } as const
    const tabs = { tabs: 8, protocol: 'http/1.1', processing: 3000, ending: 'server-closes' } as const
    for (const params of [many, tabs]) {
      const [before, after] = [run(params), run(params, [{ at, do: kind }])]
      expect(eventsUntil(after, at - 1)).toEqual(eventsUntil(before, at - 1))
      for (const name of Object.keys(before.series) as (keyof typeof before.series)[])
        expect(valueAt(after.series[name], at - 100), name).toBe(valueAt(before.series[name], at - 100))
    }
  })

  it('of any kind at any time leaves a run that ends, its counters in order', () => {
    for (const ending of ['done', 'no-content', 'server-closes'] as const) {
      for (const [keepsHistory, fetchesOnReconnect] of [[true, false], [false, false], [false, true]] as const) {
        for (const [protocol, tabs] of [['http/2', 1], ['http/1.1', 1], ['http/1.1', 8]] as const) {
          for (let at = 0; at < 16_000; at += 2300) {
            const inputs = Object.keys(sse.inputs).map((kind, index): Input => ({ at: at + index * 433, do: kind }))
            const trace = run({ ending, keepsHistory, fetchesOnReconnect, protocol, tabs, clients: 3, jitter: 20, latency: 300, heartbeat: 5000 }, inputs)
            expect(trace.metrics.connections).toBeGreaterThanOrEqual(0)
            expect(trace.metrics.messages! + trace.metrics.missed!).toBeLessThanOrEqual((2 + tabs) * 4)
            if (keepsHistory)
              expect(trace.metrics).toMatchObject({ known: 2 + tabs, missed: 0, connections: 0 })
          }
        }
      }
    }
  })
})
