import type { EventQueue } from '../engine/event-queue.ts'
import type { Recorder } from '../engine/recorder.ts'
import type { Input, ParamSpecs } from '../engine/scenario.ts'
import type { Ms, Trace } from '../engine/trace.ts'
import type { ConnectionPool } from '../network/connection-pool.ts'
import type { Http, HttpMessage } from '../network/http.ts'
import type { Jobs } from '../network/jobs.ts'
import type { Network } from '../network/network.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { createRecorder } from '../engine/recorder.ts'
import { createHttp } from '../network/http.ts'
import { createJobs } from '../network/jobs.ts'
import { clientLane, createNetwork, DETAILED_CLIENTS, SERVER } from '../network/network.ts'

/** What the five means of getting a late result have in common: the same work behind the same network. */
export interface RetrievalParams {
  clients: number
  /** Processing time of the server, fixed or in the mean: D. */
  processing: Ms
  distribution: 'fixed' | 'exponential'
  /** One-way latency: L. */
  latency: Ms
  /** Mean of what each message takes on top of the latency. */
  jitter: Ms
}

export const retrievalParams = {
  processing: { kind: 'number', unit: 'ms', min: 1000, max: 60_000, step: 500, initial: 12_000 },
  latency: { kind: 'number', unit: 'ms', min: 0, max: 1000, step: 10, initial: 200 },
  clients: { kind: 'number', unit: 'count', min: 1, max: 10_000, step: 1, initial: 1, isLog: true },
  distribution: { kind: 'choice', options: ['fixed', 'exponential'], initial: 'fixed', isAdvanced: true },
  jitter: { kind: 'number', unit: 'ms', min: 0, max: 500, step: 10, initial: 0, isAdvanced: true },
} as const satisfies ParamSpecs<RetrievalParams>

/**
 * Sizes of the HTTP model, in bytes with headers: a request of a browser with its cookie, a short JSON answer, an
 * answer without a body, the result. Orders of magnitude of everyday traffic, in one place so that all means count alike.
 */
export const BYTES = { request: 500, status: 300, notModified: 150, result: 2000 } as const

const POST: HttpMessage = { label: 'post', tone: 'client', step: 1, bytes: BYTES.request }
const ACCEPTED: HttpMessage = { label: 'accepted', tone: 'server', step: 2, bytes: BYTES.status }

/** After this a client takes a request for lost. */
export const REQUEST_TIMEOUT: Ms = 10_000
/** A client whose POST failed tries again after this. */
export const POST_RETRY: Ms = 2000
/** A run with more events than this is cut short: only ten thousand clients in minutes of faults come so far. */
const MOST_EVENTS = 4_000_000
/** With many clients, counters change this often. */
const MANY_CLIENTS_RESOLUTION: Ms = 50

/** Counters that all five have. */
export type RetrievalMetric = 'known' | 'staleness' | 'requests' | 'bytes'

export interface RetrievalOptions {
  /** Parts of equal work after which the server has something to tell. */
  milestones?: number
  /** A job passed one of them; the last is its end. */
  onMilestone?: (client: number, milestone: number) => void
  /** Clients whose events the trace keeps. */
  detailed?: number
  /** Their lanes. */
  laneOf?: (client: number) => string
  /** Connections that clients have to wait for. */
  pool?: ConnectionPool
  /** For how much longer than the work a client may have to wait. */
  patience?: Ms
}

export interface Retrieval<M extends string> {
  queue: EventQueue
  recorder: Recorder<M | RetrievalMetric>
  network: Network
  http: Http
  jobs: Jobs
  clients: number
  /** Sends every client's POST at the start, again until the server has taken it. */
  submit: (onAccepted: (client: number) => void) => void
  /** Sends one client's POST now, again until the server has taken it. */
  post: (client: number, onAccepted: (client: number) => void) => void
  /** The client holds the result: counts its staleness, once. */
  know: (client: number) => void
  knows: (client: number) => boolean
  /** Runs to the end: nothing left to happen, the horizon, or more events than anybody waits for. */
  finish: () => Trace<M | RetrievalMetric>
}

/** How long a run goes on without a server, or without a network. */
const LAST_HOPE: Ms = 60_000

/**
 * When a run is over even if clients still wait, so that a server that never comes back leaves a readable figure. What
 * is done to a run after that comes too late.
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
    end = isServerUp && isConnected ? horizon : Math.min(end, at + LAST_HOPE + patience)
  }
  return end
}

/**
 * The world in which a means of retrieval runs: clients, network, server with its jobs, and the counters in common.
 * A client is idle, has POSTed, waits after its 202, then knows.
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
  const queue = createEventQueue({ end: horizonOf(params, inputs, patience), mostEvents: MOST_EVENTS })
  const recorder = createRecorder<M | RetrievalMetric>(metrics as readonly (M | RetrievalMetric)[], clients > DETAILED_CLIENTS ? MANY_CLIENTS_RESOLUTION : 0)
  const network = createNetwork({ queue, recorder, seed, clients, latency, jitter, detailed, laneOf })
  const http = createHttp(queue, network, pool)
  const jobs = createJobs({ queue, recorder, network, seed, processing, distribution, milestones, onMilestone, detailed })
  const known = new Uint8Array(clients)
  let knownCount = 0
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
    submit(onAccepted) {
      queue.at(0, () => {
        for (let client = 0; client < clients; client++)
          post(client, onAccepted)
      })
    },
    post,
    know(client) {
      if (known[client])
        return
      known[client] = 1
      knownCount++
      totalStaleness += queue.now - jobs.readyAt(client)!
      recorder.add('known', queue.now)
      recorder.set('staleness', queue.now, totalStaleness / knownCount)
      if (client < detailed)
        recorder.mark({ lane: laneOf(client), at: queue.now, label: 'known', tone: 'success' })
    },
    knows: client => known[client] === 1,
    finish() {
      queue.run()
      return recorder.finish(seed, queue.now)
    },
  }
}

/** Lanes of the clients that are shown, then the server's. */
export function retrievalLanes({ clients }: RetrievalParams, detailed = DETAILED_CLIENTS) {
  const shown = Array.from({ length: Math.min(clients, detailed) }, (_, client) => ({ id: clientLane(client), tone: 'client' as const }))
  return [...shown, { id: SERVER, tone: 'server' as const }]
}
