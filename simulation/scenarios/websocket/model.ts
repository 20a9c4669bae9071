import type { Ms } from '../../engine/trace.ts'
import type { Retrieval, RetrievalAssumption, RetrievalInput, RetrievalMetric, RetrievalParams } from '../retrieval.ts'
import { BYTES } from '../../network/http.ts'

export type WebsocketParams = RetrievalParams & {
  /** Messages of progress about one job, the last of which is the result: M. */
  events: number
  /** Interval between the server's pings: H; 0 for none. */
  heartbeat: Ms
  /** After a reconnection the client says which message it had last, and the server, which keeps them, sends the others. */
  resumes: boolean
  /** The server knows the messages that it has handled by their numbers, and handles none twice. */
  isIdempotent: boolean
  /** Longest wait before the first attempt to reconnect; it doubles with each attempt: b. */
  backoffBase: Ms
  backoffCap: Ms
  /** Full jitter: each wait is drawn between 0 and its longest. */
  backoffJitter: boolean
}

export type WebsocketMetric
  = | RetrievalMetric
    | 'messages' | 'heartbeats' | 'connections' | 'peakConnections' | 'reconnections' | 'peak' | 'missed' | 'duplicates'
export type WebsocketPreset
  = | 'plain' | 'both-ways' | 'cut-resumed' | 'cut-lost' | 'sent-twice' | 'sent-twice-once'
    | 'half-open' | 'half-open-unnoticed' | 'herd' | 'spread-out'

/** 'client-message': the first client sends a message. */
export type WebsocketInput = RetrievalInput | 'client-message'
export type WebsocketAssumption = RetrievalAssumption | 'heartbeatTimeout'

/** What all parts of a run share. */
export interface WebsocketRun {
  params: WebsocketParams
  seed: number
  retrieval: Retrieval<WebsocketMetric>
}

/** Payloads, in bytes: short JSON texts, and the result, which is that of the other means without its HTTP headers. */
export const PAYLOAD = { subscribe: 60, progress: 60, message: 60, result: BYTES.result - BYTES.status } as const
