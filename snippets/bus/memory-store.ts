import type { Claim, DeliveryFilter, Lease, MessageFilter, MessageStore, Parcel } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import { isOpen } from './message.ts'
import { afterLoss, isoDate } from './retry-policy.ts'

/** Writes that wait for the end of a transaction, and what they note as handled. */
interface Transaction { steps: (() => void)[], handled: Set<string> }

/** A message store for demonstrations and tests: lost with its process, like a bus without a database. */
export function createMemoryStore(): MessageStore<Transaction> {
  const messages = new Map<string, Message>()
  const deliveries = new Map<string, Delivery>()
  /** The open ones: finding work must not take longer as the log grows. */
  const open = new Map<string, Delivery>()
  const ranks = new Map<string, number>()
  const byKey = new Map<string, Message>()
  const handled = new Set<string>()
  /** The workers that hold deliveries, and when each was last heard of. */
  const seen = new Map<string, string>()

  async function append(parcels: Parcel[], tx?: Transaction) {
    return parcels.map(({ message, deliveries }) => {
      const known = message.idempotencyKey === null ? undefined : byKey.get(message.idempotencyKey)
      if (known)
        return known
      const store = () => {
        messages.set(message.id, message)
        ranks.set(message.id, ranks.size)
        if (message.idempotencyKey !== null)
          byKey.set(message.idempotencyKey, message)
        deliveries.forEach(delivery => write({ ...delivery }))
        deliveries.filter(({ lockedBy }) => lockedBy !== null).forEach(({ lockedBy }) => seen.set(lockedBy!, message.time))
      }
      tx ? tx.steps.push(store) : store()
      return message
    })
  }

  async function claim({ subscribers, worker, now, limit }: Claim) {
    const date = isoDate(now)
    const heads = headsOfLanes()
    const due = [...open.values()].filter(delivery => delivery.state !== 'active'
      && delivery.startAfter! <= date && subscribers.includes(delivery.subscriber)
      && (delivery.lane === null || heads.get(delivery.lane) === delivery))
    if (due.length > 0)
      seen.set(worker, date)
    return due.slice(0, limit).map((delivery) => {
      const { attempts, startedOn } = delivery
      write({ ...delivery, state: 'active', attempts: attempts + 1, startAfter: null, lockedBy: worker, startedOn: startedOn ?? date })
      return { message: messages.get(delivery.messageId)!, delivery: { ...deliveries.get(keyOf(delivery))! } }
    })
  }

  /** The delivery of each lane that runs, or else the first that is to run. */
  function headsOfLanes() {
    const heads = new Map<string, Delivery>()
    for (const delivery of open.values()) {
      if (delivery.lane === null)
        continue
      const head = heads.get(delivery.lane)
      if (!head || delivery.state === 'active' || (head.state !== 'active' && rank(delivery) < rank(head)))
        heads.set(delivery.lane, delivery)
    }
    return heads
  }

  async function settle(delivery: Delivery) {
    const current = deliveries.get(keyOf(delivery))
    if (current?.lockedBy === delivery.lockedBy && current.attempts === delivery.attempts)
      write({ ...delivery, lockedBy: null })
  }

  async function requeue(filter: DeliveryFilter, now: number) {
    const found = select(filter).filter(({ state }) => state !== 'active')
    found.forEach(delivery => write({ ...delivery, state: 'created', attempts: 0, startAfter: isoDate(now), completedOn: null }))
    return found.length
  }

  async function cancel(filter: DeliveryFilter, now: number) {
    const found = select(filter).filter(({ state }) => state === 'created' || state === 'retry')
    found.forEach(delivery => write({ ...delivery, state: 'cancelled', startAfter: null, completedOn: isoDate(now) }))
    return found.length
  }

  async function beat(worker: string, now: number) {
    seen.set(worker, isoDate(now))
  }

  async function leases() {
    return [...seen].map(([worker, seenAt]) => ({ worker, seenAt }))
  }

  async function expire({ worker, seenAt }: Lease, now: number) {
    if (seen.get(worker) !== seenAt)
      return 0
    seen.delete(worker)
    const found = [...open.values()].filter(({ lockedBy }) => lockedBy === worker)
    found.forEach(delivery => write(afterLoss(delivery, now)))
    return found.length
  }

  async function giveBack(worker: string, held: Delivery[], now: number) {
    const found = held.map(delivery => deliveries.get(keyOf(delivery))!).filter(({ lockedBy }) => lockedBy === worker)
    found.forEach(delivery => write({ ...delivery, state: 'retry', attempts: delivery.attempts - 1, startAfter: isoDate(now), lockedBy: null }))
    seen.delete(worker)
  }

  async function transaction<T>(work: (tx: Transaction) => Promise<T>) {
    const tx: Transaction = { steps: [], handled: new Set() }
    const result = await work(tx)
    tx.steps.forEach(step => step())
    tx.handled.forEach(key => handled.add(key))
    return result
  }

  async function markHandled(messageId: string, subscriber: string, tx: Transaction) {
    const key = keyOf({ messageId, subscriber })
    if (handled.has(key) || tx.handled.has(key))
      return false
    tx.handled.add(key)
    return true
  }

  function write(delivery: Delivery) {
    const key = keyOf(delivery)
    deliveries.set(key, delivery)
    isOpen(delivery) ? open.set(key, delivery) : open.delete(key)
  }

  const rank = ({ messageId }: Delivery) => ranks.get(messageId)!

  function select({ messageId, subscriber, type, states, limit }: DeliveryFilter) {
    return [...deliveries.values()].filter(delivery =>
      (messageId === undefined || delivery.messageId === messageId)
      && (subscriber === undefined || delivery.subscriber === subscriber)
      && (type === undefined || messages.get(delivery.messageId)!.type === type)
      && (states === undefined || states.includes(delivery.state))).slice(0, limit)
  }

  return {
    isShared: false,
    append,
    claim,
    settle,
    requeue,
    cancel,
    beat,
    leases,
    expire,
    giveBack,
    transaction,
    markHandled,
    message: async id => messages.get(id),
    messages: async ({ type, correlationId, limit }: MessageFilter = {}) => [...messages.values()].filter(message =>
      (type === undefined || message.type === type) && (correlationId === undefined || message.correlationId === correlationId)).slice(0, limit),
    deliveries: async (filter = {}) => select(filter).map(delivery => ({ ...delivery })),
    close: async () => {},
  }
}

const keyOf = ({ messageId, subscriber }: { messageId: string, subscriber: string }) => `${messageId}/${subscriber}`
