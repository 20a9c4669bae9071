import type { BusOptions, HandleOptions, Handler, PublishOptions, RequestOptions, SubscribeOptions } from './bus-options.ts'
import type { Attempts, Outcome } from './delivery-worker.ts'
import type { Json } from './json-data.ts'
import type { DataByType } from './message-schema.ts'
import type { MessageStore, Parcel } from './message-store.ts'
import type { Delivery, Message, MessageKind } from './message.ts'
import type { OnceHandler } from './once.ts'
import type { KnownSubscriptions } from './subscription-cache.ts'
import type { Beginning, Subscription } from './subscription.ts'
import Emittery from 'emittery'
import { createAddresser } from './addressing.ts'
import { createWorker } from './delivery-worker.ts'
import { envelope } from './envelope.ts'
import { DuplicateSubscriberError, NoHandlerError, NothingToDoError, StaleSubscriptionsError } from './errors.ts'
import { contextMaker } from './handler-context.ts'
import { copyJson, toJson } from './json-data.ts'
import { createMemoryStore } from './memory-store.ts'
import { checkType, validate } from './message-schema.ts'
import { once } from './once.ts'
import { createOperations } from './operations.ts'
import { createReplies, isReply } from './replies.ts'
import { checkPolicy, isoDate } from './retry-policy.ts'
import { createSubscriptionCache } from './subscription-cache.ts'
import { policyOf } from './subscription.ts'
import { systemClock, systemRandom } from './system.ts'
import { checkPublishOptions, checkText } from './text-fields.ts'
import { createTracing } from './tracing.ts'
import { transactionScope } from './transaction-scope.ts'
import { createUuidV7 } from './uuid-v7.ts'
import { createVersions } from './versions.ts'

export { NonRetriableError, RetryAfterError } from './errors.ts'
export type { Delivery, Message } from './message.ts'

/** A subscription that runs in this process. */
interface Subscriber extends Attempts { kind: MessageKind, type: string, name: string, leave: () => void }

/** What a publisher waits for, if it does. */
type Handled = Promise<void> | void

/** A message that is to be stored, and how. */
interface Draft<Tx> { message: Message, startAfter: string | undefined, tx: Tx | undefined }

type Name<Types> = keyof Types & string

/**
 * Stores each event and command before anyone handles it, and brings it at least once to each subscription, whatever process
 * runs that. On a database, which processes share, deliveries run from `start()` to `stop()`; in memory, at once.
 */
export function createBus<Events extends DataByType = DataByType, Commands extends DataByType = DataByType, Tx = any>({
  store = createMemoryStore() as MessageStore<any>,
  events,
  commands,
  upcasts,
  source = 'core',
  clock = systemClock,
  random = store.isShared ? systemRandom : () => 1,
  newId = store.isShared ? createUuidV7(clock.now, systemRandom) : numbered('m'),
  concurrency = store.isShared ? 100 : Infinity,
  timeout = store.isShared ? 30_000 : Infinity,
  poll = 1000,
  lease = 15_000,
  onError = error => console.error(error),
  onWarning = warning => console.warn(warning),
}: BusOptions<Events, Commands, Tx> = {}) {
  type BusHandler<T> = Handler<T, Events, Commands, Tx>
  const schemas = { event: events, command: commands }
  const emitters = { event: new Emittery<Record<string, Parcel[]>>(), command: new Emittery<Record<string, Parcel[]>>() }
  const live = new Emittery<{ message: Message, delivery: Delivery }>()
  const subscribers = new Map<string, Subscriber>()
  /** Subscriptions that are being stored: whoever publishes waits for them. */
  const registrations = new Set<Promise<unknown>>()
  const warned = new Set<string>()
  /** What transactions that have not ended yet will have stored. */
  const uncommitted = new WeakMap<object, Parcel[]>()
  const scope = transactionScope(store.turns)
  const cache = createSubscriptionCache<Tx>(store)
  const versions = createVersions(upcasts)
  const tracing = createTracing()
  const worker = createWorker({
    store,
    clock,
    random,
    concurrency,
    poll,
    lease,
    tracing,
    subscribers,
    onDelivery: delivery => notify('delivery', delivery),
    onBeat: () => store.see([...subscribers.keys()], clock.now()),
    onWarning,
    onError,
  })
  const { addressAll, deliveryFor } = createAddresser({ worker, isHere: name => subscribers.has(name) })
  /** A delivery of a message that was stored earlier: its key is that of today's data. */
  const laterDelivery: typeof deliveryFor = (subscription, message, startAfter) => deliveryFor(subscription, versions.upcastIfPossible(message), startAfter)
  const replies = createReplies({ store, clock, poll, publish: reply => append([reply as Draft<Tx>]), source, newId })
  const HandlerContext = contextMaker<Events, Commands, Tx>({ publish, send, request }, tracing.current)

  async function publish<Type extends Name<Events>>(
    type: Type,
    data: Events[Type],
    options: PublishOptions<Tx> = {},
  ): Promise<Message<Json<Events[Type]>>> {
    const draft = await draftOf('event', type, data, options)
    return dispatch(draft)
  }

  // #region publish
  async function dispatch(draft: Draft<Tx>) {
    const [{ parcel, stored }] = await append([draft])
    if (stored === parcel.message && !draft.tx)
      await emit([parcel])
    return stored
  }
  // #endregion publish

  /** Many events in one transaction: all are stored, or none. Resolves as `publish` does. */
  async function publishBatch<Type extends Name<Events>>(
    drafts: { type: Type, data: Events[Type], options?: Omit<PublishOptions<Tx>, 'tx'> }[],
    { tx }: { tx?: Tx } = {},
  ): Promise<Message<Json<Events[Type]>>[]> {
    const now = clock.now()
    const ready = await Promise.all(drafts.map(({ type, data, options }) => draftOf('event', type, data, { ...options, ...tx !== undefined && { tx } }, now)))
    if (ready.length === 0)
      return []
    const appended = await append(ready as [Draft<Tx>, ...Draft<Tx>[]])
    if (!tx)
      await Promise.all(byType(appended.flatMap(({ parcel, stored }) => stored === parcel.message ? [parcel] : [])).map(emit))
    return appended.map(({ stored }) => stored)
  }

  /**
   * Runs a subscription in this process, and stores it if it is new: from then on every process that publishes stores
   * deliveries for it. Resolves, once it is stored, with a function that ends its running here; it goes on to exist.
   */
  function subscribe<Type extends Name<Events>>(type: Type, handler: BusHandler<Events[Type]>, options: SubscribeOptions<Events[Type]>) {
    return register('event', type, handler, options)
  }

  /** Registers the one handler of a command. A sender in this process waits for it, and learns of its error. */
  function handle<Type extends Name<Commands>>(type: Type, handler: BusHandler<Commands[Type]>, options: HandleOptions<Commands[Type]> = {}) {
    return register('command', type, handler, { name: type, mode: 'auto', ...options })
  }

  async function send<Type extends Name<Commands>>(
    type: Type,
    data: Commands[Type],
    options: PublishOptions<Tx> = {},
  ): Promise<Message<Json<Commands[Type]>>> {
    const draft = await draftOf('command', type, data, options)
    await findHandler(type, options.tx)
    return dispatch(draft)
  }

  /** Sends a command, and waits for what its handler returns, in whatever process that is. */
  async function request<Reply = any, Type extends Name<Commands> = Name<Commands>>(
    type: Type,
    data: Commands[Type],
    { timeout = 30_000, ...options }: RequestOptions = {},
  ): Promise<Reply> {
    const draft = await draftOf('command', type, data, options, clock.now(), timeout)
    await findHandler(type)
    const reply = replies.waitFor(draft.message, timeout)
    const [{ parcel }] = await append([draft]).catch((error) => {
      replies.forget(draft.message)
      throw error
    })
    emit([parcel]).catch(() => {}) // the handler's error is in the reply
    return reply as Promise<Reply>
  }

  async function findHandler(type: string, tx?: Tx) {
    const isHandled = (known: KnownSubscriptions) => known.of('command', type).length > 0
    if (isHandled(await cache.current(tx)))
      return
    const known = await cache.refresh(tx)
    if (!isHandled(known))
      throw new NoHandlerError(type, known.all.filter(({ kind }) => kind === 'command').map(({ type }) => type))
  }

  async function register(kind: MessageKind, type: string, handler: BusHandler<any>, options: SubscribeOptions<any> | HandleOptions<any> & { name: string }) {
    scope.refuseInside(`subscribe('${type}')`)
    const { name, from = 'now' } = options
    const subscription = subscriptionOf(kind, type, options)
    if (subscribers.has(name)) {
      throw new DuplicateSubscriberError(kind === 'command'
        ? `Command ${type} already has a handler`
        : `Subscriber ${name} is registered already: its deliveries would be taken for another's`)
    }
    const to: Subscriber = {
      kind,
      type,
      name,
      policy: policyOf(subscription),
      timeout: options.timeout ?? timeout,
      handle: (message, run) => {
        const call = (readable: Message) => handler(readable, new HandlerContext(message, name, run))
        return message.version === versions.current(type) ? call(message) : versions.read(message, schemas[kind]).then(call)
      },
      answer: replies.answer,
      leave,
    }
    subscribers.set(name, to)

    // #region subscribe
    const off = emitters[kind].on(type, toEachParcel(receive))
    function receive({ message, deliveries }: Parcel): Handled {
      const delivery = deliveryTo(name, deliveries)
      if (delivery?.state !== 'active')
        return worker.wakeAt(delivery?.startAfter ?? message.time)
      const done = worker.start({ message, delivery })
      if (delivery.mode === 'sync')
        return done.then(throwIfFailed)
    }
    // #endregion subscribe

    function leave() {
      off()
      // Another may have its name by now.
      if (subscribers.get(name) === to)
        subscribers.delete(name)
    }

    const stored = storeSubscription(subscription, beginningOf(from))
    registrations.add(stored)
    try {
      await stored
      return leave
    }
    catch (error) {
      leave()
      throw error
    }
    finally {
      registrations.delete(stored)
      worker.wake()
    }
  }

  function subscriptionOf(
    kind: MessageKind,
    type: string,
    { name, mode = 'async', retry, key }: SubscribeOptions<any> | HandleOptions<any> & { name: string },
  ): Subscription {
    checkType(kind, type, schemas[kind])
    checkText('type', type)
    checkText('name', name)
    const now = isoDate(clock.now())
    const isRunning = worker.isRunning()
    const subscription = { name, kind, type, mode, key: key ?? null, retry: retry ?? null, createdOn: now, pausedOn: null, seenOn: isRunning ? now : null }
    checkPolicy(policyOf(subscription))
    return subscription
  }

  async function storeSubscription(subscription: Subscription, from: Beginning) {
    if (typeof from === 'object' && !await store.message(from.messageId))
      throw new NothingToDoError(`No message ${from.messageId} is stored, for ${subscription.name} to begin at`)
    await store.subscribe({ subscription, from, deliveryOf: message => laterDelivery(subscription, message, isoDate(clock.now())) })
    await cache.refresh()
  }

  /** For good: it is given no message any more, and what it is owed is cancelled. */
  async function unsubscribe(name: string) {
    scope.refuseInside(`unsubscribe('${name}')`)
    subscribers.get(name)?.leave()
    if (!await store.unsubscribe(name, clock.now()))
      throw new NothingToDoError(`No subscription ${name} is stored`)
    await cache.refresh()
  }

  /** A valid message, as JSON carries it. */
  async function draftOf(kind: MessageKind, type: string, data: unknown, options: PublishOptions<Tx>, now = clock.now(), timeout?: number): Promise<Draft<Tx>> {
    const { tx, at, delay } = options
    if (tx === undefined)
      scope.refuseInside(`${kind === 'event' ? 'publish' : 'send'}('${type}')`)
    checkText('type', type)
    checkPublishOptions(options, store.isShared)
    const valid = toJson(type, await validate(kind, type, data, schemas[kind]))
    const replyBy = timeout === undefined ? {} : { replyBy: isoDate(now + timeout) }
    const traceparent = options.traceparent ?? tracing.current()
    const draft = { kind, type, version: versions.current(type), source, data: valid, id: newId(), now, ...replyBy }
    const message = envelope(draft, { ...options, ...traceparent !== null && { traceparent } })
    const startAfter = at ? isoDate(at.getTime()) : delay ? isoDate(now + delay) : undefined
    if (registrations.size > 0 && tx === undefined)
      await Promise.allSettled(registrations)
    return { message, startAfter, tx }
  }

  /** Runs `work` in a transaction; what it publishes with `{ tx }` is delivered once that is committed. */
  async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    scope.refuseInside('transaction')
    await Promise.allSettled(registrations)
    let parcels: Parcel[] = []
    const result = await store.transaction((tx) => {
      uncommitted.set(tx as object, parcels = [])
      return work(tx)
    })
    for (const { message, deliveries } of parcels) {
      notify('message', message)
      deliveries.forEach(({ startAfter }) => worker.wakeAt(startAfter!))
    }
    worker.wake()
    return result
  }

  async function append(drafts: [Draft<Tx>, ...Draft<Tx>[]]) {
    const spans = drafts.map(({ message }) => tracing.publish(message))
    try {
      const appended = await appendCurrent(drafts)
      spans.forEach(span => span.end())
      return appended
    }
    catch (error) {
      spans.forEach(span => tracing.fail(span, error))
      throw error
    }
  }

  /** As the subscriptions are at that moment. */
  async function appendCurrent(drafts: [Draft<Tx>, ...Draft<Tx>[]]) {
    const [{ tx }] = drafts
    for (let known = await cache.current(tx); ; known = await cache.refresh(tx)) {
      const parcels = addressAll(drafts, known)
      try {
        return noteStored(parcels, await store.append(parcels, tx), tx)
      }
      catch (error) {
        parcels.forEach(parcel => worker.free(placesOf(parcel)))
        if (!(error instanceof StaleSubscriptionsError)) {
          worker.rename()
          throw error
        }
      }
    }
  }

  function noteStored(parcels: Parcel[], stored: Message[], tx: Tx | undefined) {
    parcels.forEach((parcel, index) => {
      if (stored[index] !== parcel.message)
        return worker.free(placesOf(parcel))
      if (tx === undefined)
        notify('message', parcel.message)
      else
        uncommitted.get(tx as object)?.push(parcel)
      if (parcel.deliveries.length === 0)
        warnOfNobody(parcel.message)
    })
    const appended = parcels.map((parcel, index) => ({ parcel, stored: stored[index]! }))
    return appended as [typeof appended[number], ...typeof appended]
  }

  function warnOfNobody(message: Message) {
    const name = `${message.kind} ${message.type}`
    if (isReply(message) || warned.has(name))
      return
    warned.add(name)
    onWarning(`${name}: nobody subscribed to it, its messages are stored and go nowhere`)
  }

  /** Hands messages of one type to Emittery, once for all of them: what it does for each costs as much as storing it. */
  async function emit(parcels: Parcel[]) {
    const { kind, type } = parcels[0]!.message
    try {
      await emitters[kind].emit(type, parcels)
    }
    catch (error) {
      const { errors } = error as AggregateError
      throw errors.length === 1 ? errors[0] : error
    }
    finally {
      worker.startOthers(parcels.flatMap(({ message, deliveries }) => deliveries.map(delivery => ({ message, delivery }))))
    }
  }

  function notify<Name extends 'message' | 'delivery'>(name: Name, data: { message: Message, delivery: Delivery }[Name]) {
    if (live.listenerCount() > 0)
      live.emit(name, 'data' in data ? { ...data, data: copyJson(data.data) } : data).catch(onError)
  }

  return {
    publish,
    publishBatch,
    subscribe,
    unsubscribe,
    send,
    request,
    handle,
    ...createOperations({
      store,
      clock,
      cache,
      scope,
      deliveryFor: laterDelivery,
      wake: () => worker.wake(),
      forsake: worker.forsake,
      runsHere: name => worker.isRunning() && subscribers.has(name),
      lease,
    }),
    /** Types of the commands that are handled here. */
    commands: () => [...subscribers.values()].filter(({ kind }) => kind === 'command').map(({ type }) => type),
    /** Messages and deliveries as they change, for whoever watches: `live.on('delivery', …)`, `live.onAny(…)`. */
    live,
    store,

    transaction,
    /** Makes a handler idempotent, in a transaction: see `once.ts`. */
    once: <T>(handler: OnceHandler<T, Events, Commands, Tx>) => once({ store, transaction }, handler),

    /**
     * Begins to run deliveries: those that wait, those of processes that died, and all that come. Whatever the database says
     * meanwhile, it goes on until `stop()`.
     * @throws {StoppedBusError} it has stopped
     */
    async start() {
      await Promise.allSettled(registrations)
      worker.run()
      await store.see([...subscribers.keys()], clock.now()).catch(onError)
    },
    /** Looks at once for deliveries that are due. */
    wake: () => scope.outside(() => worker.wake()),
    /** Resolves when nothing runs and nothing is due. */
    async idle() {
      scope.refuseInside('idle')
      await Promise.allSettled(registrations)
      return worker.idle()
    },
    /** Takes no more deliveries, lets those that run end within `grace` milliseconds, and gives back the others. */
    async stop({ grace = 10_000 } = {}) {
      scope.refuseInside('stop')
      await Promise.allSettled(registrations)
      replies.stop()
      return worker.stop(grace)
    },
  }
}

const toEachParcel = (receive: (parcel: Parcel) => unknown) => async ({ data }: { data: Parcel[] }) => void await Promise.all(data.map(receive))
const deliveryTo = (name: string, deliveries: Delivery[]) => deliveries.find(({ subscriber }) => subscriber === name)
const byType = (parcels: Parcel[]) => [...Map.groupBy(parcels, ({ message }) => message.type).values()]
const placesOf = ({ deliveries }: Parcel) => deliveries.filter(({ state }) => state === 'active').length

function throwIfFailed({ delivery, error }: Outcome) {
  if (delivery.state !== 'completed')
    throw error
}

const beginningOf = (from: string): Beginning => from === 'now' || from === 'beginning' ? from : { messageId: from }

function numbered(prefix: string) {
  let count = 0
  return () => `${prefix}${++count}`
}

export type Bus = ReturnType<typeof createBus>
