import type { DataByType } from './message-schema.ts'
import type { Message } from './message.ts'
import Emittery from 'emittery'
import { envelope } from './envelope.ts'
import { systemClock, systemRandom } from './system.ts'
import { createUuidV7 } from './uuid-v7.ts'

interface LiveBusOptions {
  source?: string
  now?: () => number
  newId?: () => string
  /** Told of the failure of an async subscriber, which reaches nobody else. */
  onError?: (error: unknown) => void
}

/**
 * Messages without a database: as quick as Emittery, typed and named like those of the bus, and lost with the process. No
 * retry, no replay, no other process. For what may be missed: a screen to refresh, a cache to drop.
 */
export function createLiveBus<Events extends DataByType = DataByType>({
  source = 'core',
  now = systemClock.now,
  newId = createUuidV7(now, systemRandom),
  onError = error => console.error(error),
}: LiveBusOptions = {}) {
  const emitter = new Emittery<Record<string, Message>>()

  return {
    publish<Type extends keyof Events & string>(type: Type, data: Events[Type]): Promise<Message<Events[Type]>> {
      const message = envelope({ kind: 'event', type, source, data, id: newId(), now: now() }, {})
      return emitter.emit(type, message).then(() => message)
    },

    subscribe<Type extends keyof Events & string>(
      type: Type,
      handler: (message: Message<Events[Type]>) => unknown,
      { mode = 'async' }: { mode?: 'async' | 'sync' } = {},
    ) {
      return emitter.on(type, mode === 'sync'
        ? ({ data }) => handler(data) as Promise<void>
        : ({ data }) => forget(() => handler(data)))
    },
  }

  function forget(handle: () => unknown) {
    try {
      const result = handle()
      if (result instanceof Promise)
        result.catch(onError)
    }
    catch (error) {
      onError(error)
    }
  }
}
