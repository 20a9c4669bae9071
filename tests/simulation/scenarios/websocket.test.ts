import type { Input } from '../../../simulation/engine/scenario.ts'
import type { WebsocketMetric, WebsocketParams } from '../../../simulation/scenarios/websocket/model.ts'
import { describe, expect, it } from 'vitest'
import { drawsFor } from '../../../simulation/engine/random.ts'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { eventsUntil, valueAt } from '../../../simulation/engine/trace.ts'
import { backoffCeilings, expectedBackoff, reconnectionTime } from '../../../simulation/formulas/predictions.ts'
import { frameBytes } from '../../../simulation/network/socket.ts'
import { websocket } from '../../../simulation/scenarios/websocket.ts'
import { combinations, expectPredicted } from './expect-predicted.ts'

const given = (params: Partial<WebsocketParams> = {}): WebsocketParams => ({ ...paramsOf(websocket), ...params })

function run(params: Partial<WebsocketParams> = {}, inputs: Input[] = [], seed = 1) {
  return websocket.run(given(params), seed, inputs)
}

function when(kind: string, at: number): Input {
  return { at, do: kind }
}

/** The messages as `label detail from sentAt → to receivedAt`, those of the named labels only. */
function messagesOf({ events }: ReturnType<typeof run>, labels?: string[]) {
  const messages = events.filter(event => event.kind === 'message').filter(({ label }) => !labels || labels.includes(label))
  return messages.map(({ label, detail, from, sentAt, to, receivedAt }) => `${label}${detail ? ` ${detail}` : ''} ${from} ${sentAt} → ${to} ${receivedAt}`)
}

function marksOf({ events }: ReturnType<typeof run>) {
  return events.flatMap(event => event.kind === 'mark' ? [`${event.label} ${event.at}`] : [])
}

/** No jitter of any kind: waits are 500, 1000, 2000… */
const exact = { backoffJitter: false } as const

it('has the frame headers of RFC 6455, from 2 to 14 bytes', () => {
  expect(frameBytes(0, 'down')).toBe(2)
  expect(frameBytes(125, 'up')).toBe(6 + 125)
  expect(frameBytes(126, 'down')).toBe(4 + 126)
  expect(frameBytes(65_535, 'up')).toBe(8 + 65_535)
  expect(frameBytes(65_536, 'up')).toBe(14 + 65_536)
})

describe('without a fault', () => {
  it('upgrades, subscribes, and hears each step as it comes', () => {
    const trace = run()
    expect(messagesOf(trace)).toEqual([
      'post client-1 0 → server 200',
      'accepted server 200 → client-1 400',
      'upgrade client-1 400 → server 600',
      'switching server 600 → client-1 800',
      'subscribe client-1 800 → server 1000',
      'progress 25 server 3200 → client-1 3400',
      'ping server 5600 → client-1 5800',
      'pong client-1 5800 → server 6000',
      'progress 50 server 6200 → client-1 6400',
      'progress 75 server 9200 → client-1 9400',
      'ping server 10600 → client-1 10800',
      'pong client-1 10800 → server 11000',
      'result-message server 12200 → client-1 12400',
      'close client-1 12400 → server 12600',
      'closed server 12600 → client-1 12800',
    ])
    const connections = { connections: 0, peakConnections: 1, reconnections: 0, peak: 0 }
    expect(trace.metrics).toEqual({ ...connections, known: 1, staleness: 200, requests: 2, messages: 5, heartbeats: 2, missed: 0, duplicates: 0, bytes: 3434 })
  })

  it('measures what the formulas say, for fixed work', () => {
    const grid = combinations({
      processing: [1000, 4000, 10_000, 12_000, 60_000],
      latency: [0, 10, 200, 1000],
      heartbeat: [0, 5000, 30_000],
      events: [1, 4, 10],
      resumes: [true, false],
      clients: [1, 12],
    })
    const compared = grid.flatMap(params => expectPredicted(websocket, given(params)))
    expect(compared.length).toBeGreaterThan(5000)
  })

  it('measures what the formulas say in the mean, for random work', () => {
    const n = 4000
    for (const resumes of [true, false]) {
      const params = given({ clients: n, distribution: 'exponential', resumes, latency: 500, heartbeat: resumes ? 5000 : 0 })
      const { metrics } = websocket.run(params, 5, [])
      const predicted = websocket.predict(params)
      // Four standard errors, from bounds of each client's deviation: the heartbeats' is below (m + H)/H, all others' below M.
      const heartbeats = 4 * Math.sqrt(n) * 17 / 5
      const errors: Partial<Record<WebsocketMetric, number>> = { heartbeats, bytes: 8 * heartbeats, staleness: 4 * 2000 / Math.sqrt(n) }
      const others = (value: number) => 4 * Math.sqrt(n) * (value === 0 || resumes ? 0 : 1)
      for (const [name, { value }] of Object.entries(predicted))
        expect(Math.abs(metrics[name as WebsocketMetric]! - value), name).toBeLessThanOrEqual(errors[name as WebsocketMetric] ?? others(value))
    }
  })

  it('tells a client that subscribes late what it has not heard, if it keeps it', () => {
    const slow = { processing: 1000, latency: 1000, events: 2 }
    expect(run(slow).metrics).toMatchObject({ known: 1, staleness: 4000, missed: 0 })
    expect(run({ ...slow, resumes: false }).metrics).toMatchObject({ known: 0, staleness: null, missed: 2 })
  })
})

describe('both ways', () => {
  it('carries the client’s messages up and the answers down', () => {
    const trace = run({}, [when('client-message', 2000)])
    expect(messagesOf(trace, ['client-message', 'reply'])).toEqual(['client-message client-1 2000 → server 2200', 'reply server 2200 → client-1 2400'])
    expect(trace.metrics).toMatchObject({ messages: 7, missed: 0 })
  })

  it('drops what is said while there is no connection, unless the client keeps it', () => {
    const cut = [when('disconnect', 4000), when('client-message', 4200), when('reconnect', 5000)]
    const dropped = run({ ...exact, resumes: false }, cut)
    expect(marksOf(dropped)).toContain('unsent 4200')
    expect(messagesOf(dropped, ['client-message'])).toEqual([])
    expect(valueAt(dropped.series.missed, 5000)).toBe(1)

    const kept = run(exact, cut)
    expect(marksOf(kept)).toContain('kept 4200')
    expect(messagesOf(kept, ['client-message'])).toEqual(['client-message client-1 6100 → server 6300'])
    expect(kept.metrics.missed).toBe(0)
  })

  it('says again what had no answer', () => {
    const trace = run(exact, [when('client-message', 3950), when('disconnect', 4000), when('reconnect', 4100)])
    expect(messagesOf(trace, ['client-message'])).toEqual(['client-message client-1 3950 → server null', 'client-message client-1 4900 → server 5100'])
    expect(valueAt(trace.series.missed, 4500)).toBe(1)
    expect(trace.metrics.missed).toBe(0)
  })

  it('has nobody to speak to once it is closed', () => {
    const trace = run({}, [when('client-message', 20_000)])
    expect(marksOf(trace)).toContain('unsent 20000')
    expect(trace.metrics.missed).toBe(1)
  })
})

describe('a cut', () => {
  const cut = [when('disconnect', 8000), when('reconnect', 14_000)]

  it('is followed by attempts after 0.5, 1, 2 and 4 s, and by what was missed', () => {
    const trace = run({ ...exact, heartbeat: 0 }, cut)
    expect(messagesOf(trace, ['upgrade', 'resume'])).toEqual([
      'upgrade client-1 400 → server 600',
      'upgrade client-1 8500 → server null',
      'upgrade client-1 9700 → server null',
      'upgrade client-1 11900 → server null',
      'upgrade client-1 16100 → server 16300',
      'resume 50 client-1 16500 → server 16700',
    ])
    expect(messagesOf(trace, ['progress', 'result-message']).slice(-2))
      .toEqual(['progress 75 server 16700 → client-1 16900', 'result-message server 16700 → client-1 16900'])
    expect(valueAt(trace.series.missed, 13_000)).toBe(2)
    expect(trace.metrics).toMatchObject({ known: 1, staleness: 16_900 - 12_200, requests: 6, reconnections: 1, missed: 0, connections: 0 })
  })

  it('loses what was sent meanwhile when the server does not keep it', () => {
    const trace = run({ ...exact, heartbeat: 0, resumes: false }, cut)
    expect(trace.metrics).toMatchObject({ known: 0, reconnections: 1, missed: 2, connections: 1 })
  })

  it('loses but the steps when it is over before the result', () => {
    const trace = run({ ...exact, resumes: false }, [when('disconnect', 6100), when('reconnect', 6500)])
    expect(trace.metrics).toMatchObject({ known: 1, missed: 1, staleness: 200 })
  })

  it('ends for the client when the formula says, without jitter', () => {
    for (const { base, cap, gap } of combinations({ base: [500, 1500, 5000], cap: [5000, 20_000], gap: [100, 600, 1000, 1650, 6000, 17_300] })) {
      const params = { ...exact, backoffBase: base, backoffCap: cap, processing: 60_000 }
      const trace = run(params, [when('disconnect', 8000), when('reconnect', 8000 + gap)])
      const { start } = trace.events.filter(event => event.kind === 'span').findLast(({ label }) => label === 'connected')!
      expect(start).toBeCloseTo(8000 + reconnectionTime({ base, cap }, gap, 200) + 400, 3)
    }
  })

  it('also follows the server’s going down, which keeps the job', () => {
    const trace = run(exact, [when('server-down', 8000), when('server-up', 9000)])
    expect(trace.metrics).toMatchObject({ known: 1, reconnections: 1, missed: 0 })
  })
})

describe('a connection that dies without a word', () => {
  const silent = [when('lose-next', 7000)]

  it('is found out by the heartbeat: no pong for the server, no ping for the client', () => {
    const trace = run({}, silent)
    // The last ping reached the client at 5.8 s; the next one, at 10.6 s, goes unanswered for 3 s.
    expect(marksOf(trace)).toEqual(['no-pong 13600', 'silence 13800', expect.stringMatching(/^known /)])
    expect(trace.metrics).toMatchObject({ known: 1, missed: 0, reconnections: 1, connections: 0 })
  })

  it('is never found out without heartbeats', () => {
    const trace = run({ heartbeat: 0 }, silent)
    expect(marksOf(trace)).toEqual([])
    expect(trace.metrics).toMatchObject({ known: 0, missed: 2, reconnections: 0, connections: 1 })
  })

  it('swallows what the client says too', () => {
    const trace = run({ heartbeat: 0 }, [...silent, when('client-message', 10_000)])
    expect(messagesOf(trace, ['client-message'])).toEqual(['client-message client-1 10000 → server null'])
  })

  it('is given up by the server when the client is back on another one', () => {
    const trace = run({ heartbeat: 0, ...exact }, [when('lose-next', 6100), when('disconnect', 7000), when('reconnect', 7100)])
    expect(valueAt(trace.series.connections, 8000)).toBe(2)
    expect(valueAt(trace.series.connections, 8500)).toBe(1)
    expect(trace.metrics).toMatchObject({ known: 1, missed: 0, connections: 0 })
  })
})

describe('a thousand clients after the server was down', () => {
  const down = [when('server-down', 8000), when('server-up', 14_000)]
  const many = { clients: 1000, processing: 30_000 }

  it('come back all at once without jitter', () => {
    expect(run({ ...many, ...exact }, down).metrics).toMatchObject({ reconnections: 1000, peak: 1000, known: 1000 })
  })

  it('come back a few at a time with full jitter', () => {
    const { metrics } = run(many, down)
    expect(metrics).toMatchObject({ reconnections: 1000, known: 1000, missed: 0 })
    expect(metrics.peak).toBeLessThan(350)
  })

  it('wait half of the longest wait in the mean', () => {
    const cap = 20_000
    const totals: number[] = []
    for (let seed = 0; seed < 300; seed++) {
      const { events } = run({ clients: 3, processing: 60_000, latency: 0, backoffCap: cap }, [when('server-down', 8000)], seed)
      const waits = events.flatMap(event => event.kind === 'span' && event.label === 'backoff' ? [event] : [])
      for (const lane of ['client-1', 'client-2', 'client-3']) {
        const own = waits.filter(wait => wait.lane === lane).slice(0, 6).map(({ start, end }) => end - start)
        own.forEach((wait, k) => expect(wait).toBeLessThanOrEqual(Math.min(cap, 500 * 2 ** k) + 0.001))
        totals.push(own.reduce((sum, wait) => sum + wait, 0))
      }
    }
    // Six waits: 15.75 s; each is uniform, of variance ceiling²/12.
    const ceilings = backoffCeilings({ base: 500, cap, waits: 6 })
    const deviation = Math.sqrt(ceilings.reduce((sum, ceiling) => sum + ceiling ** 2 / 12, 0))
    const mean = totals.reduce((sum, total) => sum + total, 0) / totals.length
    expect(Math.abs(mean - expectedBackoff({ base: 500, cap, waits: 6 }))).toBeLessThan(4 * deviation / Math.sqrt(totals.length))
  })
})

describe('any run', () => {
  it('is the same before an input as without it', () => {
    const draws = drawsFor(4, 'test')
    const pick = <T>(values: readonly T[]) => values[Math.floor(draws.uniform(0, values.length))]!
    for (let round = 0; round < 150; round++) {
      const params = given({
        clients: pick([1, 2, 40]),
        distribution: pick(['fixed', 'exponential'] as const),
        jitter: pick([0, 100]),
        heartbeat: pick([0, 5000]),
        resumes: pick([true, false]),
        backoffJitter: pick([true, false]),
        latency: pick([0, 200, 1000]),
        events: pick([1, 4, 10]),
      })
      const kinds = Object.keys(websocket.inputs)
      const inputs = Array.from({ length: 6 }, () => when(pick(kinds), Math.round(draws.uniform(0, 30_000)))).sort((a, b) => a.at - b.at)
      const { at } = inputs[5]!
      const before = websocket.run(params, round, inputs.slice(0, 5))
      const after = websocket.run(params, round, inputs)
      const until = Math.min(at - 1, before.duration)
      expect(eventsUntil(after, until)).toEqual(eventsUntil(before, until))
      for (const metric of Object.keys(websocket.metrics) as WebsocketMetric[]) {
        // With many clients a counter changes every 50 ms.
        const time = Math.min(at, before.duration) - 51
        expect(valueAt(after.series[metric], time), metric).toBe(valueAt(before.series[metric], time))
      }
      expect(after.metrics.missed).toBeGreaterThanOrEqual(0)
      expect(after.metrics.connections).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('a message whose reply is lost', () => {
  const preset = (id: string) => websocket.presets.find(preset => preset.id === id)!
  const runPreset = (id: string) => run(preset(id).params, preset(id).inputs)
  const marks = (trace: ReturnType<typeof run>) => trace.events.flatMap(({ kind, label }) => kind === 'mark' && /handled|known-/.test(label) ? [label] : [])

  it('is handled twice by a server that does not know it again', () => {
    const trace = runPreset('sent-twice')
    expect(messagesOf(trace, ['client-message', 'reply'])).toHaveLength(4)
    expect(marks(trace)).toEqual(['handled-twice'])
    expect(trace.metrics).toMatchObject({ duplicates: 1, missed: 0, known: 1 })
  })

  it('is answered again, and handled once, by one that does', () => {
    const trace = runPreset('sent-twice-once')
    expect(messagesOf(trace, ['client-message', 'reply'])).toHaveLength(4)
    expect(marks(trace)).toEqual(['known-message'])
    expect(trace.metrics).toMatchObject({ duplicates: 0, missed: 0, known: 1 })
  })

  it('is handled once where the message was lost, not its reply', () => {
    expect(run({}, [when('client-message', 7900), when('disconnect', 8000), when('reconnect', 12_000)]).metrics.duplicates).toBe(0)
  })
})
