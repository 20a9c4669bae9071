import type { Input, Scenario } from '../engine/scenario.ts'
import type { WebsocketAssumption, WebsocketInput, WebsocketMetric, WebsocketParams, WebsocketPreset } from './websocket/model.ts'
import { HEARTBEAT_TIMEOUT } from '../network/socket.ts'
import { createRetrieval, retrievalAssumptions, retrievalInputs, retrievalLanes, retrievalParams } from './retrieval.ts'
import { createConnections } from './websocket/connection.ts'
import { createConversation } from './websocket/conversation.ts'
import { predictWebsocket } from './websocket/predict.ts'
import { createSubscriptions } from './websocket/subscription.ts'

const many = { clients: 500, processing: 30_000, heartbeat: 0 }
const restart: Input<WebsocketInput>[] = [{ at: 8000, do: 'server-down' }, { at: 14_000, do: 'server-up' }]
/** The server has handled the message, whose reply the cut loses. */
const replyLost: Input<WebsocketInput>[] = [{ at: 7700, do: 'client-message' }, { at: 8000, do: 'disconnect' }, { at: 12_000, do: 'reconnect' }]

/**
 * One connection in both directions: the client subscribes to its job and may send at any time, the server sends progress.
 * A WebSocket does not reconnect by itself: the client has its own backoff, and client and server agree on how to resume.
 */
export const websocket: Scenario<WebsocketParams, WebsocketMetric, WebsocketPreset, WebsocketInput, WebsocketAssumption> = {
  id: 'websocket',
  params: {
    events: { kind: 'number', unit: 'count', min: 1, max: 10, step: 1, initial: 4 },
    heartbeat: { kind: 'number', unit: 'ms', min: 0, max: 30_000, step: 5000, initial: 5000 },
    ...retrievalParams,
    resumes: { kind: 'switch', initial: true },
    isIdempotent: { kind: 'switch', initial: false, isAdvanced: true },
    backoffBase: { kind: 'number', unit: 'ms', min: 500, max: 5000, step: 500, initial: 500, isAdvanced: true },
    backoffCap: { kind: 'number', unit: 'ms', min: 5000, max: 60_000, step: 5000, initial: 20_000, isAdvanced: true },
    backoffJitter: { kind: 'switch', initial: true, isAdvanced: true },
  },
  metrics: {
    known: 'count',
    staleness: 'ms',
    requests: 'count',
    messages: 'count',
    heartbeats: 'count',
    connections: 'count',
    peakConnections: 'count',
    reconnections: 'count',
    peak: 'per-second',
    missed: 'count',
    duplicates: 'count',
    bytes: 'bytes',
  },
  inputs: { ...retrievalInputs, 'client-message': {} },
  assumptions: { ...retrievalAssumptions, heartbeatTimeout: { value: HEARTBEAT_TIMEOUT, unit: 'ms' } },
  presets: [
    { id: 'plain' },
    { id: 'both-ways', inputs: [{ at: 2000, do: 'client-message' }, { at: 7500, do: 'client-message' }] },
    { id: 'cut-resumed', params: { heartbeat: 0, backoffCap: 5000 }, inputs: [{ at: 8000, do: 'disconnect' }, { at: 14_000, do: 'reconnect' }] },
    { id: 'cut-lost', params: { heartbeat: 0, backoffCap: 5000, resumes: false }, inputs: [{ at: 8000, do: 'disconnect' }, { at: 14_000, do: 'reconnect' }] },
    { id: 'sent-twice', params: { heartbeat: 0, backoffCap: 5000 }, inputs: replyLost },
    { id: 'sent-twice-once', params: { heartbeat: 0, backoffCap: 5000, isIdempotent: true }, inputs: replyLost },
    { id: 'half-open', inputs: [{ at: 7000, do: 'lose-next' }] },
    { id: 'half-open-unnoticed', params: { heartbeat: 0 }, inputs: [{ at: 7000, do: 'lose-next' }] },
    { id: 'herd', params: { ...many, backoffJitter: false }, inputs: restart },
    { id: 'spread-out', params: many, inputs: restart },
  ],
  lanes: retrievalLanes,

  run(params, seed, inputs) {
    const retrieval = createRetrieval<WebsocketMetric>(Object.keys(websocket.metrics) as WebsocketMetric[], params, seed, inputs, {
      milestones: params.events,
      onMilestone: (client, milestone) => subscriptions.announce(client, milestone),
    })
    const run = { params, seed, retrieval }
    const subscriptions = createSubscriptions(run)
    const connections = createConnections(run, {
      onOpen(socket) {
        subscriptions.subscribe(socket)
        if (params.resumes && socket.client === 0)
          conversation.resend()
      },
      onServerEnd: subscriptions.drop,
    })
    const conversation = createConversation(run, connections.of(0))

    for (const metric of ['messages', 'heartbeats', 'connections', 'peakConnections', 'reconnections', 'peak', 'missed', 'duplicates'] as const)
      retrieval.recorder.set(metric, 0, 0)
    for (const { at, do: kind } of inputs) {
      if (kind === 'client-message')
        retrieval.queue.at(at, conversation.speak)
    }
    retrieval.postAll(connections.connect)
    return retrieval.finish()
  },

  predict: predictWebsocket,
}
