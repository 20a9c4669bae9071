import type { AnyScenario, ParamValue } from '../../../simulation/engine/scenario.ts'
import type { Series, Trace } from '../../../simulation/engine/trace.ts'
import type { ScenarioId } from '../../../simulation/scenarios/index.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOf, eventsUntil, startOf } from '../../../simulation/engine/trace.ts'
import { BYTES } from '../../../simulation/network/http.ts'
import { scenarios } from '../../../simulation/scenarios/index.ts'
import { always, anyInput, anyState, inOrder, MAX_CLIENTS } from './arbitraries.ts'

/** A moment before, in the clock's smallest part. */
const TICK = 0.001
/** Counters that may fall, in every scenario or in one; all others only grow. */
const FALLING = ['staleness', 'rate', 'connections', 'queued', 'websocket/missed']

const all = Object.entries(scenarios) as [ScenarioId, AnyScenario][]

/** A counter up to a time. */
function before({ at, value }: Series, time: number): [at: number, value: number | undefined][] {
  return at.filter(moment => moment < time).map((moment, index) => [moment, value[index]])
}

const rises = (values: readonly number[]) => values.every((value, index) => index === 0 || value > values[index - 1]!)
const neverFalls = (values: readonly number[]) => values.every((value, index) => index === 0 || value >= values[index - 1]!)

describe.each(all)('%s', (id, scenario) => {
  it('lets time go forward only, and nothing arrive before it was sent', () => {
    always(anyState(scenario), ({ params, seed, inputs }) => {
      const { events, series, duration } = scenario.run(params, seed, inputs)
      expect(neverFalls(events.map(startOf)), 'events in the order of their starts').toBe(true)
      for (const event of events) {
        expect(startOf(event)).toBeGreaterThanOrEqual(0)
        expect(endOf(event), JSON.stringify(event)).toBeGreaterThanOrEqual(startOf(event))
        expect(endOf(event), JSON.stringify(event)).toBeLessThanOrEqual(duration)
        if (event.kind === 'message')
          expect(event.receivedAt === null || event.lostAt === undefined, JSON.stringify(event)).toBe(true)
      }
      for (const [name, { at }] of Object.entries(series)) {
        expect(rises(at), name).toBe(true)
        expect(at.at(-1) ?? 0, name).toBeLessThanOrEqual(duration)
      }
    })
  })

  it('counts what only grows so, and no more that know than there are', () => {
    always(anyState(scenario), ({ params, seed, inputs }) => {
      const { series, metrics } = scenario.run(params, seed, inputs)
      for (const [name, { value }] of Object.entries(series)) {
        expect(value.every(Number.isFinite), name).toBe(true)
        expect(metrics[name] ?? null, name).toBe(value.at(-1) ?? null)
        expect(value.every(count => count >= 0), `${name} ${value}`).toBe(true)
        if (!FALLING.includes(name.split('/').at(-1)!) && !FALLING.includes(`${id}/${name}`))
          expect(neverFalls(value), name).toBe(true)
      }
      if ('known' in metrics)
        expect(metrics.known).toBeLessThanOrEqual(Number(params.clients) + Number(params.tabs ?? 1) - 1)
    })
  })

  it('gives the same trace for the same arguments', () => {
    always(anyState(scenario), ({ params, seed, inputs }) => {
      expect(scenario.run(params, seed, inputs)).toEqual(scenario.run({ ...params }, seed, structuredClone(inputs)))
    })
  })
})

describe.each(all.filter(([, { inputs }]) => Object.keys(inputs).length > 0))('%s', (_, scenario) => {
  it('leaves what was before an input as it was', () => {
    always(fc.record({ state: anyState(scenario), input: anyInput(scenario) }), ({ state: { params, seed, inputs }, input }) => {
      const without = scenario.run(params, seed, inputs)
      fc.pre(input.at < without.duration)
      const withInput = scenario.run(params, seed, inOrder([...inputs, input]))
      expect(eventsUntil(withInput, input.at - TICK)).toEqual(eventsUntil(without, input.at - TICK))
      for (const name of Object.keys(without.series))
        expect(before(withInput.series[name]!, input.at), name).toEqual(before(without.series[name]!, input.at))
    })
  })
})

interface Counted {
  /** Messages that make a counter, from when they are sent or only once they are received. */
  sent: Record<string, string[]>
  received: Record<string, string[]>
  /** Size of each message, where its label tells it. */
  bytes?: Record<string, number>
}

const post = { post: BYTES.request, accepted: BYTES.status }

/** What the counters of a scenario count, in messages. */
const counted: Partial<Record<ScenarioId, Counted>> = {
  'polling': {
    sent: { requests: ['post', 'poll'] },
    received: { empty: ['not-ready', 'not-modified'] },
    bytes: { ...post, 'poll': BYTES.request, 'not-ready': BYTES.status, 'not-modified': BYTES.notModified, 'result': BYTES.result },
  },
  'long-polling': {
    sent: { requests: ['post', 'ask'] },
    received: { empty: ['nothing-yet'] },
    bytes: { ...post, 'ask': BYTES.request, 'nothing-yet': BYTES.notModified, 'result': BYTES.result },
  },
  'sse': {
    sent: { requests: ['post', 'subscribe', 'resume', 'fetch'] },
    received: {},
  },
  'websocket': {
    sent: { requests: ['post', 'upgrade'], heartbeats: ['ping'] },
    received: {},
  },
  'webhook': {
    sent: { requests: ['post', 'call'], calls: ['call'] },
    received: {},
    bytes: { ...post, 'call': BYTES.result, 'taken-over': BYTES.notModified },
  },
  'push': {
    sent: { requests: ['subscribe', 'post', 'get', 'fallback'] },
    received: { sent: ['notify'], delivered: ['notification'] },
    bytes: {
      ...post,
      'subscribe': BYTES.request,
      'endpoint': BYTES.status,
      'enqueued': 0,
      'taken': 0,
      'notify': BYTES.request,
      'created': BYTES.notModified,
      'notification': BYTES.status,
      'get': BYTES.request,
      'fallback': BYTES.request,
      'not-ready': BYTES.status,
      'result': BYTES.result,
    },
  },
}

/** Clients whose events the trace keeps. */
function detailedOf(scenario: AnyScenario, params: Record<string, ParamValue>): number {
  return scenario.lanes({ ...params, clients: MAX_CLIENTS }).filter(({ id }) => /^client-\d+$/.test(id)).length
}

function messagesOf({ events }: Trace) {
  return events.filter(event => event.kind === 'message')
}

describe.each(Object.entries(counted) as [ScenarioId, Counted][])('the counters of %s', (id, { sent, received, bytes }) => {
  const scenario = scenarios[id]

  it('equal what the events say, when all clients are shown', () => {
    always(anyState(scenario), (state) => {
      const params = { ...state.params, clients: 1 + Number(state.params.clients) % detailedOf(scenario, state.params) }
      const trace = scenario.run(params, state.seed, state.inputs)
      const messages = messagesOf(trace)
      for (const [metric, labels] of Object.entries(sent))
        expect(messages.filter(({ label }) => labels.includes(label)).length, metric).toBe(trace.metrics[metric] ?? 0)
      for (const [metric, labels] of Object.entries(received))
        expect(messages.filter(({ label, receivedAt }) => receivedAt !== null && labels.includes(label)).length, metric).toBe(trace.metrics[metric] ?? 0)
      expect(trace.events.filter(({ kind, label }) => kind === 'mark' && label === 'known').length, 'known').toBe(trace.metrics.known)
      if (bytes)
        expect(messages.reduce((sum, { label }) => sum + bytes[label]!, 0), 'bytes').toBe(trace.metrics.bytes ?? 0)
    })
  })
})
