import type { Ms } from '../../engine/trace.ts'
import type { Retrieval, RetrievalAssumption, RetrievalInput, RetrievalMetric, RetrievalParams } from '../retrieval.ts'
import { BYTES } from '../../network/http.ts'

export type PushParams = RetrievalParams & {
  /** What the user answers when the application asks whether it may notify. */
  permission: 'granted' | 'refused'
  /** The device subscribed on an earlier visit. */
  isSubscribed: boolean
  /** The user keeps the application open; without it, the user closes the application once the 202 is there. */
  appOpen: boolean
  /** Without a notification, the client fetches after this delay, again and again: F; 0 for never. */
  fallbackAfter: Ms
  /** How long the push service keeps a notification for a device that it does not reach: TTL. */
  ttl: Ms
  /** Time that the worker takes for one message of the queue: W. */
  workerDelay: Ms
}

export type PushMetric = RetrievalMetric | 'sent' | 'delivered' | 'expired' | 'missed' | 'fallbacks' | 'queued'
export type PushPreset = 'notified' | 'refused' | 'app-closed' | 'expired' | 'sent-again' | 'discarded-saved' | 'discarded' | 'slow-worker'

/** 'discard-next': a device takes the next notification, and shows nothing. */
export type PushInput = RetrievalInput | 'discard-next' | 'close-app' | 'open-app'
export type PushAssumption = RetrievalAssumption | 'queueLatency' | 'longestRetry' | 'redelivery'

/** What all parts of a run share. */
export interface PushRun {
  params: PushParams
  retrieval: Retrieval<PushMetric>
}

/** Lane of the server's queue. */
export const QUEUE = 'queue'
/** Lane of the worker, which takes messages from the queue and has a notification sent for each. */
export const WORKER = 'worker'
/** Lane of the push service, run by the maker of the browser or the phone: it alone reaches the device. */
export const PUSH_SERVICE = 'push-service'

/** Number of clients whose events the trace keeps: their lanes leave room for those of queue, worker and push service. */
export const SHOWN_CLIENTS = 2
export const isShown = (client: number) => client < SHOWN_CLIENTS

/** Latency from the server to its queue, in the same data centre. */
export const QUEUE_LATENCY: Ms = 10

/** A GET that failed is tried again after a delay that doubles each time, up to this. */
export const LONGEST_RETRY: Ms = 30_000

/** The push service sends a notification again that the device has not acknowledged for so long. */
export const REDELIVERY: Ms = 10_000

/** Sizes of the messages that cross the Internet, in bytes; the queue's own messages do not. */
export const PUSH_BYTES = {
  subscribe: BYTES.request,
  endpoint: BYTES.status,
  notify: BYTES.request,
  accepted: BYTES.notModified,
  notification: BYTES.status,
} as const
