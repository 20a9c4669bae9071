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

/** Deliveries that one process held at one time of its life. */
export interface Lease { lockedBy: string, lockedAt: string }

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
   */
  append: (parcels: Parcel[], tx?: Tx) => Promise<Message[]>
  /** Makes active, and locks, deliveries that are due: the oldest first, and of each lane the first one at most. */
  claim: (claim: Claim) => Promise<Work[]>
  /** Writes what became of a delivery and unlocks it, unless it was taken from the process that locked it for this attempt. */
  settle: (delivery: Delivery) => Promise<void>
  /** Makes them due again, with all their attempts. Those that run now are left alone. Returns how many. */
  requeue: (filter: DeliveryFilter, now: number) => Promise<number>
  /** Gives up those that do not run yet. Returns how many. */
  cancel: (filter: DeliveryFilter, now: number) => Promise<number>
  /** Says that the worker is alive: all it holds bears this date. */
  beat: (worker: string, now: number) => Promise<void>
  leases: () => Promise<Lease[]>
  /** Takes deliveries from a process that died: due now, or failed where the attempt was the last. Returns how many. */
  expire: (lease: Lease, now: number) => Promise<number>
  /** Gives back what the worker holds, without counting the attempt. Returns how many. */
  giveBack: (worker: string, now: number) => Promise<number>
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
