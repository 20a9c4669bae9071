import type { Context, Handler } from './bus-options.ts'
import type { Bus } from './event-bus.ts'
import type { DataByType } from './message-schema.ts'

/** The context of a handler, and the transaction that its writes are to go through. */
type InTransaction = Context<DataByType, DataByType, any> & { tx: any }

// #region once
/**
 * A handler that takes effect once, however often its message is delivered: what it writes through `tx`, what it publishes,
 * and the mark that it did so are committed together. What leaves the database, as an email does, needs a key of its own.
 */
export function once<T>(bus: Pick<Bus, 'transaction' | 'store'>, handler: (message: Parameters<Handler<T, any, any, any>>[0], context: InTransaction) => unknown): Handler<T, any, any, any> {
  return (message, { attempt, subscriber, signal, publish, send }) => bus.transaction(async (tx) => {
    const isFirst = await bus.store.markHandled(message.id, subscriber, tx)
    if (!isFirst)
      return
    await handler(message, {
      attempt,
      subscriber,
      signal,
      tx,
      publish: (type, data, options) => publish(type, data, { tx, ...options }),
      send: (type, data, options) => send(type, data, { tx, ...options }),
    })
  })
}
// #endregion once
