import type { Delivery, Message } from '../snippets/bus/message.ts'
import { createCommandRunner } from '../snippets/bus/command-runner.ts'
import { InvalidDataError } from '../snippets/bus/errors.ts'
import { createBus } from '../snippets/bus/event-bus.ts'
import { handleShipmentCommands, shipmentCommands } from '../snippets/shipment-commands.ts'

export type CommandName = keyof typeof shipmentCommands
export type Arguments = Record<string, string>

/** What a schema of valibot tells of itself, as far as a form needs it. */
interface Entries { readonly [name: string]: { readonly type: string } }

export interface Field { name: string, kind: 'text' | 'number' | 'checkbox' }

/** A stored command, and where its one delivery stands. */
export interface StoredCommand { message: Message<Arguments>, delivery: Delivery }

export type Outcome
  = | { refused: Record<string, string> }
    | { stored: StoredCommand, output: string[] }

/** Fields of a form, one for each argument of a command. */
export function fieldsOf({ entries }: { readonly entries: Entries }): Field[] {
  return Object.entries(entries).map(([name, { type }]) => ({ name, kind: type === 'number' ? 'number' : type === 'boolean' ? 'checkbox' : 'text' }))
}

/** What the schema says of each argument it refuses, by the argument's name; `''` where it speaks of all of them. */
export function issuesByField({ issues }: InvalidDataError): Record<string, string> {
  return Object.fromEntries(issues.map(({ path: [step] = [], message }) => [String(typeof step === 'object' ? step.key : step ?? ''), message]))
}

/** The same command for a shell. */
export function shellLine(type: string, args: Arguments): string {
  const options = Object.entries(args).filter(([, value]) => value !== '').map(([name, value]) => ` --${name} ${shellWord(value)}`)
  return `npm run command -- ${type}${options.join('')}`
}

function shellWord(value: string): string {
  return /^[\w.,:/@%+-]+$/.test(value) ? value : `'${value.replaceAll('\'', '\'\\\'\'')}'`
}

/** The command runner on a bus in memory, with the tracking API and the mail server that its handlers need: they can be down. */
export function createCommandDesk() {
  const bus = createBus({ commands: shipmentCommands, source: 'form' })
  const runner = createCommandRunner(bus)
  let isDown = false
  let output: string[] = []

  handleShipmentCommands(bus, (line) => {
    if (isDown)
      throw new Error('third party is down')
    output.push(line)
  })

  async function outcomeOf(id: string): Promise<Outcome> {
    const stored = (await all()).find(({ message }) => message.id === id)!
    return { stored, output }
  }

  async function all(): Promise<StoredCommand[]> {
    const deliveries = await bus.deliveries()
    return (await bus.messages()).map(message => ({ message, delivery: deliveries.find(({ messageId }) => messageId === message.id)! }))
  }

  return {
    commands: runner.list() as CommandName[],
    /** Every run, the oldest first. */
    all,
    breakDown: (isBroken: boolean) => { isDown = isBroken },

    /** Stores a command, then runs it; what its schema refuses is not stored. A handler's error is in the delivery. */
    async run(type: CommandName, args: Arguments): Promise<Outcome> {
      output = []
      try {
        const { id } = await runner.run(type, args)
        return await outcomeOf(id)
      }
      catch (error) {
        if (error instanceof InvalidDataError)
          return { refused: issuesByField(error) }
        return outcomeOf((await bus.messages()).at(-1)!.id)
      }
    },

    /** Runs a stored command again, by its id. */
    async rerun(id: string): Promise<Outcome> {
      output = []
      await runner.rerun(id).catch(() => {})
      return outcomeOf(id)
    },
  }
}

export type CommandDesk = ReturnType<typeof createCommandDesk>

/** One thing done at the desk, while its third parties were up or down. */
export type Deed = { isDown: boolean } & ({ action: 'run', type: CommandName, args: Arguments } | { action: 'replay', id: string })

/** A deed, and what came of it. */
export interface JournalLine { action: Deed['action'], type: CommandName, args: Arguments, outcome: Outcome }

export interface DeskRecording {
  journal: JournalLine[]
  /** The oldest first. */
  stored: StoredCommand[]
}

/** What paper shows: a command that is refused, one that fails, its replay once the API is back, and another command. */
export const PRINTED_DEEDS: Deed[] = [
  { action: 'run', type: 'resyncTracking', args: { shipmentId: '42' }, isDown: false },
  { action: 'run', type: 'resyncTracking', args: { shipmentId: 'S-42' }, isDown: true },
  { action: 'replay', id: 'm1', isDown: false },
  { action: 'run', type: 'EMAIL_SendBookingRequestAskedEmailCommand', args: { shipmentId: 'S-42' }, isDown: false },
]

/** A desk of its own, at which all this is done: the same deeds give the same ids, states and outputs in every window. */
export async function recordDesk(deeds: readonly Deed[]): Promise<DeskRecording> {
  const desk = createCommandDesk()
  const journal: JournalLine[] = []
  for (const deed of deeds) {
    desk.breakDown(deed.isDown)
    if (deed.action === 'run') {
      const { type, args } = deed
      journal.push({ action: 'run', type, args, outcome: await desk.run(type, args) })
    }
    else {
      const outcome = await desk.rerun(deed.id)
      if ('stored' in outcome)
        journal.push({ action: 'replay', type: outcome.stored.message.type as CommandName, args: outcome.stored.message.data, outcome })
    }
  }
  return { journal, stored: await desk.all() }
}
