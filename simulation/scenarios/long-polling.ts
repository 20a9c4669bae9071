import type { Input, Prediction, Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Exchange } from '../network/http.ts'
import type { RetrievalAssumption, RetrievalInput, RetrievalMetric, RetrievalParams } from './retrieval.ts'
import { drawsFor } from '../engine/random.ts'
import { BYTES } from '../network/http.ts'
import { DETAILED_CLIENTS, SERVER } from '../network/network.ts'
import { createRequestRate, createSecondCounter } from '../network/request-rate.ts'
import { createRetrieval, retrievalAssumptions, retrievalInputs, retrievalLanes, retrievalParams } from './retrieval.ts'

export type LongPollingParams = RetrievalParams & {
  /** After this the server answers a held request without a result: τ. */
  timeout: Ms
  /** Random time, at most, that a client adds to its pause after a request that failed: S. */
  retrySpread: Ms
}

export type LongPollingMetric = RetrievalMetric | 'empty' | 'connections' | 'peakConnections' | 'peak' | 'rate'
export type LongPollingPreset = 'ten-seconds' | 'thirty-seconds' | 'between-two' | 'lost-answer' | 'server-down' | 'thousand-clients' | 'herd' | 'spread-out'

/** Delay after a request that failed: without one, a client would ask as fast as it can while the server is down. */
const RETRY_DELAY: Ms = 1000
/** How long a client waits for the answer after the server's time-out, before it takes the request for lost. */
const GRACE: Ms = 10_000

const many = { clients: 1000, processing: 30_000 }
const restart: Input<RetrievalInput>[] = [{ at: 6000, do: 'server-down' }, { at: 14_000, do: 'server-up' }]

/** A request that the server holds open. */
interface HeldRequest {
  exchange: Exchange
  cancelTimeout: () => void
  endSpan?: (end: Ms) => void
}

/** The server holds the request until the result or the time-out; the client then asks again at once. */
export const longPolling: Scenario<LongPollingParams, LongPollingMetric, LongPollingPreset, RetrievalInput, RetrievalAssumption | 'grace' | 'retryDelay'> = {
  id: 'long-polling',
  params: {
    timeout: { kind: 'number', unit: 'ms', min: 1000, max: 60_000, step: 500, initial: 10_000 },
    ...retrievalParams,
    retrySpread: { kind: 'number', unit: 'ms', min: 0, max: 10_000, step: 500, initial: 0, isAdvanced: true },
  },
  metrics: {
    known: 'count',
    staleness: 'ms',
    requests: 'count',
    empty: 'count',
    connections: 'count',
    peakConnections: 'count',
    peak: 'per-second',
    rate: 'per-second',
    bytes: 'bytes',
  },
  inputs: retrievalInputs,
  assumptions: { ...retrievalAssumptions, grace: { value: GRACE, unit: 'ms' }, retryDelay: { value: RETRY_DELAY, unit: 'ms' } },
  presets: [
    { id: 'ten-seconds' },
    { id: 'thirty-seconds', params: { timeout: 30_000 } },
    { id: 'between-two', params: { latency: 1000, processing: 12_500 } },
    { id: 'lost-answer', inputs: [{ at: 9000, do: 'lose-next' }] },
    { id: 'server-down', inputs: [{ at: 5000, do: 'server-down' }, { at: 8000, do: 'server-up' }] },
    { id: 'thousand-clients', params: { clients: 1000, distribution: 'exponential' } },
    { id: 'herd', params: many, inputs: restart },
    { id: 'spread-out', params: { ...many, retrySpread: 5000 }, inputs: restart },
  ],
  lanes: retrievalLanes,

  run(params, seed, inputs) {
    const { timeout, retrySpread } = params
    const held: (HeldRequest | undefined)[] = Array.from({ length: params.clients })
    const world = createRetrieval<LongPollingMetric>(Object.keys(longPolling.metrics) as LongPollingMetric[], params, seed, inputs, {
      onMilestone: client => answer(client, true),
    })
    const { queue, recorder, network, http, jobs } = world
    const rate = createRequestRate(queue, world.clients)
    const acceptedAt = new Float64Array(world.clients)
    const pauses = retrySpread > 0 ? Array.from({ length: world.clients }, (_, client) => drawsFor(seed, 'retry', client)) : []
    const countInSecond = createSecondCounter(queue)
    /** Clients that wait for the network to be back. */
    let offline: number[] = []

    function hold(client: number, exchange: Exchange) {
      const span = { lane: SERVER, start: queue.now, label: 'held', tone: 'waiting' } as const
      held[client] = {
        exchange,
        cancelTimeout: queue.timer(timeout, () => answer(client, false)),
        endSpan: client < DETAILED_CLIENTS ? recorder.span(span) : undefined,
      }
      recorder.add('connections', queue.now)
      recorder.raise('peakConnections', queue.now, recorder.value('connections')!)
    }

    function release(client: number) {
      const request = held[client]
      if (!request)
        return
      held[client] = undefined
      request.cancelTimeout()
      request.endSpan?.(queue.now)
      recorder.add('connections', queue.now, -1)
    }

    /** Answers a held request, with the result or without. */
    function answer(client: number, hasResult: boolean) {
      const exchange = held[client]?.exchange
      if (!exchange)
        return
      release(client)
      if (hasResult)
        sendResult(client, exchange)
      else
        exchange.end({ label: 'nothing-yet', tone: 'waiting', step: 5, bytes: BYTES.notModified }, () => onEmpty(client))
    }

    function sendResult(client: number, exchange: Exchange) {
      exchange.end({ label: 'result', tone: 'success', step: 6, bytes: BYTES.result }, () => {
        rate.stopWaiting(acceptedAt[client]!)
        showRate()
        world.receiveResult(client)
      })
    }

    function onEmpty(client: number) {
      recorder.add('empty', queue.now)
      showRate()
      ask(client)
    }

    function showRate() {
      const value = rate.perSecond()
      if (value !== null)
        recorder.set('rate', queue.now, value)
    }

    /** @param isRetry the last request failed */
    function ask(client: number, isRetry = false) {
      if (!network.isConnected) {
        offline.push(client)
        return
      }
      recorder.add('requests', queue.now)
      rate.countRequest()
      http.request({
        client,
        request: { label: 'ask', tone: 'client', step: 4, bytes: BYTES.request },
        timeout: timeout + GRACE,
        onServer(exchange) {
          if (isRetry)
            recorder.raise('peak', queue.now, countInSecond())
          if (jobs.isReady(client))
            sendResult(client, exchange)
          else
            hold(client, exchange)
        },
        onAborted: () => release(client),
        onFail(loss) {
          if (loss === 'timeout' || !network.isConnected)
            ask(client)
          else
            queue.after(RETRY_DELAY + (pauses[client]?.uniform(0, retrySpread) ?? 0), () => ask(client, true))
        },
      })
    }

    network.onChange((change) => {
      if (change !== 'reconnect')
        return
      const waiting = offline
      offline = []
      waiting.forEach(client => ask(client))
    })
    recorder.set('empty', 0, 0)
    recorder.set('connections', 0, 0)
    recorder.set('peakConnections', 0, 0)
    recorder.set('peak', 0, 0)
    world.postAll((client) => {
      acceptedAt[client] = queue.now
      rate.startWaiting()
      ask(client)
    })
    return world.finish()
  },

  predict({ clients: N, processing: D, distribution, latency: L, timeout: τ, jitter }) {
    const source = 'RFC 6202'
    const of = (value: number, formula: string, source: string): Prediction => ({ value, formula, source })
    const known = of(N, 'N', source)
    if (jitter > 0)
      return { known }
    // Times from the start of the work: the first request comes after 2L, the 202 and its own way, each next one a cycle later.
    const cycle = τ + 2 * L
    const isFixed = distribution === 'fixed'
    const asks = isFixed ? Math.ceil(D / cycle) : 1 / (1 - Math.exp(-cycle / D))
    // Ready while no request is held, 2L in each cycle: the result waits for the next one.
    const lastHeldFrom = asks * cycle - τ
    const unheld = isFixed ? Math.max(0, lastHeldFrom - D) : asks * (2 * L - D * (1 - Math.exp(-2 * L / D)))
    const peak = isFixed ? Number(D > 2 * L) : Math.exp(-2 * L / D)
    const n = isFixed ? '⌈D/(τ + 2L)⌉' : '1/(1 − e^(−(τ + 2L)/m))'
    const late = '2L − m·(1 − e^(−2L/m))'
    return {
      known,
      staleness: of(L + unheld, isFixed ? 'L + max(0, n·(τ + 2L) − τ − D)' : `L + n·(${late})`, source),
      requests: of(N * (1 + asks), `N·(1 + n), n = ${n}`, source),
      empty: of(N * (asks - 1), 'N·(n − 1)', source),
      peak: of(0, '0', source),
      peakConnections: of(N * peak, isFixed ? 'N' : 'N·e^(−2L/m)', source),
      rate: of(N * asks / (D + unheld) * 1000, isFixed ? 'N·n/max(D, n·(τ + 2L) − τ)' : `N·n/(m + n·(${late}))`, source),
      bytes: of(N * ((1 + asks) * BYTES.request + BYTES.status + (asks - 1) * BYTES.notModified + BYTES.result), 'N·Σ', 'retrieval.ts'),
    }
  },
}
