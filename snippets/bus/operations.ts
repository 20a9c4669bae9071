import type { Causation } from './causation-tree.ts'
import type { DeliveryFilter, MessageStore } from './message-store.ts'
import type { Clock } from './system.ts'
import { causationTrees, climb } from './causation-tree.ts'
import { NothingToDoError } from './errors.ts'

/** What is done by hand, from a console or a shell. Deliveries that run at that moment are left alone. */
export function createOperations(store: MessageStore<any>, clock: Clock, wake: () => void) {
  async function requeue(filter: DeliveryFilter) {
    const count = await store.requeue(filter, clock.now())
    wake()
    return count
  }

  return {
    /** Runs one failed, waiting or cancelled delivery now, with all its attempts. */
    async retry(messageId: string, subscriber: string) {
      found(await requeue({ messageId, subscriber, states: ['failed', 'retry', 'cancelled'] }), { messageId, subscriber })
    },

    /** Runs dead letters again, the oldest first. Returns how many. */
    redrive(which: { type?: string, subscriber?: string, limit?: number } = {}) {
      return requeue({ ...which, states: ['failed'] })
    },

    /** Delivers a message again, to one subscriber or to all, even where it was completed. Returns how many times. */
    async replay(messageId: string, subscriber?: string) {
      return found(await requeue({ messageId, subscriber }), { messageId, subscriber })
    },

    /** Gives up what does not run yet: to one subscriber or to all. Returns how many. */
    async cancel(messageId: string, subscriber?: string) {
      const count = found(await store.cancel({ messageId, subscriber }, clock.now()), { messageId, subscriber })
      // What waited behind it in its queue is due now.
      wake()
      return count
    },

    messages: store.messages,
    deliveries: store.deliveries,

    /** From an effect to its first cause: « remonter le fil ». */
    async climb(messageId: string) {
      return climb(await storyOf(messageId), messageId)
    },

    /** All that the first message of this story caused, as a tree. */
    async story(messageId: string): Promise<Causation[]> {
      return causationTrees(await storyOf(messageId))
    },
  }

  async function storyOf(messageId: string) {
    const message = await store.message(messageId)
    if (!message)
      throw new NothingToDoError(`No message ${messageId} is stored`)
    return store.messages({ correlationId: message.correlationId })
  }
}

function found(count: number, { messageId, subscriber }: DeliveryFilter) {
  if (count === 0)
    throw new NothingToDoError(`No delivery of message ${messageId}${subscriber === undefined ? '' : ` to ${subscriber}`} is in a state for that`)
  return count
}
