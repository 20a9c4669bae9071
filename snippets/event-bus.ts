import Emittery from 'emittery'

export interface Message<T = any> {
  id: string
  kind: 'event' | 'command'
  type: string
  data: T
  /** First message of the story; every consequence carries it. */
  correlationId: string
  /** Message whose handling published this one. */
  causationId: string | null
}

export type DeliveryState
  = 'created' | 'active' | 'retry' | 'completed' | 'failed'

/** One message for one subscriber: what is retried, and replayed. */
export interface Delivery {
  message: Message
  subscriber: string
  state: DeliveryState
  attempts: number
  lastError: unknown
}

export interface RetryPolicy { attempts: number, delay: number, maxDelay: number }

export interface Subscription {
  name: string
  mode?: 'async' | 'sync' | 'serial'
  retry?: Partial<RetryPolicy>
}

type Handler = (message: Message) => unknown
type Subscriber = RetryPolicy & { handler: Handler }
type Deliver = (delivery: Delivery, to: Subscriber) => Promise<Delivery>
type Attempt = (delivery: Delivery, to: Subscriber) => Promise<DeliveryState>

/** An error that no later attempt can cure: straight to `failed`. */
export class NonRetriableError extends Error {}

const fiveAttempts: RetryPolicy = { attempts: 5, delay: 1000, maxDelay: 30_000 }
/** In `sync` mode the publisher waits, and learns of the error: no attempt is made behind its back. */
const policies = { async: fiveAttempts, sync: { ...fiveAttempts, attempts: 1 }, serial: fiveAttempts }

/** `random` draws the jitter, in [0, 1]: `Math.random` in production, the longest wait by default. */
export function createBus({ random = () => 1 }: { random?: () => number } = {}) {
  const emitter = new Emittery<Record<string, Message>>()
  const messages: Message[] = []
  const deliveries: Delivery[] = []
  const runs = new Map<string, (delivery: Delivery) => Promise<unknown>>()

  // #region publish
  async function publish(
    type: string,
    data: unknown,
    cause?: Message,
  ) {
    const message = store(type, data, cause)
    await emitter.emit(type, message)
    return message
  }
  // #endregion publish

  // #region subscribe
  function subscribe(type: string, handler: Handler, {
    name,
    mode = 'async',
    retry,
  }: Subscription) {
    const to = { handler, ...policies[mode], ...retry }
    let queue: Promise<unknown> = Promise.resolve()
    register(name, delivery => deliver(delivery, to))

    return emitter.on(type, ({ data: message }) => {
      const delivery = create(message, name)
      if (mode === 'sync')
        return deliver(delivery, to).then(check)
      if (mode === 'async')
        return void deliver(delivery, to)
      queue = queue.then(() => deliver(delivery, to))
    })
  }
  // #endregion subscribe

  // #region deliver
  const deliver: Deliver = async (delivery, to) => {
    while (await attempt(delivery, to) === 'retry')
      await sleep(backoff(delivery.attempts, to))
    return delivery
  }
  // #endregion deliver

  // #region attempt
  const attempt: Attempt = async (delivery, to) => {
    delivery.state = 'active'
    delivery.attempts += 1
    try {
      await to.handler(delivery.message)
      delivery.state = 'completed'
    }
    catch (error) {
      delivery.lastError = error
      const last = delivery.attempts >= to.attempts
        || error instanceof NonRetriableError
      delivery.state = last ? 'failed' : 'retry'
    }
    return delivery.state
  }
  // #endregion attempt

  function backoff(attempt: number, to: RetryPolicy) {
    const longest = to.delay * 2 ** (attempt - 1)
    return random() * Math.min(to.maxDelay, longest)
  }

  /** Runs again the deliveries of one message, for one subscriber or for all, whatever their state. */
  async function replay(messageId: string, subscriber?: string) {
    for (const delivery of deliveries) {
      if (delivery.message.id !== messageId || delivery.subscriber !== (subscriber ?? delivery.subscriber))
        continue
      delivery.attempts = 0
      await runs.get(delivery.subscriber)?.(delivery)
    }
  }

  function register(name: string, run: (delivery: Delivery) => Promise<unknown>) {
    if (runs.has(name))
      throw new Error(`Subscriber ${name} is registered already: its deliveries would be taken for another's`)
    runs.set(name, run)
  }

  function store(type: string, data: unknown, cause?: Message, kind: Message['kind'] = 'event') {
    const id = `m${messages.length + 1}`
    const message: Message = { id, kind, type, data, correlationId: cause?.correlationId ?? id, causationId: cause?.id ?? null }
    messages.push(message)
    return message
  }

  function create(message: Message, subscriber: string): Delivery {
    const delivery: Delivery = { message, subscriber, state: 'created', attempts: 0, lastError: null }
    deliveries.push(delivery)
    return delivery
  }

  return { publish, subscribe, replay, store, messages, deliveries }
}

function check({ state, lastError }: Delivery) {
  if (state !== 'completed')
    throw lastError
}

function sleep(ms: number) {
  return new Promise(resolve => setTimeout(resolve, ms))
}

export type Bus = ReturnType<typeof createBus>
