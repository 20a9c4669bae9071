import type { Prediction, Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { RequestOptions } from '../network/http.ts'
import type { MessageContent } from '../network/network.ts'
import type { RetrievalAssumption, RetrievalInput, RetrievalMetric, RetrievalParams } from './retrieval.ts'
import { drawsFor } from '../engine/random.ts'
import { BYTES, REQUEST_TIMEOUT } from '../network/http.ts'
import { createRequestRate, createSecondCounter } from '../network/request-rate.ts'
import { createRetrieval, retrievalAssumptions, retrievalInputs, retrievalLanes, retrievalParams } from './retrieval.ts'

export type PollingParams = RetrievalParams & {
  /** Polling interval: I. */
  interval: Ms
  /** Whether the interval starts at the answer to the last poll, or at that poll itself, as with `setInterval`. */
  pace: 'after-response' | 'fixed-rate'
  /** Random share by which an interval is longer or shorter, at most. A `Retry-After` is a minimum: it is only made longer. */
  spread: number
  /** The client waits as long as the server's `Retry-After` says. */
  honoursRetryAfter: boolean
  /** The client sends the last `ETag`; the server answers 304 without a body while nothing has changed. */
  usesEtag: boolean
}

export type PollingMetric = RetrievalMetric | 'empty' | 'rate' | 'peak'
export type PollingPreset = 'five-seconds' | 'one-second' | 'thousand-clients' | 'spread-out' | 'retry-after' | 'retry-after-spread' | 'server-down'

const SECOND: Ms = 1000

const POLL: MessageContent = { label: 'poll', tone: 'client', step: 4, bytes: BYTES.request }
const NOT_READY: MessageContent = { label: 'not-ready', tone: 'waiting', step: 5, bytes: BYTES.status }
const NOT_MODIFIED: MessageContent = { label: 'not-modified', tone: 'waiting', step: 5, bytes: BYTES.notModified }
const RESULT: MessageContent = { label: 'result', tone: 'success', step: 6, bytes: BYTES.result }

/** The client asks again and again until the result is there. */
export const polling: Scenario<PollingParams, PollingMetric, PollingPreset, RetrievalInput, RetrievalAssumption> = {
  id: 'polling',
  params: {
    interval: { kind: 'number', unit: 'ms', min: 500, max: 30_000, step: 500, initial: 5000 },
    ...retrievalParams,
    pace: { kind: 'choice', options: ['after-response', 'fixed-rate'], initial: 'after-response', isAdvanced: true },
    spread: { kind: 'number', unit: 'share', min: 0, max: 0.5, step: 0.05, initial: 0, isAdvanced: true },
    honoursRetryAfter: { kind: 'switch', initial: false, isAdvanced: true },
    usesEtag: { kind: 'switch', initial: false, isAdvanced: true },
  },
  metrics: { known: 'count', staleness: 'ms', requests: 'count', empty: 'count', rate: 'per-second', peak: 'per-second', bytes: 'bytes' },
  inputs: retrievalInputs,
  assumptions: retrievalAssumptions,
  presets: [
    { id: 'five-seconds' },
    { id: 'one-second', params: { interval: 1000 } },
    { id: 'thousand-clients', params: { clients: 1000, distribution: 'exponential' } },
    { id: 'spread-out', params: { clients: 1000, distribution: 'exponential', spread: 0.5 } },
    { id: 'retry-after', params: { honoursRetryAfter: true, usesEtag: true } },
    { id: 'retry-after-spread', params: { clients: 1000, distribution: 'exponential', honoursRetryAfter: true, spread: 0.5 } },
    { id: 'server-down', inputs: [{ at: 8000, do: 'server-down' }, { at: 14_000, do: 'server-up' }] },
  ],
  lanes: retrievalLanes,

  run(params, seed, inputs) {
    const { interval, pace, spread, honoursRetryAfter, usesEtag } = params
    const world = createRetrieval<PollingMetric>(Object.keys(polling.metrics) as PollingMetric[], params, seed, inputs)
    const { queue, recorder, http, jobs } = world
    const pauses = spread > 0 ? Array.from({ length: world.clients }, (_, client) => drawsFor(seed, 'spread', client)) : []
    const rate = createRequestRate(queue, world.clients)
    const countInSecond = createSecondCounter(queue)

    function pause(client: number, retryAfter: Ms): Ms {
      const wait = honoursRetryAfter ? retryAfter : interval
      return spread > 0 ? wait * pauses[client]!.uniform(honoursRetryAfter ? 1 : 1 - spread, 1 + spread) : wait
    }

    function countPoll() {
      recorder.add('requests', queue.now)
      rate.countRequest()
      recorder.raise('peak', queue.now, countInSecond())
    }

    function showRate() {
      const value = rate.perSecond()
      if (value !== null)
        recorder.set('rate', queue.now, value)
    }

    /** The server's `Retry-After`, in whole seconds. */
    const expectedWait = (client: number) => Math.max(1, Math.ceil(jobs.expectedRemaining(client) / SECOND)) * SECOND
    const isPaced = pace === 'fixed-rate' && !honoursRetryAfter
    const notReady = usesEtag ? NOT_MODIFIED : NOT_READY

    recorder.set('empty', 0, 0)
    world.postAll((client) => {
      const startedAt = queue.now
      let retryAfter = expectedWait(client)

      function poll() {
        if (world.hasResult(client))
          return
        countPoll()
        if (isPaced)
          queue.after(pause(client, interval), poll)
        http.request(request)
      }
      function receiveNotReady() {
        recorder.add('empty', queue.now)
        showRate()
        if (!isPaced)
          queue.after(pause(client, retryAfter), poll)
      }
      function receiveResult() {
        if (world.hasResult(client))
          return
        rate.stopWaiting(startedAt)
        showRate()
        world.receiveResult(client)
      }
      const request: RequestOptions = {
        client,
        request: POLL,
        timeout: REQUEST_TIMEOUT,
        onServer(exchange) {
          if (jobs.isReady(client))
            return exchange.end(RESULT, receiveResult)
          retryAfter = expectedWait(client)
          exchange.end(notReady, receiveNotReady)
        },
        onFail: () => !isPaced && queue.after(pause(client, interval), poll),
      }

      rate.startWaiting()
      queue.after(pause(client, retryAfter), poll)
    })
    return world.finish()
  },

  predict({ clients: N, processing: D, distribution, latency: L, interval: I, jitter, pace, spread, honoursRetryAfter, usesEtag }) {
    if (honoursRetryAfter || spread > 0 || jitter > 0)
      return {}
    const source = 'predictions.ts'
    // From the start of the work: the 202 takes L, the first poll leaves I later and takes L, each next one a cycle more.
    const isPaced = pace === 'fixed-rate'
    const cycle = isPaced ? I : I + 2 * L
    const first = I + 2 * L
    let polls: number
    let staleness: number
    const formulas = isPaced ? { polls: '1 + ⌈(D − I − 2L)/I⌉', staleness: 'n·I + 2L − D + L' } : { polls: '⌈D/(I + 2L)⌉', staleness: 'n·(I + 2L) − D + L' }
    if (distribution === 'fixed') {
      polls = 1 + Math.max(0, Math.ceil((D - first) / cycle))
      staleness = first + (polls - 1) * cycle - D + L
    }
    else {
      // P(D > first + k·cycle), summed over k.
      polls = 1 + Math.exp(-first / D) / (1 - Math.exp(-cycle / D))
      staleness = first + (polls - 1) * cycle - D + L
      formulas.polls = isPaced ? '1 + e^(−(I + 2L)/m)/(1 − e^(−I/m))' : '1/(1 − e^(−(I + 2L)/m))'
      formulas.staleness = isPaced ? 'n·I + 2L − m + L' : 'n·(I + 2L) − m + L'
    }
    // A clock does not wait for answers: polls that leave while the result is on its way are for nothing.
    const late = isPaced ? Math.floor(2 * L / I) : 0
    const sent = late > 0 ? 'n + ⌊2L/I⌋' : 'n'
    const empty = usesEtag ? BYTES.notModified : BYTES.status
    const of = (value: number, formula: string): Prediction => ({ value, formula, source })
    return {
      known: of(N, 'N'),
      staleness: of(staleness, formulas.staleness),
      requests: of(N * (1 + polls + late), `N·(1 + ${sent}), n = ${formulas.polls}`),
      empty: of(N * (polls - 1), 'N·(n − 1)'),
      rate: of(N * (polls + late) / (first + (polls - 1) * cycle) * SECOND, isPaced ? `N·(${sent})/(n·I + 2L)` : 'N/(I + 2L)'),
      bytes: of(N * ((1 + polls + late) * BYTES.request + BYTES.status + (polls - 1) * empty + (1 + late) * BYTES.result), 'N·Σ tailles'),
    }
  },
}
