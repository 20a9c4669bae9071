import type { Parcel } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { KnownSubscriptions } from './subscription-cache.ts'
import type { Subscription } from './subscription.ts'
import { newDelivery } from './envelope.ts'
import { SyncRefusedError } from './errors.ts'
import { laneOf, policyOf } from './subscription.ts'

interface Draft { message: Message, startAfter: string | undefined, tx: unknown }

interface AddresserOptions {
  worker: { id: () => string, reserve: (isUrgent: boolean) => boolean, isStopped: () => boolean }
  /** Whether a subscription of that name runs in this process. */
  isHere: (name: string) => boolean
}

/** Makes the deliveries of messages: the publisher does, for each stored subscription. */
export function createAddresser({ worker, isHere }: AddresserOptions) {
  /** Why a publisher cannot wait for the subscriber; undefined where it can. */
  function obstacle({ name, pausedOn }: Subscription, { tx, startAfter }: Draft): string | undefined {
    if (!isHere(name) || worker.isStopped())
      return 'it runs in another process, if in any'
    if (tx !== undefined)
      return 'the message is stored in a transaction, and delivered after its end'
    if (startAfter !== undefined)
      return 'the message is delivered at a later date'
    return pausedOn === null ? undefined : 'it is paused'
  }

  function addresseeOf(subscription: Subscription, mode: Delivery['mode'], message: Message) {
    const lane = mode === 'serial' ? laneOf(subscription, message) : null
    return { subscriber: subscription.name, mode, lane, maxAttempts: policyOf(subscription, mode).attempts }
  }

  /** One that waits until that date. */
  function deliveryFor(subscription: Subscription, message: Message, startAfter: string): Delivery {
    const mode = subscription.mode === 'auto' ? 'async' : subscription.mode
    return newDelivery(message, addresseeOf(subscription, mode, message), null, startAfter)
  }

  /** A delivery for each subscription of the message's type; one that can run at once is active from the start. */
  function address(draft: Draft, { version, of }: KnownSubscriptions): Parcel {
    const { message, startAfter } = draft
    const deliveries = of(message.kind, message.type).map((subscription) => {
      const isHereAndNow = obstacle(subscription, draft) === undefined
      const mode = subscription.mode !== 'auto' ? subscription.mode : isHereAndNow ? 'sync' : 'async'
      const isNow = isHereAndNow && mode !== 'serial' && worker.reserve(mode === 'sync')
      return newDelivery(message, addresseeOf(subscription, mode, message), isNow ? worker.id() : null, startAfter)
    })
    return { message, deliveries, version }
  }

  /**
   * @throws {SyncRefusedError} a sync subscriber cannot be waited for
   * @throws {InvalidFieldError} the key of a serial one is too long
   */
  function check(draft: Draft, known: KnownSubscriptions) {
    for (const subscription of known.of(draft.message.kind, draft.message.type)) {
      if (subscription.mode === 'serial')
        laneOf(subscription, draft.message)
      const reason = subscription.mode === 'sync' ? obstacle(subscription, draft) : undefined
      if (reason !== undefined)
        throw new SyncRefusedError(`${draft.message.type} cannot wait for ${subscription.name}, which is sync: ${reason}. Nothing was stored.`)
    }
  }

  return {
    deliveryFor,
    addressAll(drafts: Draft[], known: KnownSubscriptions): Parcel[] {
      drafts.forEach(draft => check(draft, known))
      return drafts.map(draft => address(draft, known))
    },
  }
}
