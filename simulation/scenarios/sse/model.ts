import type { Lane, Ms } from '../../engine/trace.ts'
import type { RetrievalAssumption, RetrievalMetric, RetrievalParams } from '../retrieval.ts'
import { CONNECTIONS_PER_DOMAIN } from '../../network/connection-pool.ts'
import { BYTES } from '../../network/http.ts'
import { clientLane, DETAILED_CLIENTS, SERVER } from '../../network/network.ts'
import { retrievalLanes } from '../retrieval.ts'

export type SseParams = RetrievalParams & {
  /** Events of a stream, the last of which is the result: M. */
  events: number
  /**
   * How a stream ends: a last event after which the client closes; or the server closes, and answers each reconnection with
   * a 204, which stops an `EventSource`, or with a stream like the first.
   */
  ending: 'done' | 'no-content' | 'server-closes'
  /** Delay after which an `EventSource` reconnects: R. */
  retry: Ms
  /** The server can send again the events after a `Last-Event-ID`. */
  keepsHistory: boolean
  /** Random time, at most, that the server adds to the `retry:` of each stream, so that clients do not all come back at once: S. */
  retrySpread: Ms
  /**
   * Interval between the server's signs of life: H; 0 for none. They are events, which a page hears: without one for long, it opens a stream
   * anew. A comment keeps proxies from closing the stream, and no script is told of it.
   */
  heartbeat: Ms
  /** The client asks for the state with a GET each time that its stream is open again. */
  fetchesOnReconnect: boolean
  protocol: 'http/2' | 'http/1.1'
  /** Tabs of the first client's browser, opened one a second, each with its POST and its stream: T. Other clients have one tab. */
  tabs: number
}

export type SseMetric = RetrievalMetric | 'connections' | 'peakConnections' | 'messages' | 'missed' | 'heartbeats' | 'reconnections' | 'peak' | 'blocked'
export type SsePreset
  = | 'four-events' | 'cut-with-history' | 'cut-without-history' | 'half-open' | 'half-open-unnoticed' | 'server-closes'
    | 'seven-tabs' | 'thousand-clients' | 'herd' | 'spread-out'

export type SseAssumption = RetrievalAssumption | 'leaveAfter' | 'tabInterval' | 'connectionsPerDomain' | 'silence'

/** Sizes of a stream's parts, in bytes: headers that open it, an event without headers. The result weighs as much as elsewhere. */
export const STREAM_BYTES = { opening: BYTES.notModified, event: 100, ping: 20, result: BYTES.result - BYTES.notModified } as const

/** Interval at which the tabs of the first browser are opened. */
export const TAB_INTERVAL: Ms = 1000
/** A user whom no further event will reach, or who has the result on a stream that nobody closes, leaves the page after this. */
export const LEAVE_AFTER: Ms = 15_000

/** With HTTP/1.1, each stream takes one of the browser's few connections; with HTTP/2, streams of a browser share one. */
export const hasConnectionLimit = ({ protocol }: SseParams) => protocol === 'http/1.1'

/** Who has which stream. Each tab counts as a client; the tabs of the first browser come first. */
export interface Browsers {
  /** Number of all streams: N + T − 1. */
  streams: number
  browserOf: (client: number) => number
  /** When a client's tab is opened. */
  openedAt: (client: number) => Ms
  /** Number of clients whose events the trace keeps. */
  detailed: number
  laneOf: (client: number) => string
  lanes: Lane[]
}

const tabLane = (tab: number) => `tab-${tab + 1}`

/** The tabs of the first browser in the order of their client numbers: those that the trace shows first, with one that is blocked. */
function tabsOf(params: SseParams): number[] {
  const tabs = Array.from({ length: params.tabs }, (_, tab) => tab)
  if (hasConnectionLimit(params) && params.tabs > CONNECTIONS_PER_DOMAIN)
    tabs.splice(DETAILED_CLIENTS - 1, 0, ...tabs.splice(CONNECTIONS_PER_DOMAIN, 1))
  return tabs
}

export function browsersOf(params: SseParams): Browsers {
  const streams = params.clients + params.tabs - 1
  if (params.tabs === 1)
    return { streams, browserOf: client => client, openedAt: () => 0, detailed: DETAILED_CLIENTS, laneOf: clientLane, lanes: retrievalLanes(params) }
  const tabs = tabsOf(params)
  const detailed = Math.min(params.tabs, DETAILED_CLIENTS)
  return {
    streams,
    browserOf: client => Math.max(0, client - params.tabs + 1),
    openedAt: client => (tabs[client] ?? 0) * TAB_INTERVAL,
    detailed,
    laneOf: client => client < detailed ? tabLane(tabs[client]!) : '',
    lanes: [...tabs.slice(0, detailed).map(tab => ({ id: tabLane(tab), tone: 'client' as const })), { id: SERVER, tone: 'server' }],
  }
}
