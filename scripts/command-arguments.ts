import { parseArgs } from 'node:util'
import { didYouMean } from './nearest.ts'

/** The commands that can be run, each with the names of its arguments. */
export type CommandFields = Record<string, readonly string[]>

/** What is asked of `npm run command`; all but `database` is absent when its commands are to be listed. */
export interface CommandRequest {
  database: string
  /** A command to run, with its arguments. */
  name?: string
  args: Record<string, string>
  /** A stored run to run again, by its id. */
  replay?: string
  /** The stored runs are to be listed. */
  stored?: boolean
}

const own = { database: { type: 'string' }, replay: { type: 'string' }, stored: { type: 'boolean' } } as const

/** How the script is called. */
export function usage(commands: CommandFields): string {
  const lines = Object.entries(commands).map(([name, fields]) => ['  npm run command --', name, ...fields.map(field => `--${field} <value>`)].join(' '))
  return ['Commands:', ...lines, 'Or: --stored, --replay <id>. The database: --database <file>.'].join('\n')
}

/**
 * Reads the arguments of `npm run command`.
 * @throws with what is wrong, the name that was probably meant, and the usage: an option or a command that is unknown, an
 * option that is given twice, or without its value, or belongs to another command.
 */
export function readArguments(given: string[], commands: CommandFields): CommandRequest {
  const refuse = (problem: string): never => {
    throw new Error(`${problem}\n\n${usage(commands)}`)
  }
  const fields = Object.values(commands).flat()
  const options = { ...own, ...Object.fromEntries(fields.map(field => [field, { type: 'string' as const }])) }
  const { tokens } = parseArgs({ args: given, options, strict: false, allowPositionals: true, tokens: true })
  const [name, other] = tokens.flatMap(token => token.kind === 'positional' ? [token.value] : [])
  const values = new Map<string, string>()
  for (const token of tokens) {
    if (token.kind !== 'option')
      continue
    const { name: option, rawName, value } = token
    const takesValue = Object.hasOwn(options, option) && options[option as keyof typeof options].type === 'string'
    if (!Object.hasOwn(options, option))
      refuse(`Unknown option ${rawName}.${didYouMean(option, Object.keys(options), '--')}`)
    if (values.has(option))
      refuse(`${rawName} is given twice.`)
    if (takesValue && (value === undefined || (!token.inlineValue && value.startsWith('--'))))
      refuse(`${rawName} needs a value: ${rawName} <value>.`)
    if (value === '')
      refuse(`The value of ${rawName} is empty.`)
    if (!takesValue && value !== undefined)
      refuse(`${rawName} takes no value.`)
    values.set(option, value ?? '')
  }

  if (other !== undefined)
    refuse(`One command at a time: ${name} or ${other}? A value stands after its option.`)
  if (name !== undefined && !Object.hasOwn(commands, name))
    refuse(`Unknown command ${name}.${didYouMean(name, Object.keys(commands))}`)

  const args = Object.fromEntries([...values].filter(([option]) => !Object.hasOwn(own, option)))
  const ofCommand = name === undefined ? [] : commands[name]!
  for (const field of Object.keys(args)) {
    if (!ofCommand.includes(field))
      refuse(name === undefined ? `--${field} is an argument of a command, and none is named.` : `${name} takes no --${field}.`)
  }
  if ([name, values.get('replay'), values.get('stored')].filter(value => value !== undefined).length > 1)
    refuse('A command, --replay and --stored exclude each other.')
  return { database: values.get('database') ?? 'output/message-store.db', name, args, replay: values.get('replay'), stored: values.has('stored') }
}
