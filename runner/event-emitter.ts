import { invalidArgument } from './node-errors.ts'

type EventName = string | symbol
type Listener = (...args: never[]) => unknown

interface Entry { listener: Listener, isOnce: boolean }

/** Node's `EventEmitter`. */
export class EventEmitter {
  #entries = new Map<EventName, Entry[]>()

  on(event: EventName, listener: Listener): this {
    return this.#add(event, listener, false, false)
  }

  once(event: EventName, listener: Listener): this {
    return this.#add(event, listener, true, false)
  }

  prependListener(event: EventName, listener: Listener): this {
    return this.#add(event, listener, false, true)
  }

  prependOnceListener(event: EventName, listener: Listener): this {
    return this.#add(event, listener, true, true)
  }

  addListener(event: EventName, listener: Listener): this {
    return this.on(event, listener)
  }

  #add(event: EventName, listener: Listener, isOnce: boolean, isFirst: boolean): this {
    if (typeof listener !== 'function')
      throw invalidArgument('listener', 'of type function', listener)
    if (this.#entries.has('newListener'))
      this.emit('newListener', event, listener)
    const entries = this.#entries.get(event) ?? []
    this.#entries.set(event, isFirst ? [{ listener, isOnce }, ...entries] : [...entries, { listener, isOnce }])
    return this
  }

  off(event: EventName, listener: Listener): this {
    const entries = this.#entries.get(event) ?? []
    const index = entries.findLastIndex(entry => entry.listener === listener)
    const left = entries.filter((_, at) => at !== index)
    if (left.length > 0)
      this.#entries.set(event, left)
    else
      this.#entries.delete(event)
    if (index >= 0 && this.#entries.has('removeListener'))
      this.emit('removeListener', event, listener)
    return this
  }

  removeListener(event: EventName, listener: Listener): this {
    return this.off(event, listener)
  }

  removeAllListeners(event?: EventName): this {
    if (event === undefined)
      this.#entries.clear()
    else
      this.#entries.delete(event)
    return this
  }

  /** Calls the listeners one after the other, and says whether there are any. An `error` that nobody listens for is thrown. */
  emit(event: EventName, ...args: unknown[]): boolean {
    const entries = this.#entries.get(event) ?? []
    if (entries.length === 0 && event === 'error') {
      const [error] = args
      throw error instanceof Error ? error : Object.assign(new Error(`Unhandled error. (${String(error)})`), { code: 'ERR_UNHANDLED_ERROR', context: error })
    }
    for (const { listener, isOnce } of entries) {
      if (isOnce)
        this.off(event, listener)
      Reflect.apply(listener, this, args)
    }
    return entries.length > 0
  }

  listeners(event: EventName): Listener[] {
    return (this.#entries.get(event) ?? []).map(({ listener }) => listener)
  }

  listenerCount(event: EventName): number {
    return this.listeners(event).length
  }

  eventNames(): EventName[] {
    return [...this.#entries.keys()]
  }

  setMaxListeners(): this {
    return this
  }

  getMaxListeners(): number {
    return 10
  }
}

// A bundler shortens the names of classes.
Object.defineProperty(EventEmitter, 'name', { value: 'EventEmitter' })

/** The arguments of the next event of this name; rejects with an `error` that comes before. */
export function once(emitter: EventEmitter, event: EventName): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const onError = (error: unknown) => {
      emitter.off(event, onEvent)
      reject(error)
    }
    const onEvent = (...args: unknown[]) => {
      emitter.off('error', onError)
      resolve(args)
    }
    emitter.once(event, onEvent)
    if (event !== 'error')
      emitter.once('error', onError)
  })
}
