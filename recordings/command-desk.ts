import type { Delivery, Message } from '../snippets/bus/message.ts'
import { createCommandRunner } from '../snippets/bus/command-runner.ts'
import { InvalidDataError } from '../snippets/bus/errors.ts'
import { createBus } from '../snippets/bus/event-bus.ts'
import { handleShipmentCommands, shipmentCommands } from '../snippets/shipment-commands.ts'

export type CommandName = keyof typeof shipmentCommands
export type Arguments = Record<string, string>

/** The part of a valibot object schema that a form is made from: the type of each argument. */
interface Entries { readonly [name: string]: { readonly type: string } }

export interface Field { name: string, kind: 'text' | 'number' | 'checkbox' }

/** A stored command and its delivery: a command has exactly one handler. */
export interface StoredCommand { message: Message<Arguments>, delivery: Delivery }

/** What came of running a command: the reasons of its schema by argument, or the command as stored and what its handler printed. */
export type CommandResult
  = | { refused: Record<string, string> }
    | { stored: StoredCommand, output: string[] }

/** Fields of a form, one for each argument of a command. */
export function fieldsOf({ entries }: { readonly entries: Entries }): Field[] {
  return Object.entries(entries).map(([name, { type }]) => ({ name, kind: type === 'number' ? 'number' : type === 'boolean' ? 'checkbox' : 'text' }))
}

/** The schema's message for each argument it refuses, by the argument's name; under `''` for the arguments as a whole. */
function issuesByField({ issues }: InvalidDataError): Record<string, string> {
  return Object.fromEntries(issues.map(({ path: [argument] = [], message }) => [String(typeof argument === 'object' ? argument.key : argument ?? ''), message]))
}

/** The command as it is written in a shell. */
export function shellLine(type: string, args: Arguments): string {
  const options = Object.entries(args).filter(([, value]) => value !== '').map(([name, value]) => ` --${name} ${shellWord(value)}`)
  return `npm run command -- ${type}${options.join('')}`
}

function shellWord(value: string): string {
  return /^[\w.,:/@%+-]+$/.test(value) ? value : `'${value.replaceAll('\'', '\'\\\'\'')}'`
}

/** The command runner on a bus in memory. The third parties its handlers call, a tracking API and a mail server, can be made to fail. */
export function createCommandDesk() {
  const bus = createBus({ commands: shipmentCommands, source: 'form' })
  const runner = createCommandRunner(bus)
  let isDown = false
  let output: string[] = []

  void handleShipmentCommands(bus, (line) => {
    if (isDown)
      throw new Error('third party is down')
    output.push(line)
  })

  async function resultOf(id: string): Promise<CommandResult> {
    const stored = (await all()).find(({ message }) => message.id === id)!
    return { stored, output }
  }

  async function all(): Promise<StoredCommand[]> {
    const deliveries = await bus.deliveries()
    return (await bus.messages()).map(message => ({ message, delivery: deliveries.find(({ messageId }) => messageId === message.id)! }))
  }

  return {
    commands: runner.list() as CommandName[],
    /** The stored commands, the oldest first. */
    all,
    breakDown: (isBroken: boolean) => { isDown = isBroken },

    /** Stores a command, then runs it. A command its schema refuses is not stored; the error of a handler is in the delivery. */
    async run(type: CommandName, args: Arguments): Promise<CommandResult> {
      output = []
      try {
        const { id } = await runner.run(type, args)
        return await resultOf(id)
      }
      catch (error) {
        if (error instanceof InvalidDataError)
          return { refused: issuesByField(error) }
        return resultOf((await bus.messages()).at(-1)!.id)
      }
    },

    /** Replays a stored command. */
    async rerun(id: string): Promise<CommandResult> {
      output = []
      await runner.rerun(id).catch(() => {})
      return resultOf(id)
    },
  }
}

/** One action at the desk, and whether the third parties were down by then. */
export type DeskStep = { isDown: boolean } & ({ action: 'run', type: CommandName, args: Arguments } | { action: 'replay', id: string })

/** A step and its result. */
export interface JournalLine { action: DeskStep['action'], type: CommandName, args: Arguments, result: CommandResult }

export interface DeskRecording {
  /** One line a step, the oldest first. */
  journal: JournalLine[]
  /** The oldest first. */
  stored: StoredCommand[]
}

/** What is printed: a command that is refused, one that fails, its replay once the API is back, and another command. */
export const PRINTED_STEPS: DeskStep[] = [
  { action: 'run', type: 'resyncTracking', args: { shipmentId: '42' }, isDown: false },
  { action: 'run', type: 'resyncTracking', args: { shipmentId: 'S-42' }, isDown: true },
  { action: 'replay', id: 'm1', isDown: false },
  { action: 'run', type: 'EMAIL_SendBookingRequestAskedEmailCommand', args: { shipmentId: 'S-42' }, isDown: false },
]

/** Carries out the steps at a new desk: the same steps give the same ids, states and outputs in every window. */
export async function recordDesk(steps: readonly DeskStep[]): Promise<DeskRecording> {
  const desk = createCommandDesk()
  const journal: JournalLine[] = []
  for (const step of steps) {
    desk.breakDown(step.isDown)
    if (step.action === 'run') {
      const { type, args } = step
      journal.push({ action: 'run', type, args, result: await desk.run(type, args) })
    }
    else {
      const result = await desk.rerun(step.id)
      if ('stored' in result) {
        const { type, data } = result.stored.message
        journal.push({ action: 'replay', type: type as CommandName, args: data, result })
      }
    }
  }
  return { journal, stored: await desk.all() }
}
