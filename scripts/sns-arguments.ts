import { parseArgs } from 'node:util'
import { didYouMean } from './nearest.ts'

/** The processes of which there may be several, and which may be killed. */
const SERVICES = ['core', 'metis'] as const
export type Service = typeof SERVICES[number]
const MOST_INSTANCES = 5

export interface SnsRequest {
  kill?: Service
  /** Milliseconds after the first upload. */
  at: number
  instances: Record<Service, number>
  isFifo: boolean
  isSlow: boolean
  /** On an account, not on the emulator; what is undefined is read of the environment by the AWS SDK. */
  aws?: { region?: string, profile?: string, account?: string }
}

const options = {
  kill: { type: 'string' },
  at: { type: 'string' },
  instances: { type: 'string', multiple: true },
  fifo: { type: 'boolean' },
  slow: { type: 'boolean' },
  aws: { type: 'boolean' },
  region: { type: 'string' },
  profile: { type: 'string' },
  account: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

export const USAGE = `npm run sns -- [options]

  --kill core|metis        kills one, and starts it again a second later
  --at <ms>                when, after the first upload: 900 unless said
  --instances core=2       so many processes of core or metis, ${MOST_INSTANCES} at most; may be given for both
  --fifo                   a FIFO topic and queue: the documents are of one folder, and keep their order
  --slow                   Metis reads for longer than the visibility time, which is extended
  --aws                    on your account: says what it will make and what that costs, asks, and removes it at the end
  --region <region>        with --aws, as --profile <name> and --account <12 digits>: by default those of the environment
  --help                   says this`

/**
 * Reads the arguments of `npm run sns`; undefined where help is asked for.
 * @throws with what is wrong and the usage
 */
export function readArguments(args: string[]): SnsRequest | undefined {
  const refuse = (problem: string): never => {
    throw new Error(`${problem}\n\n${USAGE}`)
  }
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true })
  for (const token of tokens) {
    if (token.kind === 'positional')
      refuse(`${token.value} stands without an option.`)
    if (token.kind === 'option' && !Object.hasOwn(options, token.name))
      refuse(`Unknown option ${token.rawName}.${didYouMean(token.name, Object.keys(options), '--')}`)
  }
  const { kill, at, instances = [], fifo = false, slow = false, aws = false, help, ...place } = parse(args, refuse)
  if (help)
    return
  if (kill !== undefined && !isService(kill))
    refuse(`--kill ${kill}: ${SERVICES.join(' or ')} can be killed.`)
  if (at !== undefined && (kill === undefined || !/^\d{1,6}$/.test(at)))
    refuse(kill === undefined ? '--at says when to --kill.' : `--at ${at}: milliseconds are needed.`)
  if (!aws && Object.keys(place).length > 0)
    refuse(`--${Object.keys(place)[0]} goes with --aws: the emulator has neither region nor account.`)
  if (place.account !== undefined && !/^\d{12}$/.test(place.account))
    refuse(`--account ${place.account}: the 12 digits of an AWS account are needed.`)
  return {
    ...isService(kill) && { kill },
    at: Number(at ?? 900),
    instances: Object.assign({ core: 1, metis: 1 }, ...instances.map(text => instancesOf(text, refuse))),
    isFifo: fifo,
    isSlow: slow,
    ...aws && { aws: place },
  }
}

function parse(args: string[], refuse: (problem: string) => never) {
  try {
    return parseArgs({ args, options }).values
  }
  catch (error) {
    return refuse((error as Error).message)
  }
}

const isService = (name: string | undefined): name is Service => (SERVICES as readonly (string | undefined)[]).includes(name)

function instancesOf(text: string, refuse: (problem: string) => never) {
  const [, name, count = ''] = /^(\w+)=(\d+)$/.exec(text) ?? []
  if (!isService(name) || Number(count) < 1 || Number(count) > MOST_INSTANCES)
    return refuse(`--instances ${text}: core=2, or metis=2, from 1 to ${MOST_INSTANCES} is needed.`)
  return { [name]: Number(count) }
}
