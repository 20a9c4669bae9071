import type { DataByType, Schemas } from './message-schema.ts'
import type { MessageStore } from './message-store.ts'
import type { Message, Mode } from './message.ts'
import type { RetryPolicy } from './retry-policy.ts'
import type { Clock } from './system.ts'

/** Every option has a default; all times are in milliseconds. */
export interface BusOptions<Events extends DataByType, Commands extends DataByType, Tx> {
  /** In memory by default: lost with the process. */
  store?: MessageStore<Tx>
  /** Types of event, each with the schema of its data. Without them any type and any data pass. */
  events?: Schemas<Events>
  commands?: Schemas<Commands>
  /** Name of this service in what it publishes. */
  source?: string
  clock?: Clock
  /** Draws the jitter, in [0, 1]. By default `Math.random`, but 1, the longest wait, on the store in memory. */
  random?: () => number
  /** UUID v7 by default, but m1, m2… on the store in memory. */
  newId?: () => string
  /** Deliveries this process runs at once; those of sync subscribers come on top. */
  concurrency?: number
  /** What a handler may take; 30 s by default, no limit on the store in memory. */
  timeout?: number
  /** Time between two looks at what other processes stored. */
  poll?: number
  /** Silence after which a process counts as dead, and its deliveries are taken from it. */
  lease?: number
  /** Told of what no caller can be: a database that refuses a write. */
  onError?: (error: unknown) => void
}

export interface SubscribeOptions<T> {
  /** Identifies its deliveries in the store, from one start of the process to the next. */
  name: string
  mode?: Mode
  retry?: Partial<RetryPolicy>
  timeout?: number
  /** Serial only: messages of one key are handled in order, those of two keys at once. One queue for all by default. */
  key?: (message: Message<T>) => string
}

export interface PublishOptions<Tx> {
  subject?: string
  correlationId?: string
  /** The message whose handling publishes this one; `context.publish` sets it. */
  cause?: Message
  idempotencyKey?: string
  /** The caller's transaction: the message is stored if it commits, and delivered by the next `wake()` or poll. */
  tx?: Tx
}

export type Publish<Types extends DataByType, Tx>
  = <Type extends keyof Types & string>(type: Type, data: Types[Type], options?: PublishOptions<Tx>) => Promise<Message<Types[Type]>>

/** What a handler can use besides its message. */
export interface Context<Events extends DataByType, Commands extends DataByType, Tx> {
  /** 1 for the first one. */
  attempt: number
  subscriber: string
  /** Aborted when the handler's time is over, or when the process stops. */
  signal: AbortSignal
  /** As those of the bus; what they store bears the handled message as its cause. */
  publish: Publish<Events, Tx>
  send: Publish<Commands, Tx>
}

export type Handler<T, Events extends DataByType, Commands extends DataByType, Tx> = (message: Message<T>, context: Context<Events, Commands, Tx>) => unknown
