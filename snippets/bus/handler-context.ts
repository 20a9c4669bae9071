import type { Context, Publish, RequestCommand } from './bus-options.ts'
import type { DataByType } from './message-schema.ts'
import type { Message } from './message.ts'
import { AbortedHandlerError } from './errors.ts'

interface Calls<Events extends DataByType, Commands extends DataByType, Tx> {
  publish: Publish<Events, Tx>
  send: Publish<Commands, Tx>
  request: RequestCommand<Commands>
}

/** Makes the context of a handler's attempts; its parts are made when they are read, since most handlers read none. */
export function contextMaker<Events extends DataByType, Commands extends DataByType, Tx>(
  calls: Calls<Events, Commands, Tx>,
  currentTrace: () => string | null,
) {
  return class HandlerContext implements Context<Events, Commands, Tx> {
    attempt: number
    subscriber: string
    #cause: Message
    #stopped: () => AbortSignal

    constructor(cause: Message, subscriber: string, { attempt, stopped }: { attempt: number, stopped: () => AbortSignal }) {
      this.#cause = cause
      this.#stopped = stopped
      this.attempt = attempt
      this.subscriber = subscriber
    }

    get signal() {
      return this.#stopped()
    }

    get traceparent() {
      return currentTrace() ?? this.#cause.traceparent
    }

    get publish(): Publish<Events, Tx> {
      return async (type, data, options) => {
        this.#refuseLate(`publish('${type}')`)
        return calls.publish(type, data, { cause: this.#cause, ...options })
      }
    }

    get send(): Publish<Commands, Tx> {
      return async (type, data, options) => {
        this.#refuseLate(`send('${type}')`)
        return calls.send(type, data, { cause: this.#cause, ...options })
      }
    }

    get request(): RequestCommand<Commands> {
      return async (type, data, options) => {
        this.#refuseLate(`request('${type}')`)
        return calls.request(type, data, { cause: this.#cause, ...options })
      }
    }

    /** An attempt that was given up may be made again by now: it does nothing more. */
    #refuseLate(call: string) {
      const { aborted, reason } = this.#stopped()
      if (aborted)
        throw new AbortedHandlerError(`${call} by ${this.subscriber} came after its attempt was given up: nothing was stored`, { cause: reason })
    }
  }
}
