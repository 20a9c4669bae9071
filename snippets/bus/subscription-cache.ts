import type { SubscriptionRegister } from './message-store.ts'
import type { MessageKind } from './message.ts'
import type { Subscription } from './subscription.ts'

/** The subscriptions as one process last read them. */
export interface KnownSubscriptions { version: number, of: (kind: MessageKind, type: string) => Subscription[], all: Subscription[] }

/**
 * Reading the subscriptions for each message would double its cost, so they are kept. The statement that stores a message
 * also compares their version with the stored one, and stores nothing where another process changed them: then they are read
 * again. No message is addressed to a state of affairs that is over, and nobody has to be notified.
 */
export function createSubscriptionCache<Tx>(store: Pick<SubscriptionRegister<Tx>, 'subscriptions'>) {
  let known: KnownSubscriptions | undefined

  async function refresh(tx?: Tx): Promise<KnownSubscriptions> {
    const { version, all } = await store.subscriptions(tx)
    const byType = Map.groupBy(all, ({ kind, type }) => `${kind} ${type}`)
    known = { version, all, of: (kind, type) => byType.get(`${kind} ${type}`) ?? [] }
    return known
  }

  return {
    current: (tx?: Tx) => known ?? refresh(tx),
    refresh,
  }
}
