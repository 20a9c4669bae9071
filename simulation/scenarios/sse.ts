import type { Prediction, Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Exchange, HttpMessage, Pending } from '../network/http.ts'
import type { RetrievalMetric, RetrievalParams } from './retrieval.ts'
import { CONNECTIONS_PER_DOMAIN, createConnectionPool } from '../network/connection-pool.ts'
import { clientLane, DETAILED_CLIENTS, SERVER } from '../network/network.ts'
import { BYTES, createRetrieval, POST_RETRY, REQUEST_TIMEOUT, retrievalLanes, retrievalParams } from './retrieval.ts'

export type SseParams = RetrievalParams & {
  /** Events of a stream, the last of which is the result: M. */
  events: number
  /** A 'done' event after which the client closes; or the server closes, and answers who comes back with a 204, or as ever. */
  ending: 'done' | 'no-content' | 'server-closes'
  /** `EventSource` reconnects after this: R. */
  retry: Ms
  /** The server can send again what came after a `Last-Event-ID`. */
  keepsHistory: boolean
  /** The client asks for the state with a GET each time its stream is open again. */
  fetchesOnReconnect: boolean
  protocol: 'http/2' | 'http/1.1'
  /** Tabs of the first client's browser, opened one a second, each with its POST and its stream: T. The other clients have one. */
  tabs: number
}

export type SseMetric = RetrievalMetric | 'connections' | 'peakConnections' | 'messages' | 'missed' | 'reconnections' | 'blocked'
export type SsePreset = 'four-events' | 'cut-with-history' | 'cut-without-history' | 'server-closes' | 'seven-tabs' | 'thousand-clients'

/** Sizes of what only a stream has: headers that open it, an event without any. The result weighs as much as elsewhere. */
export const STREAM_BYTES = { opening: BYTES.notModified, event: 100, result: BYTES.result - BYTES.notModified } as const

/** The tabs of a browser are opened at this interval. */
export const TAB_INTERVAL: Ms = 1000
/** Who waits in vain, or has the result but an `EventSource` that nobody closes, leaves the page after this. */
export const STAYS: Ms = 15_000

const SUBSCRIBE: HttpMessage = { label: 'subscribe', tone: 'client', step: 4, bytes: BYTES.request }
const RESUME: HttpMessage = { ...SUBSCRIBE, label: 'resume' }
const OPENED: HttpMessage = { label: 'opened', tone: 'server', bytes: STREAM_BYTES.opening }
const NOTHING_LEFT: HttpMessage = { label: 'nothing-left', tone: 'waiting', bytes: BYTES.notModified }
const NO_CONTENT: HttpMessage = { label: 'no-content', tone: 'server', step: 6, bytes: BYTES.notModified }
const FETCH: HttpMessage = { label: 'fetch', tone: 'client', bytes: BYTES.request }
const NOT_READY: HttpMessage = { label: 'not-ready', tone: 'waiting', bytes: BYTES.status }
const RESULT: HttpMessage = { label: 'result', tone: 'success', step: 6, bytes: BYTES.result }

const isLimited = ({ protocol }: SseParams) => protocol === 'http/1.1'

/** The first browser's tabs, as the first clients: those that the trace shows come first, one that is blocked among them. */
function tabsInOrder(params: SseParams): number[] {
  const tabs = Array.from({ length: params.tabs }, (_, tab) => tab)
  if (isLimited(params) && params.tabs > CONNECTIONS_PER_DOMAIN)
    tabs.splice(DETAILED_CLIENTS - 1, 0, ...tabs.splice(CONNECTIONS_PER_DOMAIN, 1))
  return tabs
}

const tabLane = (tab: number) => `tab-${tab + 1}`

/** The client opens a stream, on which the server tells of the work as it goes. */
export const sse: Scenario<SseParams, SseMetric, SsePreset> = {
  id: 'sse',
  params: {
    events: { kind: 'number', unit: 'count', min: 1, max: 10, step: 1, initial: 4 },
    ending: { kind: 'choice', options: ['done', 'no-content', 'server-closes'], initial: 'done' },
    retry: { kind: 'number', unit: 'ms', min: 500, max: 10_000, step: 500, initial: 3000 },
    keepsHistory: { kind: 'switch', initial: true },
    ...retrievalParams,
    clients: { ...retrievalParams.clients, isAdvanced: true },
    fetchesOnReconnect: { kind: 'switch', initial: false, isAdvanced: true },
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
    reconnections: 'count',
    blocked: 'count',
    bytes: 'bytes',
  },
  inputs: ['server-down', 'server-up', 'disconnect', 'reconnect', 'lose-next', 'slow-worker', 'normal-worker'],
  presets: [
    { id: 'four-events' },
    { id: 'cut-with-history', inputs: [{ at: 8000, do: 'disconnect' }, { at: 12_500, do: 'reconnect' }] },
    { id: 'cut-without-history', params: { keepsHistory: false }, inputs: [{ at: 8000, do: 'disconnect' }, { at: 12_500, do: 'reconnect' }] },
    { id: 'server-closes', params: { ending: 'server-closes' } },
    { id: 'seven-tabs', params: { tabs: 7, protocol: 'http/1.1' } },
    { id: 'thousand-clients', params: { clients: 1000, distribution: 'exponential' } },
  ],

  lanes(params) {
    if (params.tabs === 1)
      return retrievalLanes(params)
    const shown = tabsInOrder(params).slice(0, DETAILED_CLIENTS)
    return [...shown.map(tab => ({ id: tabLane(tab), tone: 'client' as const })), { id: SERVER, tone: 'server' }]
  },

  run(params, seed, inputs) {
    const { events: M, ending, retry, keepsHistory, fetchesOnReconnect, tabs } = params
    const streams = params.clients + tabs - 1
    const order = tabsInOrder(params)
    const browserOf = (client: number) => Math.max(0, client - tabs + 1)
    const detailed = tabs === 1 ? DETAILED_CLIENTS : Math.min(tabs, DETAILED_CLIENTS)
    const laneOf = (client: number) => tabs === 1 ? clientLane(client) : client < detailed ? tabLane(order[client]!) : ''
    const span = (client: number, label: string, tone: 'waiting' | 'message') =>
      client < detailed ? recorder.span({ lane: laneOf(client), start: queue.now, label, tone }) : undefined

    const world = createRetrieval<SseMetric>(Object.keys(sse.metrics) as SseMetric[], { ...params, clients: streams }, seed, inputs, {
      milestones: M,
      onMilestone: tell,
      detailed,
      laneOf,
      pool: isLimited(params) ? createConnectionPool({ limit: CONNECTIONS_PER_DOMAIN, browserOf, onWait: waitForConnection }) : undefined,
    })
    const { queue, recorder, http, jobs } = world

    /** The server's ends of the streams. */
    const attached: (Exchange | undefined)[] = Array.from({ length: streams })
    const openStreams = new Uint8Array(params.clients)
    /** Up to which event a client's missed ones are counted. */
    const counted = new Uint8Array(streams)
    const lastEventId = new Uint8Array(streams)
    /** `EventSource.CLOSED`: it does not come back. */
    const isClosed = new Uint8Array(streams)
    const hasLeft = new Uint8Array(streams)
    const isFetching = new Uint8Array(streams)
    const requests: (Pending | undefined)[] = Array.from({ length: streams })
    const cancelReconnect: ((() => void) | undefined)[] = Array.from({ length: streams })
    const cancelLeave: ((() => void) | undefined)[] = Array.from({ length: streams })
    const endSpan: (((end: Ms) => void) | undefined)[] = Array.from({ length: streams })

    function show(client: number, label?: 'stream' | 'reconnecting') {
      endSpan[client]?.(queue.now)
      endSpan[client] = label && span(client, label, label === 'stream' ? 'message' : 'waiting')
    }

    function waitForConnection(client: number) {
      recorder.add('blocked', queue.now)
      const end = span(client, 'queued', 'waiting')
      return () => end?.(queue.now)
    }

    // The server's side.

    const result = { label: ending === 'done' ? 'result-done' : 'result', tone: 'success', step: 6 } as const
    const liveEvents = Array.from({ length: M }, (_, index): HttpMessage => index + 1 === M
      ? { ...result, bytes: STREAM_BYTES.result }
      : { label: 'progress', detail: Math.round(100 * (index + 1) / M), tone: 'message', step: 5, bytes: STREAM_BYTES.event })

    /** Events with which a stream opens, in one message. */
    function lateEvents(last: number, count: number): HttpMessage {
      const bytes = STREAM_BYTES.opening + count * STREAM_BYTES.event
      return last === M
        ? { ...result, bytes: bytes - STREAM_BYTES.event + STREAM_BYTES.result }
        : { label: 'missed-events', detail: count, tone: 'message', step: 5, bytes }
    }

    /** Streams of one browser share a connection, but not with HTTP/1.1. */
    function countOpen(client: number, change: 1 | -1) {
      const browser = browserOf(client)
      openStreams[browser]! += change
      const isAnother = isLimited(params) || openStreams[browser] === (change === 1 ? 1 : 0)
      if (!isAnother)
        return
      recorder.add('connections', queue.now, change)
      recorder.set('peakConnections', queue.now, Math.max(recorder.value('connections')!, recorder.value('peakConnections')!))
    }

    function attach(client: number, exchange: Exchange) {
      attached[client] = exchange
      countOpen(client, 1)
    }

    function detach(client: number) {
      if (!attached[client])
        return
      attached[client] = undefined
      countOpen(client, -1)
    }

    /** A part of the work is done: whoever listens hears of it. */
    function tell(client: number, event: number) {
      const exchange = attached[client]
      if (exchange)
        sendEvents(client, exchange, event, 1)
    }

    function serve(client: number, exchange: Exchange, isAgain: boolean) {
      const progress = jobs.progress(client)
      const known = lastEventId[client]!
      const kept = keepsHistory ? progress - known : 0
      if (!keepsHistory) {
        recorder.add('missed', queue.now, progress - Math.max(known, counted[client]!))
        counted[client] = progress
      }
      const isOver = progress === M && kept === 0
      if (isOver)
        leaveLater(client)
      if (isOver && ending === 'no-content') {
        exchange.end(NO_CONTENT, () => {
          close(client)
          onReopened(client, isAgain)
        })
        return
      }
      attach(client, exchange)
      if (kept > 0)
        sendEvents(client, exchange, progress, kept, isAgain)
      else if (isOver && ending === 'server-closes')
        exchange.end(NOTHING_LEFT, () => onServerClosed(client, isAgain))
      else
        exchange.write(OPENED, () => onOpened(client, isAgain))
    }

    /** @param isAgain only with events that open the stream: it was open before */
    function sendEvents(client: number, exchange: Exchange, last: number, count: number, isAgain?: boolean) {
      const opens = isAgain !== undefined
      const message = opens ? lateEvents(last, count) : liveEvents[last - 1]!
      const isEnd = last === M && ending !== 'done'
      const onReceived = () => {
        if (opens)
          onOpened(client, isAgain)
        onEvents(client, last, count)
        if (isEnd)
          onServerClosed(client)
      }
      if (isEnd)
        exchange.end(message, onReceived)
      else
        exchange.write(message, onReceived)
    }

    // The client's side.

    function connect(client: number, isAgain: boolean) {
      const id = lastEventId[client]!
      requests[client] = http.request({
        client,
        request: id > 0 ? { ...RESUME, detail: id } : SUBSCRIBE,
        onSent() {
          recorder.add('requests', queue.now)
          if (isAgain)
            recorder.add('reconnections', queue.now)
        },
        onServer: exchange => serve(client, exchange, isAgain),
        onGone: () => detach(client),
        onFail: () => reconnect(client),
      })
    }

    function onOpened(client: number, isAgain: boolean) {
      show(client, 'stream')
      onReopened(client, isAgain)
    }

    function onReopened(client: number, isAgain: boolean) {
      if (isAgain && fetchesOnReconnect && !isFetching[client])
        fetchState(client)
    }

    function onEvents(client: number, last: number, count: number) {
      lastEventId[client] = last
      recorder.add('messages', queue.now, count)
      if (last === M)
        onResult(client)
    }

    /** The last bytes are read: an `EventSource` that nobody closes takes this for a failure. */
    function onServerClosed(client: number, isAgain = false) {
      detach(client)
      onReopened(client, isAgain)
      reconnect(client)
    }

    function reconnect(client: number) {
      if (isClosed[client])
        return
      show(client, 'reconnecting')
      cancelReconnect[client] = queue.timer(retry, () => {
        show(client)
        connect(client, true)
      })
    }

    function onResult(client: number) {
      if (world.knows(client))
        return
      world.know(client)
      if (ending === 'done')
        close(client)
      else
        leaveLater(client)
    }

    function close(client: number) {
      isClosed[client] = 1
      requests[client]?.giveUp()
      cancelReconnect[client]?.()
      if (world.knows(client))
        cancelLeave[client]?.()
      show(client)
    }

    function leaveLater(client: number) {
      cancelLeave[client] ??= queue.timer(STAYS, () => leave(client))
    }

    function leave(client: number) {
      hasLeft[client] = 1
      close(client)
      if (client < detailed)
        recorder.mark({ lane: laneOf(client), at: queue.now, label: 'left', tone: world.knows(client) ? 'client' : 'failure' })
    }

    function fetchState(client: number) {
      if (world.knows(client) || hasLeft[client])
        return
      isFetching[client] = 1
      const again = () => {
        isFetching[client] = 0
        fetchState(client)
      }
      http.request({
        client,
        request: FETCH,
        timeout: REQUEST_TIMEOUT,
        onSent: () => recorder.add('requests', queue.now),
        onServer(exchange) {
          const isReady = jobs.isReady(client)
          exchange.end(isReady ? RESULT : NOT_READY, () => {
            isFetching[client] = 0
            if (isReady)
              onResult(client)
          })
        },
        onFail: loss => loss === 'timeout' ? again() : queue.after(POST_RETRY, again),
      })
    }

    for (const counter of ['connections', 'peakConnections', 'messages', 'missed', 'reconnections', 'blocked'] as const)
      recorder.set(counter, 0, 0)
    const subscribe = (client: number) => connect(client, false)
    if (tabs === 1) {
      world.submit(subscribe)
    }
    else {
      for (let client = 0; client < streams; client++)
        queue.at((order[client] ?? 0) * TAB_INTERVAL, () => world.post(client, subscribe))
    }
    return world.finish()
  },

  predict(params) {
    const { clients: N, processing: D, distribution, latency: L, jitter, events: M, ending, retry: R, keepsHistory, fetchesOnReconnect, tabs: T } = params
    const source = 'WHATWG HTML § 9.2'
    const of = (value: number, formula: string, from = source): Prediction => ({ value, formula, source: from })
    const streams = N + T - 1
    const all = T === 1 ? 'N' : '(N + T − 1)'
    const isFixed = distribution === 'fixed'
    const waits = isLimited(params) && T > CONNECTIONS_PER_DOMAIN
    // The stream opens at the server 2L after the work began: what comes earlier is told then, or to nobody.
    const gap = 2 * L
    const early = keepsHistory ? 0 : isFixed ? eventsBefore(gap, params) : Array.from({ length: M }, (_, k) => 1 - Math.exp(-gap * M / ((k + 1) * D))).reduce((sum, p) => sum + p, 0)
    /** Chance that the result is told on the stream. */
    const told = keepsHistory ? 1 : isFixed ? Number(early < M) : Math.exp(-gap / D)
    const dependsOnChance = !keepsHistory && (jitter > 0 || waits)
    const predictions: Partial<Record<SseMetric, Prediction>> = {}

    if (!isLimited(params) || (T <= CONNECTIONS_PER_DOMAIN && (keepsHistory || !fetchesOnReconnect)))
      predictions.blocked = of(0, '0')
    if (dependsOnChance)
      return predictions
    const lost = isFixed ? '#(k·D/M < 2L)' : 'Σₖ(1 − e^(−2LM/(k·m)))'
    predictions.missed = of(streams * early, early === 0 ? '0' : `${all}·${lost}`)
    predictions.messages = of(streams * (M - early), early === 0 ? `${all}·M` : `${all}·(M − ${lost})`)
    const isFetched = ending === 'server-closes' && fetchesOnReconnect
    predictions.known = isFetched ? of(streams, all) : of(streams * told, told === 1 ? all : isFixed ? '0' : `${all}·e^(−2L/m)`)

    if (jitter === 0 && !waits && told > 0 && !(isFetched && told < 1)) {
      const late = !keepsHistory ? 0 : isFixed ? Math.max(0, gap - D) : gap - D * (1 - Math.exp(-gap / D))
      predictions.staleness = of(L + late, !keepsHistory ? 'L' : isFixed ? 'L + max(0, 2L − D)' : 'L + 2L − m·(1 − e^(−2L/m))')
    }

    // After the end: one reconnection that a 204 answers, or one each R + 2L until the page is left.
    const useless = Math.ceil((STAYS - R) / (R + gap))
    const answered = R + (useless - 1) * (R + gap) + L < STAYS ? useless : useless - 1
    const hasCount = ending === 'done' || (!waits && (ending === 'no-content' || (jitter === 0 && told === 1)))
    if (hasCount) {
      const again = ending === 'done' ? 0 : ending === 'no-content' ? told : useless
      const n = ending === 'done' ? '' : ending === 'no-content' ? told === 1 ? '1' : 'e^(−2L/m)' : '⌈(15 s − R)/(R + 2L)⌉'
      predictions.reconnections = of(streams * again, again === 0 ? '0' : `${all}·${n}`)
      predictions.requests = of(streams * (2 + again), `${all}·${again === 0 ? '2' : `(2 + ${n})`}`)
      if (isFixed || early === 0) {
        const stream = STREAM_BYTES.opening + (M - 1 - Math.min(early, M - 1)) * STREAM_BYTES.event + told * STREAM_BYTES.result
        const after = ending === 'done' ? 0 : again * BYTES.request + (ending === 'no-content' ? again : answered) * BYTES.notModified
        predictions.bytes = of(streams * (2 * BYTES.request + BYTES.status + stream + after), `${all}·Σ`, 'retrieval.ts')
      }
    }

    const peak = peakConnections(params)
    if (peak)
      predictions.peakConnections = of(...peak)
    return predictions
  },
}

/** How many events of fixed work come before the stream is open, the gap after the work began. */
function eventsBefore(gap: Ms, { processing: D, events: M }: SseParams): number {
  const ticks = (time: Ms) => Math.round(time * 1000)
  let count = 0
  for (let event = 1; event <= M; event++) {
    const at = ticks(D * event / M)
    // At the same instant, what was under way first happens first.
    if (at < ticks(gap) || (at === ticks(gap) && D / M >= gap / 2))
      count++
  }
  return count
}

/** Connections open at the same time, at most, where that follows from the parameters. */
function peakConnections(params: SseParams): [value: number, formula: string] | undefined {
  const { clients: N, processing: D, distribution, latency: L, jitter, ending, keepsHistory, tabs: T } = params
  if (jitter > 0 || (ending === 'no-content' && !keepsHistory))
    return undefined
  if (!isLimited(params) || T === 1)
    return [N, 'N']
  const most = Math.min(T, CONNECTIONS_PER_DOMAIN)
  const isOrderly = T <= CONNECTIONS_PER_DOMAIN || 2 * L < TAB_INTERVAL
  const areAllOpen = distribution === 'fixed' && ending === 'done' && keepsHistory && (most - 1) * TAB_INTERVAL + L < Math.max(D, 2 * L)
  return isOrderly && areAllOpen ? [N - 1 + most, 'N − 1 + min(T, 6)'] : undefined
}
