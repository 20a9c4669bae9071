import type { BusOptions, Handler, PublishOptions, SubscribeOptions } from './bus-options.ts'
import type { Attempts, Outcome } from './delivery-worker.ts'
import type { DataByType } from './message-schema.ts'
import type { MessageStore, Parcel } from './message-store.ts'
import type { Delivery, Message, MessageKind, Mode } from './message.ts'
import type { OnceHandler } from './once.ts'
import Emittery from 'emittery'
import { createWorker } from './delivery-worker.ts'
import { envelope, newDelivery } from './envelope.ts'
import { DuplicateSubscriberError, NoHandlerError } from './errors.ts'
import { contextMaker } from './handler-context.ts'
import { createMemoryStore } from './memory-store.ts'
import { checkType, validate } from './message-schema.ts'
import { once } from './once.ts'
import { createOperations } from './operations.ts'
import { policies } from './retry-policy.ts'
import { systemClock, systemRandom } from './system.ts'
import { createUuidV7 } from './uuid-v7.ts'

export { NonRetriableError, RetryAfterError } from './errors.ts'
export type { Delivery, Message } from './message.ts'

interface Subscriber extends Attempts {
  kind: MessageKind
  type: string
  name: string
  mode: Mode
  /** The queue of a message among those of this subscriber; null when it waits for no other. */
  laneOf: (message: Message) => string | null
}

type Name<Types> = keyof Types & string

/**
 * Stores each event and command before anyone handles it, and brings it at least once to each subscriber. On a database,
 * which processes share, deliveries run from `start()` to `stop()`; in memory, at once.
 */
export function createBus<Events extends DataByType = DataByType, Commands extends DataByType = DataByType, Tx = any>({
  store = createMemoryStore() as MessageStore<any>,
  events,
  commands,
  source = 'core',
  clock = systemClock,
  random = store.isShared ? systemRandom : () => 1,
  newId = store.isShared ? createUuidV7(clock.now, systemRandom) : numbered('m'),
  concurrency = store.isShared ? 100 : Infinity,
  timeout = store.isShared ? 30_000 : Infinity,
  poll = 1000,
  lease = 15_000,
  onError = error => console.error(error),
}: BusOptions<Events, Commands, Tx> = {}) {
  type BusHandler<T> = Handler<T, Events, Commands, Tx>
  const schemas = { event: events, command: commands }
  const emitters = { event: new Emittery<Record<string, Parcel[]>>(), command: new Emittery<Record<string, Parcel[]>>() }
  const live = new Emittery<{ message: Message, delivery: Delivery }>()
  const subscribers = new Map<string, Subscriber>()
  const worker = createWorker({ store, clock, random, concurrency, poll, lease, subscribers, onError, onDelivery: delivery => notify('delivery', delivery) })
  const HandlerContext = contextMaker<Events, Commands, Tx>(publish, send)

  async function publish<Type extends Name<Events>>(
    type: Type,
    data: Events[Type],
    options: PublishOptions<Tx> = {},
  ): Promise<Message<Events[Type]>> {
    const parcel = await address('event', type, data, options)
    return dispatch(parcel, options.tx)
  }

  // #region publish
  async function dispatch(parcel: Parcel, tx?: Tx) {
    const [stored] = await append([parcel], tx)
    if (stored === parcel.message && !tx)
      await emit([parcel])
    return stored!
  }
  // #endregion publish

  /** Many events in one transaction: all are stored, or none. Resolves as `publish` does. */
  async function publishBatch<Type extends Name<Events>>(
    drafts: { type: Type, data: Events[Type], options?: Omit<PublishOptions<Tx>, 'tx'> }[],
    { tx }: { tx?: Tx } = {},
  ): Promise<Message<Events[Type]>[]> {
    const now = clock.now()
    const parcels = await Promise.all(drafts.map(({ type, data, options }) => address('event', type, data, { ...options, tx }, now)))
    const stored = await append(parcels, tx)
    if (!tx)
      await Promise.all(byType(parcels.filter(({ message }, index) => stored[index] === message)).map(emit))
    return stored
  }

  function subscribe<Type extends Name<Events>>(type: Type, handler: BusHandler<Events[Type]>, options: SubscribeOptions<Events[Type]>) {
    return register('event', type, handler, options)
  }

  /** Registers the one handler of a command. By default the sender waits for it, and learns of its error. */
  function handle<Type extends Name<Commands>>(type: Type, handler: BusHandler<Commands[Type]>, options: Partial<SubscribeOptions<Commands[Type]>> = {}) {
    return register('command', type, handler, { name: type, mode: 'sync', ...options })
  }

  async function send<Type extends Name<Commands>>(type: Type, data: Commands[Type], options: PublishOptions<Tx> = {}): Promise<Message<Commands[Type]>> {
    const parcel = await address('command', type, data, options)
    if (parcel.deliveries.length === 0)
      throw new NoHandlerError(type, handled())
    return dispatch(parcel, options.tx)
  }

  function register(kind: MessageKind, type: string, handler: BusHandler<any>, options: SubscribeOptions<any>) {
    const to = subscriber(kind, type, handler, options)
    subscribers.set(to.name, to)

    // #region subscribe
    const off = emitters[kind].on(type, toEachParcel(receive))
    function receive({ message, deliveries }: Parcel) {
      const delivery = deliveryTo(to.name, deliveries)
      if (delivery?.state !== 'active')
        return worker.wake(message.time) // in its turn

      const done = worker.start({ message, delivery })
      if (to.mode === 'sync')
        return done.then(throwIfFailed)
    }
    // #endregion subscribe

    return () => {
      off()
      subscribers.delete(to.name)
    }
  }

  function subscriber(kind: MessageKind, type: string, handler: BusHandler<any>, options: SubscribeOptions<any>): Subscriber {
    const { name, mode = 'async', retry, timeout: own = timeout, key = () => '' } = options
    checkType(kind, type, schemas[kind])
    if (subscribers.has(name)) {
      throw new DuplicateSubscriberError(kind === 'command'
        ? `Command ${type} already has a handler`
        : `Subscriber ${name} is registered already: its deliveries would be taken for another's`)
    }
    return {
      kind,
      type,
      name,
      mode,
      policy: { ...policies[mode], ...retry },
      timeout: own,
      laneOf: message => mode === 'serial' ? `${name}/${key(message)}` : null,
      handle: (message, run) => handler(message, new HandlerContext(message, name, run)),
    }
  }

  /** A valid message, with a delivery for each of its subscribers; one that can run at once is active from the start. */
  async function address(kind: MessageKind, type: string, data: unknown, options: PublishOptions<Tx>, now = clock.now()): Promise<Parcel> {
    const valid = await validate(kind, type, data, schemas[kind])
    const message = envelope({ kind, type, source, data: valid, id: newId(), now }, options)
    const deliveries = subscribersOf(kind, type).map(({ name, mode, policy, laneOf }) => {
      const lane = laneOf(message)
      const isNow = !options.tx && lane === null && worker.reserve(mode === 'sync')
      return newDelivery(message, { subscriber: name, mode, lane, maxAttempts: policy.attempts }, isNow ? worker.id() : null)
    })
    return { message, deliveries }
  }

  /** Runs `work` in a transaction; what it publishes with `{ tx }` is delivered once that is committed. */
  async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    const result = await store.transaction(work)
    worker.wake()
    return result
  }

  async function append(parcels: Parcel[], tx?: Tx) {
    try {
      const stored = await store.append(parcels, tx)
      parcels.forEach((parcel, index) => stored[index] === parcel.message ? notify('message', parcel.message) : worker.free(placesOf(parcel)))
      return stored
    }
    catch (error) {
      parcels.forEach(parcel => worker.free(placesOf(parcel)))
      worker.rename()
      throw error
    }
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
  }

  function notify<Name extends 'message' | 'delivery'>(name: Name, data: { message: Message, delivery: Delivery }[Name]) {
    if (live.listenerCount() > 0)
      live.emit(name, data).catch(onError)
  }

  const subscribersOf = (kind: MessageKind, type: string) => [...subscribers.values()].filter(to => to.kind === kind && to.type === type)
  const handled = () => [...subscribers.values()].filter(({ kind }) => kind === 'command').map(({ type }) => type)

  return {
    publish,
    publishBatch,
    subscribe,
    send,
    handle,
    ...createOperations(store, clock, worker.wake),
    /** Types of the commands that are handled here. */
    commands: handled,
    /** Messages and deliveries as they change, for whoever watches: `live.on('delivery', …)`, `live.onAny(…)`. */
    live,
    store,

    transaction,
    /** Makes a handler idempotent, in a transaction: see `once.ts`. */
    once: <T>(handler: OnceHandler<T, Events, Commands, Tx>) => once({ store, transaction }, handler),

    /** Begins to run deliveries: those that wait, those of processes that died, and all that come. */
    start: worker.run,
    /** Looks at once for deliveries that are due. */
    wake: () => worker.wake(),
    /** Resolves when nothing runs and nothing is due. */
    idle: worker.idle,
    /** Takes no more deliveries, lets those that run end within `grace` milliseconds, and gives back the others. */
    stop: ({ grace = 10_000 } = {}) => worker.stop(grace),
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

function numbered(prefix: string) {
  let count = 0
  return () => `${prefix}${++count}`
}

export type Bus = ReturnType<typeof createBus>
