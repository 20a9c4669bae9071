import type { Draws } from '../engine/random.ts'
import type { Input, Prediction, Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Loss, MessageContent } from '../network/network.ts'
import type { RetrievalAssumption, RetrievalInput, RetrievalMetric, RetrievalParams } from './retrieval.ts'
import { drawsFor } from '../engine/random.ts'
import { BYTES, REQUEST_TIMEOUT } from '../network/http.ts'
import { clientLane, DETAILED_CLIENTS, SERVER } from '../network/network.ts'
import { createRetrieval, retrievalAssumptions, retrievalInputs, retrievalLanes, retrievalParams } from './retrieval.ts'

export type WebhookParams = RetrievalParams & {
  /** Calls for one result, at most. */
  calls: number
  /** Longest wait before the second call; it doubles with each call: b. */
  backoffBase: Ms
  backoffCap: Ms
  /** Full jitter: each wait is drawn between 0 and its longest. */
  backoffJitter: boolean
  /** The receiver knows the calls that it has handled by their numbers, and handles none twice. */
  isIdempotent: boolean
}

export type WebhookMetric = RetrievalMetric | 'calls' | 'duplicates' | 'abandoned'
export type WebhookPreset = 'called' | 'receiver-down' | 'answer-lost' | 'answer-lost-once' | 'given-up'
/** 'receiver-down': the services that are called do not run. */
export type WebhookInput = RetrievalInput | 'receiver-down' | 'receiver-up'

const CALL: MessageContent = { label: 'call', tone: 'message', step: 4, bytes: BYTES.result }
const TAKEN: MessageContent = { label: 'taken-over', tone: 'success', step: 5, bytes: BYTES.notModified }

/** One result, as the server keeps it in its database until the receiver has taken it over. */
class Delivery {
  readonly client: number
  calls = 0
  /** When the call under way was sent; null while none is. */
  sentAt: Ms | null = null
  isSettled = false
  waits?: Draws

  constructor(client: number) {
    this.client = client
  }
}

/**
 * The result goes from server to server: the client says with its POST where it wants to be called, and the server calls it there. A call
 * without a good answer is made again, with exponential backoff, so that one may arrive twice. The server signs its calls; that shows
 * in no trace.
 */
export const webhook: Scenario<WebhookParams, WebhookMetric, WebhookPreset, WebhookInput, RetrievalAssumption> = {
  id: 'webhook',
  params: {
    calls: { kind: 'number', unit: 'count', min: 1, max: 10, step: 1, initial: 5 },
    ...retrievalParams,
    isIdempotent: { kind: 'switch', initial: false },
    backoffBase: { kind: 'number', unit: 'ms', min: 500, max: 10_000, step: 500, initial: 1000, isAdvanced: true },
    backoffCap: { kind: 'number', unit: 'ms', min: 5000, max: 60_000, step: 5000, initial: 30_000, isAdvanced: true },
    backoffJitter: { kind: 'switch', initial: true, isAdvanced: true },
  },
  metrics: { known: 'count', staleness: 'ms', requests: 'count', calls: 'count', duplicates: 'count', abandoned: 'count', bytes: 'bytes' },
  inputs: { ...retrievalInputs, 'receiver-down': {}, 'receiver-up': { ends: 'receiver-down' } },
  assumptions: retrievalAssumptions,
  presets: [
    { id: 'called' },
    { id: 'receiver-down', inputs: [{ at: 10_000, do: 'receiver-down' }, { at: 16_000, do: 'receiver-up' }] },
    { id: 'answer-lost', inputs: answerLost() },
    { id: 'answer-lost-once', params: { isIdempotent: true }, inputs: answerLost() },
    { id: 'given-up', params: { calls: 3 }, inputs: [{ at: 10_000, do: 'receiver-down' }] },
  ],
  lanes: retrievalLanes,

  run(params, seed, inputs) {
    const { calls, backoffBase, backoffCap, backoffJitter, isIdempotent } = params
    const longestWait = (call: number) => Math.min(backoffCap, backoffBase * 2 ** (call - 1))
    const patience = Array.from({ length: calls }, (_, index) => longestWait(index + 1) + REQUEST_TIMEOUT).reduce((sum, time) => sum + time, 0)
    const retrieval = createRetrieval<WebhookMetric>(Object.keys(webhook.metrics) as WebhookMetric[], params, seed, inputs, {
      patience,
      onMilestone: client => call(new Delivery(client)),
    })
    const { queue, recorder, network } = retrieval
    let isReceiverUp = true
    /** Under way, to be made again once the server is back. */
    const open = new Set<Delivery>()
    let postponed: Delivery[] = []

    function call(delivery: Delivery) {
      if (!network.isServerUp) {
        postponed.push(delivery)
        return
      }
      const sentAt = queue.now
      delivery.calls++
      delivery.sentAt = sentAt
      open.add(delivery)
      recorder.add('calls', queue.now)
      recorder.add('requests', queue.now)
      const lost = (loss: Loss) => onLost(delivery, sentAt, loss)
      network.carry(delivery.client, 'down', CALL, {
        received() {
          if (!isReceiverUp) {
            lost('down')
            return false
          }
          take(delivery.client)
          network.carry(delivery.client, 'up', TAKEN, { received: () => settle(delivery), lost })
        },
        lost,
      })
    }

    function take(client: number) {
      if (!retrieval.hasResult(client))
        return retrieval.receiveResult(client)
      if (!isIdempotent)
        recorder.add('duplicates', queue.now)
      mark(clientLane(client), client, isIdempotent ? 'known-message' : 'handled-twice', isIdempotent ? 'success' : 'failure')
    }

    function settle(delivery: Delivery) {
      delivery.isSettled = true
      open.delete(delivery)
    }

    /** A call or its answer did not arrive. A dropped one is found out by the time-out; whether it was handled, the server cannot know. */
    function onLost(delivery: Delivery, sentAt: Ms, loss: Loss) {
      if (loss === 'dropped')
        queue.at(Math.max(queue.now, sentAt + REQUEST_TIMEOUT), () => fail(delivery, sentAt))
      else
        fail(delivery, sentAt)
    }

    function fail(delivery: Delivery, sentAt: Ms) {
      if (delivery.isSettled || delivery.sentAt !== sentAt)
        return
      delivery.sentAt = null
      open.delete(delivery)
      if (delivery.calls >= calls) {
        recorder.add('abandoned', queue.now)
        mark(SERVER, delivery.client, 'abandoned', 'failure')
        return
      }
      const longest = longestWait(delivery.calls)
      delivery.waits ??= drawsFor(seed, 'backoff', delivery.client)
      queue.after(backoffJitter ? delivery.waits.uniform(0, longest) : longest, () => call(delivery))
    }

    function mark(lane: string, client: number, label: string, tone: 'success' | 'failure') {
      if (client < DETAILED_CLIENTS)
        recorder.mark({ lane, at: queue.now, label, tone })
    }

    network.onChange((change) => {
      if (change === 'server-down') {
        // Its calls under way go with it, and stand in its database.
        postponed.push(...open)
        open.forEach(delivery => delivery.sentAt = null)
        open.clear()
      }
      else if (change === 'server-up') {
        const waiting = postponed
        postponed = []
        waiting.filter(({ isSettled }) => !isSettled).forEach(call)
      }
    })
    for (const { at, do: kind } of inputs) {
      if (kind === 'receiver-down' || kind === 'receiver-up') {
        queue.at(at, () => {
          isReceiverUp = kind === 'receiver-up'
          mark(clientLane(0), 0, kind, isReceiverUp ? 'success' : 'failure')
        })
      }
    }
    for (const metric of ['calls', 'duplicates', 'abandoned'] as const)
      recorder.set(metric, 0, 0)
    retrieval.postAll(() => {})
    return retrieval.finish()
  },

  predict({ clients: N, latency: L, jitter }) {
    const of = (value: number, formula: string): Prediction => ({ value, formula, source: 'arithmetic' })
    return {
      known: of(N, 'N'),
      ...jitter === 0 ? { staleness: of(L, 'L') } : {},
      requests: of(2 * N, 'N·(POST + appel)'),
      calls: of(N, 'N'),
      duplicates: of(0, '0'),
      abandoned: of(0, '0'),
      bytes: of(N * (BYTES.request + BYTES.status + BYTES.result + BYTES.notModified), 'N·Σ'),
    }
  },
}

/** The first answer to the server's call is lost. */
function answerLost(): Input<WebhookInput>[] {
  return [{ at: 12_300, do: 'lose-next' }]
}
