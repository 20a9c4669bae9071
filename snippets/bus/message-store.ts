import type { Delivery, DeliveryState, Message, Work } from './message.ts'

/** Which deliveries a query or an order concerns: all the conditions that are given hold. */
export interface DeliveryFilter {
  messageId?: string
  subscriber?: string
  type?: string
  states?: DeliveryState[]
  limit?: number
}

export interface MessageFilter {
  type?: string
  correlationId?: string
  limit?: number
}

/** The last sign of life of a process that holds deliveries. */
export interface Lease { worker: string, seenAt: string }

export interface Claim {
  subscribers: string[]
  /** The process that will run them. */
  worker: string
  now: number
  limit: number
}

/** A message, and a delivery for each of its subscribers. */
export interface Parcel { message: Message, deliveries: Delivery[] }

/**
 * Where messages and deliveries live. Each method either did all it says or throws and did nothing.
 * `Tx` is the transaction of the database, which the caller's own writes go through.
 */
export interface MessageStore<Tx = unknown> {
  /** Other processes may read and write it: a bus runs deliveries only once started, and watches for those of others. */
  isShared: boolean
  /**
   * Stores them all or none, durably; in the caller's transaction where one is given. Returns the messages as they are
   * stored: for an idempotency key that is known already, the earlier message, and its new deliveries are dropped.
   * Deliveries that are active from the start are a sign of life of their process.
   */
  append: (parcels: Parcel[], tx?: Tx) => Promise<Message[]>
  /** Makes active, and locks, deliveries that are due: the oldest first, and of each lane the first one at most. A sign of life. */
  claim: (claim: Claim) => Promise<Work[]>
  /** Writes what became of a delivery and unlocks it, unless it was taken from the process that locked it for this attempt. */
  settle: (delivery: Delivery) => Promise<void>
  /** Makes them due again, with all their attempts. Those that run now are left alone. Returns how many. */
  requeue: (filter: DeliveryFilter, now: number) => Promise<number>
  /** Gives up those that do not run yet. Returns how many. */
  cancel: (filter: DeliveryFilter, now: number) => Promise<number>
  /** Says that the worker is alive. */
  beat: (worker: string, now: number) => Promise<void>
  leases: () => Promise<Lease[]>
  /** Takes deliveries from a worker without a sign of life since: due now, or failed where the attempt was the last. Returns how many. */
  expire: (lease: Lease, now: number) => Promise<number>
  /** The worker leaves: what it still holds is due now, without counting the attempt. */
  giveBack: (worker: string, held: Delivery[], now: number) => Promise<void>
  message: (id: string) => Promise<Message | undefined>
  /** Newest last. */
  messages: (filter?: MessageFilter) => Promise<Message[]>
  /** In the order of their messages. */
  deliveries: (filter?: DeliveryFilter) => Promise<Delivery[]>
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>
  /** Notes that the subscriber handled the message: false when that was noted before. */
  markHandled: (messageId: string, subscriber: string, tx: Tx) => Promise<boolean>
  close: () => Promise<void>
}
