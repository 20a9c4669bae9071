import type { EventQueue } from '../engine/event-queue.ts'
import type { Recorder } from '../engine/recorder.ts'
import type { Assumption, Input, ParamSpecs } from '../engine/scenario.ts'
import type { Ms, Trace } from '../engine/trace.ts'
import type { ConnectionPool } from '../network/connection-pool.ts'
import type { Http } from '../network/http.ts'
import type { Jobs, WorkerInput } from '../network/jobs.ts'
import type { MessageContent, Network, NetworkInput } from '../network/network.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { createRecorder } from '../engine/recorder.ts'
import { BYTES, createHttp, REQUEST_TIMEOUT } from '../network/http.ts'
import { createJobs, SLOWDOWN, workerInputs } from '../network/jobs.ts'
import { clientLane, createNetwork, DETAILED_CLIENTS, networkInputs, SERVER } from '../network/network.ts'

/** Parameters that the means of retrieving a late result have in common: the same work behind the same network. */
export interface RetrievalParams {
  clients: number
  /** Processing time of the server, fixed or in the mean: D. */
  processing: Ms
  distribution: 'fixed' | 'exponential'
  /** One-way latency: L. */
  latency: Ms
  /** Mean of the random delay that each message has on top of the latency. */
  jitter: Ms
}

export const retrievalParams = {
  processing: { kind: 'number', unit: 'ms', min: 1000, max: 60_000, step: 500, initial: 12_000 },
  latency: { kind: 'number', unit: 'ms', min: 0, max: 1000, step: 10, initial: 200 },
  clients: { kind: 'number', unit: 'count', min: 1, max: 10_000, step: 1, initial: 1, isLog: true },
  distribution: { kind: 'choice', options: ['fixed', 'exponential'], initial: 'fixed', isAdvanced: true },
  jitter: { kind: 'number', unit: 'ms', min: 0, max: 500, step: 10, initial: 0, isAdvanced: true },
} as const satisfies ParamSpecs<RetrievalParams>

const POST: MessageContent = { label: 'post', tone: 'client', step: 1, bytes: BYTES.request }
const ACCEPTED: MessageContent = { label: 'accepted', tone: 'server', step: 2, bytes: BYTES.status }

/** Delay between a POST that failed and the next attempt. */
export const POST_RETRY: Ms = 2000
/** A run is cut short after this many events: only ten thousand clients in minutes of faults come so far. */
const MAX_EVENTS = 4_000_000
/** With many clients, a counter has no more than one point in this time. */
const MANY_CLIENTS_RESOLUTION: Ms = 50

/** Counters that the means have in common. */
export type RetrievalMetric = 'known' | 'staleness' | 'requests' | 'bytes'

/** The faults that the means have in common. */
export type RetrievalInput = NetworkInput | WorkerInput
export const retrievalInputs = { ...networkInputs, ...workerInputs }

/** A run ends after the server was down, or the network cut, for this long. */
const OUTAGE_LIMIT: Ms = 60_000

/** What the means have in common beside their parameters. Clients try without end: a run ends before they give up. */
export type RetrievalAssumption = 'requestTimeout' | 'postRetry' | 'attempts' | 'slowdown' | 'outageLimit' | 'requestBytes' | 'statusBytes' | 'resultBytes'
export const retrievalAssumptions: Record<RetrievalAssumption, Assumption> = {
  requestTimeout: { value: REQUEST_TIMEOUT, unit: 'ms' },
  postRetry: { value: POST_RETRY, unit: 'ms' },
  attempts: { value: Infinity, unit: 'count' },
  slowdown: { value: SLOWDOWN, unit: 'count' },
  outageLimit: { value: OUTAGE_LIMIT, unit: 'ms' },
  requestBytes: { value: BYTES.request, unit: 'bytes' },
  statusBytes: { value: BYTES.status, unit: 'bytes' },
  resultBytes: { value: BYTES.result, unit: 'bytes' },
}

export interface RetrievalOptions {
  /** Parts of equal work in a job. */
  milestones?: number
  /** A client's job has passed a milestone, the end of a part; the last one is the end of the job. */
  onMilestone?: (client: number, milestone: number) => void
  /** Number of clients whose events the trace keeps. */
  detailed?: number
  /** Lane of a client, by its number from 0. */
  laneOf?: (client: number) => string
  /** Connections of the browsers; without it, a client has as many as it asks for. */
  pool?: ConnectionPool
  /** How much longer the run may last than the work does. */
  patience?: Ms
}

/** The parts of a run, and what all means do alike. */
export interface Retrieval<M extends string> {
  queue: EventQueue
  recorder: Recorder<M | RetrievalMetric>
  network: Network
  http: Http
  jobs: Jobs
  clients: number
  /** Sends every client's POST at the start, and again until the server accepts it. */
  postAll: (onAccepted: (client: number) => void) => void
  /** Sends one client's POST now, and again until the server accepts it. */
  post: (client: number, onAccepted: (client: number) => void) => void
  /** The client has received the result: counts it, and how late it is, the first time. */
  receiveResult: (client: number) => void
  hasResult: (client: number) => boolean
  /** Runs until no event is left, the horizon is reached, or events are too many. */
  finish: () => Trace<M | RetrievalMetric>
}

/**
 * When a run ends even if clients still wait, so that a server that never comes back leaves a readable figure. Inputs after
 * that have no effect.
 */
function horizonOf({ processing, distribution }: RetrievalParams, inputs: readonly Input[], patience: Ms): Ms {
  const horizon = 60_000 + processing * (distribution === 'fixed' ? 3 : 12) + patience
  let end = horizon
  let isServerUp = true
  let isConnected = true
  for (const { at, do: kind } of inputs.toSorted((a, b) => a.at - b.at)) {
    if (at > end)
      break
    if (kind === 'server-down' || kind === 'server-up')
      isServerUp = kind === 'server-up'
    else if (kind === 'disconnect' || kind === 'reconnect')
      isConnected = kind === 'reconnect'
    end = isServerUp && isConnected ? horizon : Math.min(end, at + OUTAGE_LIMIT + patience)
  }
  return end
}

/**
 * What a means of retrieval runs on: event queue, recorder, network, server with its jobs, and the counters in common.
 * A client sends a POST, gets a 202, waits, then has the result.
 * @param metrics all counters of the scenario
 */
export function createRetrieval<M extends string>(
  metrics: readonly M[],
  params: RetrievalParams,
  seed: number,
  inputs: readonly Input[],
  { milestones = 1, onMilestone = () => {}, detailed = DETAILED_CLIENTS, laneOf = clientLane, pool, patience = 0 }: RetrievalOptions = {},
): Retrieval<M> {
  const { clients, processing, distribution, latency, jitter } = params
  const queue = createEventQueue({ end: horizonOf(params, inputs, patience), maxEvents: MAX_EVENTS })
  const recorder = createRecorder<M | RetrievalMetric>(metrics as readonly (M | RetrievalMetric)[], clients > DETAILED_CLIENTS ? MANY_CLIENTS_RESOLUTION : 0)
  const network = createNetwork({ queue, recorder, seed, clients, latency, jitter, detailed, laneOf })
  const http = createHttp(queue, network, pool)
  const jobs = createJobs({ queue, recorder, network, seed, processing, distribution, milestones, onMilestone, detailed })
  const hasResult = new Uint8Array(clients)
  let received = 0
  let totalStaleness = 0

  function post(client: number, onAccepted: (client: number) => void) {
    http.request({
      client,
      request: POST,
      timeout: REQUEST_TIMEOUT,
      onSent: () => recorder.add('requests', queue.now),
      onServer(exchange) {
        jobs.start(client)
        exchange.end(ACCEPTED, () => onAccepted(client))
      },
      onFail: () => queue.after(POST_RETRY, () => post(client, onAccepted)),
    })
  }

  network.apply(inputs)
  jobs.apply(inputs)
  recorder.set('known', 0, 0)

  return {
    queue,
    recorder,
    network,
    http,
    jobs,
    clients,
    postAll(onAccepted) {
      queue.at(0, () => {
        for (let client = 0; client < clients; client++)
          post(client, onAccepted)
      })
    },
    post,
    receiveResult(client) {
      if (hasResult[client])
        return
      hasResult[client] = 1
      received++
      totalStaleness += queue.now - jobs.readyAt(client)!
      recorder.add('known', queue.now)
      recorder.set('staleness', queue.now, totalStaleness / received)
      if (client < detailed)
        recorder.mark({ lane: laneOf(client), at: queue.now, label: 'known', tone: 'success' })
    },
    hasResult: client => hasResult[client] === 1,
    finish() {
      queue.run()
      return recorder.finish(seed, queue.now)
    },
  }
}

/** Lanes of the clients that the trace shows, then the server's. */
export function retrievalLanes({ clients }: RetrievalParams, detailed = DETAILED_CLIENTS) {
  const shown = Array.from({ length: Math.min(clients, detailed) }, (_, client) => ({ id: clientLane(client), tone: 'client' as const }))
  return [...shown, { id: SERVER, tone: 'server' as const }]
}
