import type { Context, Handler } from './bus-options.ts'
import type { Json } from './json-data.ts'
import type { DataByType } from './message-schema.ts'
import type { MessageLog } from './message-store.ts'
import type { Message } from './message.ts'

/** A handler that is also given the transaction its writes are to go through. */
export type OnceHandler<T, Events extends DataByType, Commands extends DataByType, Tx>
  = (message: Message<Json<T>>, context: Context<Events, Commands, Tx> & { tx: Tx }) => unknown

interface Transactions<Tx> {
  store: Pick<MessageLog<Tx>, 'markHandled'>
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
}

/**
 * A handler that takes effect once, however often its message is delivered: what it writes through `tx`, what it publishes,
 * and the mark that it did so are committed together. What leaves the database, as an email does, needs a key of its own.
 */
export function once<T, Events extends DataByType, Commands extends DataByType, Tx>(
  { store, transaction }: Transactions<Tx>,
  handler: OnceHandler<T, Events, Commands, Tx>,
): Handler<T, Events, Commands, Tx> {
  // #region effect
  return (message, context) => transaction(async (tx) => {
    const isFirst = await store.markHandled(message.id, context.subscriber, tx)
    if (!isFirst)
      return
    await handler(message, {
      ...partsOf(context),
      tx,
      publish: (type, data, options) => context.publish(type, data, { tx, ...options }),
      send: (type, data, options) => context.send(type, data, { tx, ...options }),
    })
    context.signal.throwIfAborted()
  })
  // #endregion effect
}

const partsOf = <Parts extends Context<any, any, any>>({ attempt, subscriber, traceparent, signal, request }: Parts) =>
  ({ attempt, subscriber, traceparent, signal, request })
