/** A fact that happened, or an order to one handler. Named as CloudEvents names its parts; stored once, never changed. */
export interface Message<T = any> {
  id: string
  kind: MessageKind
  type: string
  /** Of the form of its data, from 1 on. */
  version: number
  /** Who says so: the service that published it. */
  source: string
  /** What it is about: a shipment, an account. */
  subject: string | null
  /** ISO 8601, in UTC. */
  time: string
  data: T
  /** First message of the story; every consequence carries it. */
  correlationId: string
  /** Message whose handling published this one. */
  causationId: string | null
  /** Two messages of one type with one key are one message: the second is not stored. Of two types, they are two. */
  idempotencyKey: string | null
  /** The trace it belongs to, as W3C Trace Context writes it; null where none is known. */
  traceparent: string | null
  /** Until when the sender of a request waits for the reply; null when nobody waits. */
  replyBy: string | null
}

export type MessageKind = 'event' | 'command'

/** When the publisher is answered: at once, after the subscriber, or at once with one message at a time. */
export type Mode = 'async' | 'sync' | 'serial'

export type DeliveryState
  = 'created' | 'active' | 'retry' | 'completed' | 'failed' | 'cancelled'

/** One message for one subscriber: what is attempted, retried and replayed. Its identity is that pair. */
export interface Delivery {
  messageId: string
  subscriber: string
  mode: Mode
  /** Deliveries of one lane run one at a time, in the order of their messages; null when they need not wait. */
  lane: string | null
  state: DeliveryState
  attempts: number
  maxAttempts: number
  /** Due from this date on, for whoever looks for work; ISO 8601, as all dates. Null once closed, and while nobody need look. */
  startAfter: string | null
  /** The process that runs it. */
  lockedBy: string | null
  startedOn: string | null
  completedOn: string | null
  lastError: ErrorRecord | null
}

/** An error as it is stored, with all that caused it. */
export interface ErrorRecord {
  name: string
  message: string
  stack?: string
  cause?: ErrorRecord
  /** The errors of an AggregateError. */
  errors?: ErrorRecord[]
}

/** A delivery with its message: all that an attempt needs. */
export interface Work {
  message: Message
  delivery: Delivery
}

export const isOpen = ({ state }: Delivery) => state === 'created' || state === 'active' || state === 'retry'
