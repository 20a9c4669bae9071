import type { Json } from '../bus/json-data.ts'
import type { DataByType } from '../bus/message-schema.ts'
import type { Message } from '../bus/message.ts'
import type { RetryPolicy } from '../bus/retry-policy.ts'

/**
 * What the bus on a database and the bus on SNS both give. Code that is written to it runs on either: whoever creates the
 * bus chooses. What only one of them has is absent here: `sync` subscribers, the caller's transaction, delays, commands.
 */
export interface PortableBus<Events extends DataByType> {
  publish: PortablePublish<Events>
  /** Resolves with a function that ends its running in this process. */
  subscribe: <Type extends keyof Events & string>(
    type: Type,
    handler: PortableHandler<Events[Type], Events>,
    options: PortableSubscribeOptions,
  ) => Promise<() => unknown>
  start: () => Promise<void>
  /** Lets handlers that run end within `grace` milliseconds, 10 s by default, and gives the other messages back. */
  stop: (options?: { grace?: number }) => Promise<void>
}

export interface PortablePublishOptions {
  /** What the message is about; on a FIFO topic, messages of one subject keep their order. */
  subject?: string
  /** A UUID: by default the id of the first message of the story. */
  correlationId?: string
  cause?: Message
  traceparent?: string
}

export type PortablePublish<Events extends DataByType>
  = <Type extends keyof Events & string>(type: Type, data: Events[Type], options?: PortablePublishOptions) => Promise<Message<Json<Events[Type]>>>

export interface PortableSubscribeOptions {
  /** Identifies the subscription, whatever process runs it: processes of one name share its messages. */
  name: string
  mode?: 'async'
  retry?: Partial<RetryPolicy>
  /** Milliseconds that a handler may take. */
  timeout?: number
}

export interface PortableContext<Events extends DataByType> {
  /** 1 for the first one. */
  attempt: number
  subscriber: string
  traceparent: string | null
  /** Aborted when the handler's time is over, or its message is another process' by now. */
  signal: AbortSignal
  /** As that of the bus; what it publishes bears the handled message as its cause. */
  publish: PortablePublish<Events>
}

export type PortableHandler<T, Events extends DataByType> = (message: Message<Json<T>>, context: PortableContext<Events>) => unknown
