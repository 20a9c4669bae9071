import type { Claim, DeliveryCounts, DeliveryFilter, Lease, MessageFilter, MessageStore, NewSubscription, Parcel, Retention } from './message-store.ts'
import type { Delivery, Message } from './message.ts'
import type { Subscription } from './subscription.ts'
import { StaleSubscriptionsError } from './errors.ts'
import { copyJson } from './json-data.ts'
import { isOpen } from './message.ts'
import { isReply } from './replies.ts'
import { afterLoss, isoDate } from './retry-policy.ts'
import { sameOf } from './subscription.ts'
import { transactionScope } from './transaction-scope.ts'
import { createTurns } from './turns.ts'

/** Milliseconds for which a call waits for one transaction. */
const PATIENCE = 5000

/** Writes that wait for the end of a transaction, and what they will have stored by then. */
interface Transaction { steps: (() => void)[], handled: Set<string>, byKey: Map<string, Message> }

/** A message store for demonstrations and tests: lost with its process, like a bus without a database. */
export function createMemoryStore(): MessageStore<Transaction> {
  const messages = new Map<string, Message>()
  const deliveries = new Map<string, Delivery>()
  /** The open ones: finding work must not take longer as the log grows. */
  const open = new Map<string, Delivery>()
  /** In which order deliveries were stored. */
  const positions = new Map<string, number>()
  let stored = 0
  const byKey = new Map<string, Message>()
  const handled = new Set<string>()
  /** The workers that hold deliveries, and when each was last heard of. */
  const workers = new Map<string, string>()
  const subscriptions = new Map<string, Subscription>()
  let version = 0
  /** One transaction at a time, and what comes outside of it comes after it, as on SQLite. */
  const turns = createTurns(PATIENCE)
  const scope = transactionScope(turns)

  async function inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const taken = turns.take()
    const end = typeof taken === 'function' ? taken : await taken
    try {
      const result = work()
      return result instanceof Promise ? await result : result
    }
    finally {
      end()
    }
  }

  async function append(parcels: Parcel[], tx?: Transaction) {
    return tx ? appendAll(parcels, tx) : inTurn(() => appendAll(parcels))
  }

  function appendAll(parcels: Parcel[], tx?: Transaction) {
    if (parcels.some(parcel => parcel.version !== version))
      throw new StaleSubscriptionsError()
    return parcels.map(parcel => appendOne(parcel, tx))
  }

  function appendOne({ message, deliveries }: Parcel, tx?: Transaction): Message {
    const key = idempotencyOf(message)
    const known = key === null ? undefined : byKey.get(key) ?? tx?.byKey.get(key)
    if (known)
      return copyOf(known)
    const stored = copyOf(message)
    const store = () => {
      messages.set(message.id, stored)
      if (key !== null)
        byKey.set(key, stored)
      deliveries.forEach(delivery => write({ ...delivery }))
      deliveries.filter(({ lockedBy }) => lockedBy !== null).forEach(({ lockedBy }) => workers.set(lockedBy!, message.time))
    }
    if (tx) {
      tx.steps.push(store)
      if (key !== null)
        tx.byKey.set(key, stored)
    }
    else {
      store()
    }
    return message
  }

  async function claim({ subscribers, worker, now, limit }: Claim) {
    const date = isoDate(now)
    const heads = headsOfLanes()
    const due = [...open.values()].filter(delivery => delivery.state !== 'active'
      && delivery.startAfter! <= date && subscribers.includes(delivery.subscriber)
      && !subscriptions.get(delivery.subscriber)?.pausedOn
      && (delivery.lane === null || heads.get(delivery.lane) === delivery))
    if (due.length > 0)
      workers.set(worker, date)
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
      if (!head || delivery.state === 'active' || (head.state !== 'active' && position(delivery) < position(head)))
        heads.set(delivery.lane, delivery)
    }
    return heads
  }

  async function settle(delivery: Delivery) {
    const current = deliveries.get(keyOf(delivery))
    const isHeld = current !== undefined && current.lockedBy === delivery.lockedBy && current.attempts === delivery.attempts
    if (isHeld)
      write({ ...delivery, lockedBy: null })
    return isHeld
  }

  async function requeue(filter: DeliveryFilter, now: number) {
    const found = select(filter).filter(({ state, subscriber }) => state !== 'active' && subscriptions.has(subscriber))
    found.forEach(delivery => write({ ...delivery, state: 'created', attempts: 0, startAfter: isoDate(now), completedOn: null }))
    return found.length
  }

  async function cancel(filter: DeliveryFilter, now: number) {
    const found = select(filter).filter(({ state }) => state === 'created' || state === 'retry')
    found.forEach(delivery => write({ ...delivery, state: 'cancelled', startAfter: null, completedOn: isoDate(now) }))
    return found.length
  }

  async function deliver(wanted: Delivery[]) {
    const missing = wanted.filter(delivery => messages.has(delivery.messageId) && !deliveries.has(keyOf(delivery)))
    missing.forEach(delivery => write({ ...delivery }))
    return missing.length
  }

  async function subscribe({ subscription, from, deliveryOf }: NewSubscription) {
    const known = sameOf([...subscriptions.values()], subscription)
    subscriptions.set(subscription.name, known ? { ...known, retry: subscription.retry, seenOn: subscription.seenOn ?? known.seenOn } : subscription)
    version += 1
    if (known)
      return known
    const ids = [...messages.keys()]
    const first = from === 'now' ? ids.length : from === 'beginning' ? 0 : ids.indexOf(from.messageId)
    const earlier = [...messages.values()].slice(first).filter(({ kind, type }) => kind === subscription.kind && type === subscription.type)
    await deliver(earlier.map(message => deliveryOf(copyOf(message))))
    return subscription
  }

  async function unsubscribe(name: string, now: number) {
    await cancel({ subscriber: name }, now)
    for (const delivery of select({ subscriber: name, states: ['active'] }))
      write({ ...delivery, maxAttempts: delivery.attempts })
    version += 1
    return subscriptions.delete(name)
  }

  async function pause(name: string, pausedOn: string | null) {
    const known = subscriptions.get(name)
    if (known)
      subscriptions.set(name, { ...known, pausedOn })
    version += 1
    return known !== undefined
  }

  async function see(names: string[], now: number) {
    for (const name of names) {
      const known = subscriptions.get(name)
      if (known)
        subscriptions.set(name, { ...known, seenOn: isoDate(now) })
    }
  }

  async function beat(worker: string, now: number) {
    const isKnown = workers.has(worker)
    if (isKnown)
      workers.set(worker, isoDate(now))
    return isKnown
  }

  async function leases() {
    return [...workers].map(([worker, seenAt]) => ({ worker, seenAt }))
  }

  async function expire({ worker, seenAt }: Lease, now: number) {
    if (workers.get(worker) !== seenAt)
      return 0
    workers.delete(worker)
    const found = [...open.values()].filter(({ lockedBy }) => lockedBy === worker)
    found.forEach(delivery => write(afterLoss(delivery, now)))
    return found.length
  }

  async function giveBack(held: Delivery[], now: number) {
    for (const { lockedBy, ...delivery } of held) {
      const current = deliveries.get(keyOf(delivery))
      if (current?.lockedBy === lockedBy)
        write({ ...current, state: 'retry', attempts: current.attempts - 1, startAfter: isoDate(now), lockedBy: null })
    }
  }

  async function signOff(worker: string) {
    workers.delete(worker)
  }

  async function transaction<T>(work: (tx: Transaction) => Promise<T>) {
    const tx: Transaction = { steps: [], handled: new Set(), byKey: new Map() }
    const result = await scope.run(() => work(tx))
    tx.steps.forEach(step => step())
    tx.handled.forEach(key => handled.add(key))
    return result
  }

  async function markHandled(messageId: string, subscriber: string, tx: Transaction) {
    return messages.has(messageId) && markReceived(messageId, subscriber, tx)
  }

  async function markReceived(messageId: string, subscriber: string, tx: Transaction) {
    const key = keyOf({ messageId, subscriber })
    if (handled.has(key) || tx.handled.has(key))
      return false
    tx.handled.add(key)
    return true
  }

  async function prune({ before, type }: Retention) {
    const isNeeded = ({ state, subscriber }: Delivery) => state === 'active' || subscriptions.has(subscriber)
    const needed = new Set([...open.values()].filter(isNeeded).map(({ messageId }) => messageId))
    const date = isoDate(before)
    return remove([...messages.values()].filter(message => message.time < date && (type === undefined || message.type === type) && !needed.has(message.id)))
  }

  async function erase(subject: string) {
    return remove([...messages.values()].filter(message => message.subject === subject))
  }

  function remove(gone: Message[]) {
    const ids = new Set(gone.map(({ id }) => id))
    for (const [key, { messageId }] of deliveries) {
      if (ids.has(messageId))
        [deliveries, open, positions, handled].forEach(all => all.delete(key))
    }
    for (const message of gone) {
      messages.delete(message.id)
      byKey.delete(idempotencyOf(message) ?? '')
    }
    return gone.length
  }

  function write(delivery: Delivery) {
    const key = keyOf(delivery)
    if (!positions.has(key))
      positions.set(key, stored++)
    deliveries.set(key, delivery)
    isOpen(delivery) ? open.set(key, delivery) : open.delete(key)
  }

  const position = (delivery: Delivery) => positions.get(keyOf(delivery))!

  function select({ messageId, subscriber, type, subject, correlationId, states, isSubscribed, limit }: DeliveryFilter) {
    const found = [...deliveries.values()].filter(delivery =>
      (messageId === undefined || delivery.messageId === messageId)
      && (subscriber === undefined || delivery.subscriber === subscriber)
      && (type === undefined || messages.get(delivery.messageId)!.type === type)
      && (subject === undefined || messages.get(delivery.messageId)!.subject === subject)
      && (correlationId === undefined || messages.get(delivery.messageId)!.correlationId === correlationId)
      && (states === undefined || states.includes(delivery.state))
      && (isSubscribed === undefined || subscriptions.has(delivery.subscriber)))
    return limit === undefined ? found : found.sort(byMessage()).slice(0, limit)
  }

  /** In the order of the messages, then of the names. */
  function byMessage() {
    const ranks = new Map([...messages.keys()].map((id, rank) => [id, rank]))
    return (one: Delivery, other: Delivery) =>
      ranks.get(one.messageId)! - ranks.get(other.messageId)! || (one.subscriber < other.subscriber ? -1 : 1)
  }

  async function stats(now: number) {
    const counts = new Map<string, DeliveryCounts>()
    for (const { subscriber, state, startAfter } of deliveries.values()) {
      const count = counts.get(subscriber) ?? { subscriber, waiting: 0, active: 0, failed: 0, oldestDue: null }
      counts.set(subscriber, count)
      if (state === 'active' || state === 'failed')
        count[state] += 1
      if (state !== 'created' && state !== 'retry')
        continue
      count.waiting += 1
      if (startAfter! <= isoDate(now) && (count.oldestDue === null || startAfter! < count.oldestDue))
        count.oldestDue = startAfter
    }
    const delivered = new Set([...deliveries.values()].map(({ messageId }) => messageId))
    const unsubscribed = [...messages.values()].filter(message => !delivered.has(message.id) && !isReply(message)).length
    return { counts: [...counts.values()], unsubscribed }
  }

  async function find({ kind, type, correlationId, idempotencyKey, limit }: MessageFilter = {}) {
    return [...messages.values()].filter(message =>
      (kind === undefined || message.kind === kind)
      && (type === undefined || message.type === type)
      && (correlationId === undefined || message.correlationId === correlationId)
      && (idempotencyKey === undefined || message.idempotencyKey === idempotencyKey)).slice(0, limit).map(copyOf)
  }

  return {
    isShared: false,
    turns,
    append,
    claim,
    settle,
    requeue,
    cancel,
    count: async filter => select(filter).length,
    deliver,
    beat,
    leases,
    expire,
    giveBack,
    signOff,
    subscriptions: async () => ({ version, all: [...subscriptions.values()].sort((one, other) => one.name < other.name ? -1 : 1) }),
    subscribe: wanted => inTurn(() => subscribe(wanted)),
    unsubscribe,
    pause,
    see,
    transaction: work => inTurn(() => transaction(work)),
    markHandled,
    markReceived,
    message: async (id) => {
      const found = messages.get(id)
      return found && copyOf(found)
    },
    messages: find,
    stats,
    prune: retention => inTurn(() => prune(retention)),
    erase: subject => inTurn(() => erase(subject)),
    deliveries: async (filter = {}) => select(filter).sort(byMessage()).map(delivery => ({ ...delivery })),
    close: async () => {},
  }
}

const idempotencyOf = ({ kind, type, idempotencyKey }: Message) => idempotencyKey === null ? null : `${kind} ${type} ${idempotencyKey}`
const keyOf = ({ messageId, subscriber }: { messageId: string, subscriber: string }) => `${messageId}/${subscriber}`
/** The log is nobody's to change. */
const copyOf = (message: Message): Message => ({ ...message, data: copyJson(message.data) })
