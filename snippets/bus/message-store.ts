import type { Delivery, DeliveryState, Message, MessageKind, Work } from './message.ts'
import type { Beginning, Subscription, Subscriptions } from './subscription.ts'

/** Which deliveries a query or an order concerns: all the conditions that are given hold. */
export interface DeliveryFilter {
  messageId?: string
  subscriber?: string
  type?: string
  subject?: string
  correlationId?: string
  states?: DeliveryState[]
  /** Only those whose subscription is stored. */
  isSubscribed?: true
  /** The first ones, in the order of their messages. */
  limit?: number
}

export interface MessageFilter {
  kind?: MessageKind
  type?: string
  correlationId?: string
  idempotencyKey?: string
  limit?: number
}

/** Messages to be deleted: those from before a date, in milliseconds since 1970, of one type or of all. */
export interface Retention { before: number, type?: string }

/** How many deliveries of a subscriber are open or failed, and since when the oldest of those that wait is due. */
export interface DeliveryCounts { subscriber: string, waiting: number, active: number, failed: number, oldestDue: string | null }

/** The last sign of life of a process that holds deliveries. */
export interface Lease { worker: string, seenAt: string }

export interface Claim {
  subscribers: string[]
  /** The process that will run them. */
  worker: string
  now: number
  limit: number
}

/** A message, and a delivery for each of its subscriptions, as these stood at a version. */
export interface Parcel { message: Message, deliveries: Delivery[], version: number }

/** A subscription to be stored, where it begins if it is new, and the delivery that an earlier message is given then. */
export interface NewSubscription {
  subscription: Subscription
  from: Beginning
  deliveryOf: (message: Message) => Delivery
}

/**
 * What was published, and what was done about it. `Tx` is the transaction of the database, which the caller's own writes go
 * through. Here and below each method either did all it says or throws and did nothing.
 */
export interface MessageLog<Tx = unknown> {
  /**
   * Stores them all or none, durably; in the caller's transaction where one is given. Returns the messages as they are
   * stored: for an idempotency key that its type knows already, the earlier message, and its new deliveries are dropped.
   * Deliveries that are active from the start are a sign of life of their process.
   * Throws a StaleSubscriptionsError, and a transaction goes on, where the subscriptions are not those of the parcels any more.
   */
  append: (parcels: Parcel[], tx?: Tx) => Promise<Message[]>
  message: (id: string) => Promise<Message | undefined>
  /** Newest last. */
  messages: (filter?: MessageFilter) => Promise<Message[]>
  /** Deletes messages with all that is stored of them, but those that a delivery still runs or waits for. Returns how many. */
  prune: (retention: Retention) => Promise<number>
  /** Deletes messages with all that is stored of them, whatever becomes of their deliveries. Returns how many. */
  erase: (subject: string) => Promise<number>
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Notes that the subscriber handled the message: false when that was noted before, or when the message is not stored any more. */
  markHandled: (messageId: string, subscriber: string, tx: Tx) => Promise<boolean>
  /** The same for a message that is in the log of another service, which a queue brought: false when that was noted before. */
  markReceived: (messageId: string, subscriber: string, tx: Tx) => Promise<boolean>
}

/** What is still to be brought, and which process does it. */
export interface DeliveryQueue {
  /** Makes active, and locks, deliveries that are due and not paused: the oldest first, and of each lane the first one at most. A sign of life. */
  claim: (claim: Claim) => Promise<Work[]>
  /** Writes what became of a delivery and unlocks it: false, and nothing, if it was taken from the process that locked it for this attempt. */
  settle: (delivery: Delivery) => Promise<boolean>
  /** Makes deliveries due now that their worker still holds, without counting the attempt. */
  giveBack: (held: Delivery[], now: number) => Promise<void>
  /** Makes them due again, with all their attempts. Those that run now, or have no subscription any more, are left alone. Returns how many. */
  requeue: (filter: DeliveryFilter, now: number) => Promise<number>
  /** Gives up those that do not run yet. Returns how many. */
  cancel: (filter: DeliveryFilter, now: number) => Promise<number>
  count: (filter: DeliveryFilter) => Promise<number>
  /** Stores deliveries of stored messages, where there are none yet. Returns how many. */
  deliver: (deliveries: Delivery[]) => Promise<number>
  /** In the order of their messages. */
  deliveries: (filter?: DeliveryFilter) => Promise<Delivery[]>
  /** What is open or failed, by subscriber, and how many messages without a delivery there are, but for replies. Reads all deliveries. */
  stats: (now: number) => Promise<{ counts: DeliveryCounts[], unsubscribed: number }>
  /** Says that the worker is alive: false if it was taken for dead. */
  beat: (worker: string, now: number) => Promise<boolean>
  leases: () => Promise<Lease[]>
  /** Takes deliveries from a worker without a sign of life since: due now, or failed where the attempt was the last. Returns how many. */
  expire: (lease: Lease, now: number) => Promise<number>
  /** The worker, which holds nothing any more, is not looked after. */
  signOff: (worker: string) => Promise<void>
}

/** Who is to get what. */
export interface SubscriptionRegister<Tx = unknown> {
  subscriptions: (tx?: Tx) => Promise<Subscriptions>
  /** Stores a subscription unless one of its name is: that one is returned as it was. Only its retry policy and `seenOn` are updated. */
  subscribe: (wanted: NewSubscription) => Promise<Subscription>
  /** Removes it, and gives up what it is owed; what runs makes its last attempt. False if it is not stored. */
  unsubscribe: (name: string, now: number) => Promise<boolean>
  /** From a date on, or no longer: null. False if it is not stored. */
  pause: (name: string, pausedOn: string | null) => Promise<boolean>
  /** Notes that a process which runs them was heard of. */
  see: (names: string[], now: number) => Promise<void>
}

/** Where messages, deliveries and subscriptions live: one database, whose transactions hold all three together. */
export interface MessageStore<Tx = unknown> extends MessageLog<Tx>, DeliveryQueue, SubscriptionRegister<Tx> {
  /** Other processes may read and write it: a bus runs deliveries only once started, and watches for those of others. */
  isShared: boolean
  /** What stores on one database have in common: `transaction-scope.ts` knows by it which calls stand inside its transactions. */
  turns: object
  close: () => Promise<void>
}
