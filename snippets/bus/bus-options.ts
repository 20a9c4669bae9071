import type { Json } from './json-data.ts'
import type { DataByType, Schemas } from './message-schema.ts'
import type { MessageStore } from './message-store.ts'
import type { Message, Mode } from './message.ts'
import type { RetryPolicy } from './retry-policy.ts'
import type { SubscriptionMode } from './subscription.ts'
import type { Clock } from './system.ts'
import type { Upcasts } from './versions.ts'

/** Every option has a default; all times are in milliseconds. */
export interface BusOptions<Events extends DataByType, Commands extends DataByType, Tx> {
  /** In memory by default: lost with the process. */
  store?: MessageStore<Tx>
  /** Types of event, each with the schema of its data. Without them any type and any data pass. */
  events?: Schemas<Events>
  commands?: Schemas<Commands>
  /**
   * What stored messages of earlier versions go through before a handler gets them; see `versions.ts`. As the schemas, which
   * are those of the latest version, they are the same for all who publish or subscribe.
   */
  upcasts?: Upcasts
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
  /** Told of what is probably a mistake: a message that nobody subscribed to, an outcome that comes too late. */
  onWarning?: (warning: string) => void
}

export interface SubscribeOptions<T> {
  /**
   * Identifies the subscription in the store, whatever process runs it. Processes that subscribe under one name share its
   * messages. Another name is another subscription: the one before keeps what it is owed until `unsubscribe`.
   */
  name: string
  /** `async` by default. It never changes, nor do type and key: see `subscription.ts`. */
  mode?: Mode
  /** Where it begins, if it is new: with the next message by default. */
  from?: 'now' | 'beginning' | (string & {})
  retry?: Partial<RetryPolicy>
  timeout?: number
  /**
   * Serial only: messages of one key are handled in order, those of two keys at once. A path, since any process may publish:
   * `subject`, `data.accountId`. One queue for all by default.
   */
  key?: KeyPath<T>
}

export type KeyPath<T> = 'subject' | 'correlationId' | 'data' | DataPath<T>

type DataPath<T> = T extends object ? `data.${keyof T & string}` | `data.${keyof T & string}.${string}` : `data.${string}`

/** `auto` by default: the sender waits if the handler is in its process, and learns of its error; else it is stored and handled later. */
export type HandleOptions<T> = Partial<Omit<SubscribeOptions<T>, 'mode'>> & { mode?: SubscriptionMode }

export interface PublishOptions<Tx> {
  subject?: string
  correlationId?: string
  /** The message whose handling publishes this one; `context.publish` sets it. */
  cause?: Message
  idempotencyKey?: string
  /** The trace it belongs to, a header of W3C Trace Context: by default that of the active span, or of its cause. */
  traceparent?: string
  /** Milliseconds after which it is delivered, or the date. */
  delay?: number
  at?: Date
  /** The caller's transaction: the message is stored if it commits, and delivered by the next `wake()` or poll. */
  tx?: Tx
}

export interface RequestOptions extends Pick<PublishOptions<never>, 'subject' | 'correlationId' | 'cause' | 'traceparent'> {
  /** Milliseconds to wait for the reply: 30 s by default. */
  timeout?: number
}

/** Resolves with what the handler returned, in whatever process it runs. */
export type RequestCommand<Types extends DataByType>
  = <Reply = any, Type extends keyof Types & string = keyof Types & string>(type: Type, data: Types[Type], options?: RequestOptions) => Promise<Reply>

export type Publish<Types extends DataByType, Tx>
  = <Type extends keyof Types & string>(type: Type, data: Types[Type], options?: PublishOptions<Tx>) => Promise<Message<Json<Types[Type]>>>

/** What a handler can use besides its message. */
export interface Context<Events extends DataByType, Commands extends DataByType, Tx> {
  /** 1 for the first one. */
  attempt: number
  subscriber: string
  /** For whatever else it calls: that of the active span, or else of its message; null where no trace is known. */
  traceparent: string | null
  /** Aborted when the handler's time is over, when its message is erased, or when the process stops. */
  signal: AbortSignal
  /** As those of the bus; what they store bears the handled message as its cause. */
  publish: Publish<Events, Tx>
  send: Publish<Commands, Tx>
  request: RequestCommand<Commands>
}

/** What it returns is the reply to a `request`. It gets the data as JSON brings them, a copy of its own. */
export type Handler<T, Events extends DataByType, Commands extends DataByType, Tx>
  = (message: Message<Json<T>>, context: Context<Events, Commands, Tx>) => unknown
