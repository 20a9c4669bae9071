import type { Json } from '../bus/json-data.ts'
import type { DataByType } from '../bus/message-schema.ts'
import type { MessageLog } from '../bus/message-store.ts'
import type { Message } from '../bus/message.ts'
import type { PortableContext, PortableHandler } from './portable-bus.ts'

/** A handler that is given the transaction its writes are to go through. SNS takes no part in that: what it publishes goes by an outbox. */
export type OnceHandler<T, Events extends DataByType, Tx>
  = (message: Message<Json<T>>, context: Omit<PortableContext<Events>, 'publish'> & { tx: Tx }) => unknown

/**
 * A handler that takes effect once, however often its message is brought: what it writes through `tx`, in a database of its
 * own, and the mark that it did so are committed together. As `once` of the bus on a database, whose log has the messages.
 */
export function once<T, Events extends DataByType, Tx>(
  { markReceived, transaction }: Pick<MessageLog<Tx>, 'markReceived' | 'transaction'>,
  handler: OnceHandler<T, Events, Tx>,
): PortableHandler<T, Events> {
  return (message, { attempt, subscriber, traceparent, signal }) => transaction(async (tx) => {
    if (!await markReceived(message.id, subscriber, tx))
      return
    await handler(message, { attempt, subscriber, traceparent, signal, tx })
    signal.throwIfAborted()
  })
}
