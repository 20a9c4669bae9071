import type { Context, Publish } from './bus-options.ts'
import type { DataByType } from './message-schema.ts'
import type { Message } from './message.ts'

/** Makes the context of a handler's attempts; its parts are made when they are read, since most handlers read none. */
export function contextMaker<Events extends DataByType, Commands extends DataByType, Tx>(publish: Publish<Events, Tx>, send: Publish<Commands, Tx>) {
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

    get publish(): Publish<Events, Tx> {
      return (type, data, options) => publish(type, data, { cause: this.#cause, ...options })
    }

    get send(): Publish<Commands, Tx> {
      return (type, data, options) => send(type, data, { cause: this.#cause, ...options })
    }
  }
}
