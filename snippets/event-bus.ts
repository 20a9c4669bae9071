import Emittery from 'emittery'

// #region types
export interface Message<T = unknown> {
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
  lastError: string | null
}
// #endregion types

export interface RetryPolicy {
  attempts: number
  delay: number
  maxDelay: number
}

export interface Subscription {
  name: string
  mode?: 'async' | 'sync' | 'serial'
  retry?: Partial<RetryPolicy>
}

type Handler = (message: Message<any>) => unknown

/** An error that no later attempt can cure: straight to `failed`. */
export class NonRetriableError extends Error {}

const fiveAttempts: RetryPolicy = { attempts: 5, delay: 1000, maxDelay: 30_000 }

/** `random` draws the jitter, in [0, 1]: `Math.random` in production, the longest wait by default. */
export function createBus({ random = () => 1 } = {}) {
  const emitter = new Emittery<Record<string, Message>>()
  const messages: Message[] = []
  const deliveries: Delivery[] = []
  const runs = new Map<string, (delivery: Delivery) => Promise<void>>()

  function store(kind: Message['kind'], type: string, data: unknown, cause?: Message) {
    const id = `m${messages.length + 1}`
    const message: Message = {
      id,
      kind,
      type,
      data,
      correlationId: cause?.correlationId ?? id,
      causationId: cause?.id ?? null,
    }
    messages.push(message)
    return message
  }

  // #region publish
  async function publish(type: string, data: unknown, cause?: Message) {
    const message = store('event', type, data, cause) // before anyone runs
    await emitter.emit(type, message) // waits for `sync` subscribers only
    return message
  }
  // #endregion publish

  // #region subscribe
  function subscribe(type: string, handler: Handler, { name, mode = 'async', retry }: Subscription) {
    const policy = { ...fiveAttempts, ...retry }
    let queue: Promise<unknown> = Promise.resolve()
    runs.set(name, delivery => deliver(delivery, handler, policy))

    return emitter.on(type, ({ data: message }) => {
      const delivery: Delivery = { message, subscriber: name, state: 'created', attempts: 0, lastError: null }
      deliveries.push(delivery)
      if (mode === 'serial')
        queue = queue.then(() => deliver(delivery, handler, policy))
      else if (mode === 'async')
        deliver(delivery, handler, policy)
      else
        return deliver(delivery, handler, policy, { rethrow: true })
    })
  }
  // #endregion subscribe

  // #region deliver
  async function deliver(delivery: Delivery, handler: Handler, policy: RetryPolicy, { rethrow = false } = {}) {
    delivery.state = 'active'
    delivery.attempts += 1
    try {
      await handler(delivery.message)
      delivery.state = 'completed'
    }
    catch (error) {
      delivery.lastError = String(error)
      const last = delivery.attempts >= policy.attempts
      delivery.state = last || error instanceof NonRetriableError ? 'failed' : 'retry'
      if (delivery.state === 'retry')
        setTimeout(() => deliver(delivery, handler, policy), backoff(delivery.attempts, policy))
      if (rethrow)
        throw error
    }
  }
  // #endregion deliver

  // #region backoff
  function backoff(attempt: number, { delay, maxDelay }: RetryPolicy) {
    const ceiling = Math.min(maxDelay, delay * 2 ** (attempt - 1))
    return random() * ceiling // full jitter
  }
  // #endregion backoff

  // #region replay
  /** Runs again the deliveries of one message, for one subscriber or for all, whatever their state. */
  async function replay(messageId: string, subscriber?: string) {
    const chosen = deliveries.filter(({ message, subscriber: name }) =>
      message.id === messageId && (subscriber ?? name) === name)
    for (const delivery of chosen) {
      delivery.attempts = 0
      await runs.get(delivery.subscriber)?.(delivery)
    }
  }
  // #endregion replay

  return { publish, subscribe, replay, store, messages, deliveries }
}

export type Bus = ReturnType<typeof createBus>
