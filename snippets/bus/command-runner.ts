import type { Bus } from './event-bus.ts'
import type { Message } from './message.ts'
import { InvalidDataError } from './errors.ts'

/** What it needs of a bus, whatever the types of its commands. */
type CommandBus = Pick<Bus, 'commands' | 'replay' | 'idle' | 'deliveries'> & { send: (type: any, data: any) => Promise<Message> }

/** Runs commands by name, from a shell or a form, and runs a stored one again. */
export function createCommandRunner(bus: CommandBus) {
  /** Sends a command whose arguments were typed: where its schema refuses a text, the number or boolean it spells is tried. */
  async function run(type: string, args: Record<string, string>) {
    try {
      return await bus.send(type, args)
    }
    catch (error) {
      const meant = error instanceof InvalidDataError ? spelled(args, error) : args
      if (meant === args)
        throw error
      return bus.send(type, meant).catch(second => Promise.reject(second instanceof InvalidDataError ? error : second))
    }
  }

  // #region rerun
  /** Runs a stored command again, by its id: the manual replay. Rejects when it fails again. */
  async function rerun(id: string) {
    await bus.replay(id)
    await bus.idle()
    const [delivery] = await bus.deliveries({ messageId: id })
    if (delivery?.state === 'failed')
      throw Object.assign(new Error(delivery.lastError?.message), { name: delivery.lastError?.name })
    return delivery
  }
  // #endregion rerun

  return { list: bus.commands, run, rerun }
}

function spelled(args: Record<string, string>, { issues }: InvalidDataError): Record<string, unknown> {
  const refused = issues.map(({ path }) => path?.[0]).map(step => typeof step === 'object' ? step.key : step)
  const values = refused.filter(key => /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(args[String(key)] ?? ''))
  return values.length === 0 ? args : { ...args, ...Object.fromEntries(values.map(key => [key, JSON.parse(args[String(key)]!)])) }
}
