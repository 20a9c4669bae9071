import type { Input, Scenario } from '../engine/scenario.ts'
import type { Retrieval, RetrievalInput } from './retrieval.ts'
import type { SseAssumption, SseMetric, SseParams, SsePreset } from './sse/model.ts'
import { CONNECTIONS_PER_DOMAIN, createConnectionPool } from '../network/connection-pool.ts'
import { createSecondCounter } from '../network/request-rate.ts'
import { HEARTBEAT_TIMEOUT } from '../network/socket.ts'
import { createRetrieval, retrievalAssumptions, retrievalInputs, retrievalParams } from './retrieval.ts'
import { StreamClient } from './sse/client.ts'
import { browsersOf, hasConnectionLimit, LEAVE_AFTER, TAB_INTERVAL } from './sse/model.ts'
import { predictSse } from './sse/predict.ts'
import { createStreamServer } from './sse/server.ts'

const many = { clients: 1000, processing: 30_000 }
const restart: Input<RetrievalInput>[] = [{ at: 6000, do: 'server-down' }, { at: 14_000, do: 'server-up' }]
const silentCut: Input<RetrievalInput>[] = [{ at: 7000, do: 'lose-next' }]

/** The client opens an event stream, on which the server sends progress and the result. */
export const sse: Scenario<SseParams, SseMetric, SsePreset, RetrievalInput, SseAssumption> = {
  id: 'sse',
  params: {
    events: { kind: 'number', unit: 'count', min: 1, max: 10, step: 1, initial: 4 },
    ending: { kind: 'choice', options: ['done', 'no-content', 'server-closes'], initial: 'done' },
    retry: { kind: 'number', unit: 'ms', min: 500, max: 10_000, step: 500, initial: 3000 },
    keepsHistory: { kind: 'switch', initial: true },
    ...retrievalParams,
    clients: { ...retrievalParams.clients, isAdvanced: true },
    fetchesOnReconnect: { kind: 'switch', initial: false, isAdvanced: true },
    retrySpread: { kind: 'number', unit: 'ms', min: 0, max: 10_000, step: 500, initial: 0, isAdvanced: true },
    heartbeat: { kind: 'number', unit: 'ms', min: 0, max: 30_000, step: 5000, initial: 0, isAdvanced: true },
    protocol: { kind: 'choice', options: ['http/2', 'http/1.1'], initial: 'http/2', isAdvanced: true },
    tabs: { kind: 'number', unit: 'count', min: 1, max: 10, step: 1, initial: 1, isAdvanced: true },
  },
  metrics: {
    known: 'count',
    staleness: 'ms',
    requests: 'count',
    connections: 'count',
    peakConnections: 'count',
    messages: 'count',
    missed: 'count',
    heartbeats: 'count',
    reconnections: 'count',
    peak: 'per-second',
    blocked: 'count',
    bytes: 'bytes',
  },
  inputs: retrievalInputs,
  assumptions: {
    ...retrievalAssumptions,
    leaveAfter: { value: LEAVE_AFTER, unit: 'ms' },
    tabInterval: { value: TAB_INTERVAL, unit: 'ms' },
    silence: { value: HEARTBEAT_TIMEOUT, unit: 'ms' },
    connectionsPerDomain: { value: CONNECTIONS_PER_DOMAIN, unit: 'count' },
  },
  presets: [
    { id: 'four-events' },
    { id: 'cut-with-history', inputs: [{ at: 8000, do: 'disconnect' }, { at: 12_500, do: 'reconnect' }] },
    { id: 'cut-without-history', params: { keepsHistory: false }, inputs: [{ at: 8000, do: 'disconnect' }, { at: 12_500, do: 'reconnect' }] },
    { id: 'half-open', params: { heartbeat: 5000 }, inputs: silentCut },
    { id: 'half-open-unnoticed', inputs: silentCut },
    { id: 'server-closes', params: { ending: 'server-closes' } },
    { id: 'seven-tabs', params: { tabs: 7, protocol: 'http/1.1' } },
    { id: 'thousand-clients', params: { clients: 1000, distribution: 'exponential' } },
    { id: 'herd', params: many, inputs: restart },
    { id: 'spread-out', params: { ...many, retrySpread: 5000 }, inputs: restart },
  ],

  lanes: params => browsersOf(params).lanes,

  run(params, seed, inputs) {
    const browsers = browsersOf(params)
    const retrieval: Retrieval<SseMetric> = createRetrieval(Object.keys(sse.metrics) as SseMetric[], { ...params, clients: browsers.streams }, seed, inputs, {
      milestones: params.events,
      onMilestone: (client, event) => server.announce(client, event),
      detailed: browsers.detailed,
      laneOf: browsers.laneOf,
      pool: hasConnectionLimit(params)
        ? createConnectionPool({ limit: CONNECTIONS_PER_DOMAIN, browserOf: browsers.browserOf, onWait: client => clients[client]!.waitForConnection() })
        : undefined,
    })
    const { queue, recorder } = retrieval
    const server = createStreamServer(retrieval, params, browsers)
    const run = { params, seed, retrieval, browsers, server, countReconnection: createSecondCounter(queue) }
    const clients = Array.from({ length: browsers.streams }, (_, index) => new StreamClient(run, index))

    for (const counter of ['connections', 'peakConnections', 'messages', 'missed', 'heartbeats', 'reconnections', 'peak', 'blocked'] as const)
      recorder.set(counter, 0, 0)
    const subscribe = (client: number) => clients[client]!.subscribe()
    if (params.tabs === 1)
      retrieval.postAll(subscribe)
    else
      clients.forEach(({ index }) => queue.at(browsers.openedAt(index), () => retrieval.post(index, subscribe)))
    return retrieval.finish()
  },

  predict: predictSse,
}
