import type { Causation } from './causation-tree.ts'
import type { DeliveryFilter, MessageFilter, MessageStore } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { Act, Selection } from './selection.ts'
import type { Stats } from './stats.ts'
import type { KnownSubscriptions } from './subscription-cache.ts'
import type { Subscription } from './subscription.ts'
import type { Clock } from './system.ts'
import { causationTrees, climb } from './causation-tree.ts'
import { InvalidFieldError, NothingToDoError } from './errors.ts'
import { isoDate } from './retry-policy.ts'
import { filterFor } from './selection.ts'
import { statsOf } from './stats.ts'
import { checkText } from './text-fields.ts'

interface OperationsOptions {
  store: MessageStore<any>
  clock: Clock
  cache: { refresh: () => Promise<KnownSubscriptions> }
  scope: { refuseInside: (call: string) => void }
  deliveryFor: (subscription: Subscription, message: Message, startAfter: string) => Delivery
  wake: () => void
  /** Ends what runs for messages of that subject in this process. */
  forsake: (subject: string) => void
  /** Whether this process runs the subscription of that name. */
  runsHere: (name: string) => boolean
  /** Milliseconds of silence after which a process counts as gone. */
  lease: number
}

/** What is done by hand, from a console or a shell. Deliveries that run at that moment are left alone. */
export function createOperations({ store, clock, cache, scope, deliveryFor, wake, forsake, runsHere, lease }: OperationsOptions) {
  async function requeue(filter: DeliveryFilter) {
    scope.refuseInside('to requeue deliveries')
    const count = await store.requeue(filter, clock.now())
    wake()
    return count
  }

  /** Gives a message to subscriptions that came after it. Returns how many. */
  async function deliverLate(messageId: string, subscriber?: string) {
    scope.refuseInside('replay')
    const message = await store.message(messageId)
    if (!message)
      return 0
    const late = (await cache.refresh()).of(message.kind, message.type).filter(({ name }) => subscriber === undefined || name === subscriber)
    return store.deliver(late.map(subscription => deliveryFor(subscription, message, isoDate(clock.now()))))
  }

  /** @throws {NothingToDoError} no subscription of that name is stored */
  async function concerned(act: Act, which: Selection): Promise<DeliveryFilter> {
    const filter = filterFor(act, which)
    const { subscriber } = filter
    scope.refuseInside(act)
    if (subscriber !== undefined && !(await store.subscriptions()).all.some(({ name }) => name === subscriber))
      throw new NothingToDoError(`No subscription ${subscriber} is stored`)
    return filter
  }

  async function pause(name: string, pausedOn: string | null) {
    scope.refuseInside('pause')
    if (!await store.pause(name, pausedOn))
      throw new NothingToDoError(`No subscription ${name} is stored`)
    await cache.refresh()
    wake()
  }

  return {
    /**
     * Runs failed, waiting or cancelled deliveries now, with all their attempts: of one message, to one subscriber or to all,
     * or all that is selected. Returns how many.
     */
    async retry(which: string | Selection, subscriber?: string) {
      if (typeof which !== 'string')
        return requeue(await concerned('retry', which))
      const to = one(which, subscriber)
      return found(await requeue(filterFor('retry', to)), to)
    },

    /** Runs dead letters again: all, or those that are selected. Returns how many. */
    async redrive(which: Selection = { all: true }) {
      return requeue(await concerned('redrive', which))
    },

    /** Delivers a message again, to one subscriber or to all, even where it was completed. Returns how many times. */
    async replay(messageId: string, subscriber?: string) {
      const to = one(messageId, subscriber)
      const again = await requeue(to)
      const late = await deliverLate(messageId, subscriber)
      wake()
      return found(again + late, to)
    },

    /** Gives up what does not run yet: of one message, to one subscriber or to all, or all that is selected. Returns how many. */
    async cancel(which: string | Selection, subscriber?: string) {
      scope.refuseInside('cancel')
      const filter = typeof which === 'string' ? filterFor('cancel', one(which, subscriber)) : await concerned('cancel', which)
      const cancelled = await store.cancel(filter, clock.now())
      const count = typeof which === 'string' ? found(cancelled, filter) : cancelled
      // What waited behind it in its queue is due now.
      wake()
      return count
    },

    /** How many deliveries `retry`, `redrive` or `cancel` would concern at this moment. */
    async count(act: Act, which: Selection) {
      scope.refuseInside('count')
      return store.count(await concerned(act, which))
    },

    /** Its deliveries wait until `resume`, in whatever process; what runs at that moment ends. */
    pause: (subscription: string) => pause(subscription, isoDate(clock.now())),
    resume: (subscription: string) => pause(subscription, null),

    /**
     * Deletes the messages from before a date, of one type or of all, with their deliveries, dead letters included, and the
     * marks of `once`: all that no delivery runs or waits for. Their idempotency keys are forgotten with them: keep messages
     * for longer than a publisher may repeat one. A few hundred at a time, others go on meanwhile. A table of yours that
     * refers to `message` says by its foreign key what becomes of its rows, or refuses. Returns how many messages.
     * @throws {InvalidFieldError} no date
     */
    async prune({ before, type }: { before: Date | string, type?: string }) {
      scope.refuseInside('prune')
      if (type !== undefined)
        checkText('type', type)
      return store.prune({ before: timeOf('before', before), ...type !== undefined && { type } })
    },

    /**
     * Deletes the messages of that subject with all that is stored of them: data, deliveries in whatever state, their errors,
     * replies to them, idempotency keys. What runs for them in this process is told by its signal, and publishes nothing
     * more; its outcome is not recorded, here or elsewhere, and its queue, if it is serial, goes on. Messages of other
     * subjects stay, those that these ones caused included; and what is published or committed later is stored. Returns how many.
     */
    async erase(subject: string) {
      scope.refuseInside('erase')
      checkText('subject', subject)
      const count = await store.erase(subject)
      forsake(subject)
      wake()
      return count
    },

    async subscriptions() {
      scope.refuseInside('subscriptions')
      return (await store.subscriptions()).all
    },

    /** How each subscription stands, and how many messages nobody subscribed to. Reads all deliveries: for now and then, not for each request. */
    async stats(): Promise<Stats> {
      scope.refuseInside('stats')
      const now = clock.now()
      const { all } = await store.subscriptions()
      const { counts, unsubscribed } = await store.stats(now)
      const takenOn = isoDate(now)
      return { takenOn, subscriptions: statsOf(all, counts, { takenOn, lease, runsHere }), unsubscribed }
    },

    messages(filter?: MessageFilter) {
      scope.refuseInside('messages')
      return store.messages(filter)
    },

    deliveries(filter?: DeliveryFilter) {
      scope.refuseInside('deliveries')
      return store.deliveries(filter)
    },

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
    scope.refuseInside('to read a story')
    const message = await store.message(messageId)
    if (!message)
      throw new NothingToDoError(`No message ${messageId} is stored`)
    return store.messages({ correlationId: message.correlationId })
  }
}

const one = (messageId: string, subscriber?: string) => ({ messageId, ...subscriber !== undefined && { subscriber } })

function timeOf(field: string, date: Date | string): number {
  const isDate = date instanceof Date || typeof date === 'string'
  const time = isDate ? new Date(date).getTime() : Number.NaN
  if (Number.isNaN(time))
    throw new InvalidFieldError(field, isDate ? 'an invalid date' : 'a date is needed, or its text in ISO 8601')
  return Math.max(0, time)
}

function found(count: number, { messageId, subscriber }: DeliveryFilter) {
  if (count === 0)
    throw new NothingToDoError(`No delivery of message ${messageId}${subscriber === undefined ? '' : ` to ${subscriber}`} is in a state for that`)
  return count
}
