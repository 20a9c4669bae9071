import type { Bus, Message } from './event-bus.ts'

type Handler<T> = (data: T, message: Message<T>) => unknown

/** Commands on a bus: an order for exactly one handler, stored like an event, so that it can be run again. */
export function createCommandRunner(bus: Bus) {
  const handlers = new Map<string, Handler<any>>()

  // #region handle
  function handle<T>(type: string, handler: Handler<T>) {
    if (handlers.has(type))
      throw new Error(`Command ${type} already has a handler`)
    handlers.set(type, handler)
  }
  // #endregion handle

  // #region send
  async function send<T>(type: string, data: T, cause?: Message) {
    if (!handlers.has(type))
      throw new Error(`No handler for ${type}. Known: ${list().join(', ')}`)
    const message = bus.store(type, data, cause, 'command')
    await run(message)
    return message
  }

  /** Runs a stored command again, by its id: the manual replay. */
  async function rerun(id: string) {
    const message = bus.messages.find(({ id: known }) => known === id)
    if (!message)
      throw new Error(`No command ${id} is stored`)
    await run(message)
  }
  // #endregion send

  async function run(message: Message) {
    await handlers.get(message.type)?.(message.data, message)
  }

  function list() {
    return [...handlers.keys()]
  }

  return { handle, send, rerun, list }
}
