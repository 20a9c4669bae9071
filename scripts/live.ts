/**
 * `npm run live`: the servers of `snippets/transports/` on this machine, behind a network that delays, cuts and loses. A page of each runs
 * its client; what crosses the wire is printed, in milliseconds since that page began.
 */
import type { RealMessage } from '../live/case.ts'
import type { TransportId } from '../live/transports.ts'
import type { Input, ParamSpec, ParamValue } from '../simulation/engine/scenario.ts'
import process from 'node:process'
import { parseArgs, styleText } from 'node:util'
import { startCase } from '../live/case.ts'
import { transports } from '../live/transports.ts'
import { runWebhook } from '../live/webhook.ts'
import { stateOf } from '../simulation/engine/state.ts'
import { scenarios } from '../simulation/scenarios/index.ts'

const names: Record<TransportId, string> = { 'polling': 'Polling', 'long-polling': 'Long polling', 'sse': 'SSE', 'websocket': 'WebSocket' }
const all = Object.keys(transports) as TransportId[]

const USAGE = `npm run live -- [${all.join('|')}|webhook] [--preset nom] [--param nom=valeur]… [--input ms:panne]… [--port 4300]

  --preset   un exemple de la simulation : ${all.map(id => `${id} : ${scenarios[id].presets.map(preset => preset.id).join(', ')}`).join('\n             ')}
  --param    un paramètre de la simulation, en millisecondes pour une durée : --param processing=12000 --param latency=200
  --input    une panne, à tant de millisecondes du début : --input 8000:disconnect --input 12500:reconnect
             pannes : server-down, server-up, disconnect, reconnect, lose-next, slow-worker, normal-worker
  --port     le port de la première page ; les autres suivent`

interface Wanted { transports: TransportId[], preset: string | undefined, params: Record<string, string>, inputs: Input[], port: number }

/** @throws with what is wrong: a way that is unknown, or a value that an option does not take */
function readArguments(): Wanted {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: {
    preset: { type: 'string' },
    param: { type: 'string', multiple: true, default: [] },
    input: { type: 'string', multiple: true, default: [] },
    port: { type: 'string', default: '4300' },
  } })
  const chosen = positionals.length > 0 ? positionals : all
  const unknown = chosen.find(id => !all.includes(id as TransportId))
  const params = Object.fromEntries(values.param.map(text => text.split('=', 2) as [string, string]))
  const inputs = values.input.map((text): Input => {
    const [at, kind] = text.split(':')
    return { at: Number(at), do: String(kind) }
  })
  if (unknown !== undefined)
    throw new Error(`${unknown} : moyen inconnu`)
  const malformed = values.input.find((_, index) => !Number.isFinite(inputs[index]!.at))
  if (malformed !== undefined)
    throw new Error(`--input ${malformed} : il faut un nombre de millisecondes, deux-points et une panne`)
  if (!/^\d+$/.test(values.port) || Number(values.port) > 65_535)
    throw new Error(`--port ${values.port} : il faut un nombre de 0 à 65535`)
  return { transports: chosen as TransportId[], preset: values.preset, params, inputs, port: Number(values.port) }
}

/** The state of a preset, the first one unless said, with what was asked for on top. */
function stateFor(id: TransportId, { preset: presetId, params, inputs }: Wanted) {
  const scenario = scenarios[id]
  const preset = scenario.presets.find(preset => preset.id === presetId)
  if (presetId !== undefined && !preset)
    throw new Error(`--preset ${presetId} : ${id} n’a pas cet exemple`)
  const unknownInput = inputs.find(({ do: kind }) => !(kind in scenario.inputs))
  if (unknownInput)
    throw new Error(`--input ${unknownInput.at}:${unknownInput.do} : ${id} n’a pas cette panne, mais ${Object.keys(scenario.inputs).join(', ')}`)
  const state = stateOf(scenario, preset)
  for (const [name, text] of Object.entries(params)) {
    const spec = scenario.params[name] as ParamSpec | undefined
    if (!spec)
      throw new Error(`--param ${name} : ${id} n’a pas ce paramètre, mais ${Object.keys(scenario.params).join(', ')}`)
    if (spec.kind === 'number' && !Number.isFinite(Number(text)))
      throw new Error(`--param ${name}=${text} : il faut un nombre`)
    state.params[name] = valueOf(spec, text)
  }
  // One page is one client.
  return { params: { ...state.params, clients: 1, tabs: 1 }, seed: state.seed, inputs: [...state.inputs, ...inputs].sort((a, b) => a.at - b.at) }
}

function print(id: TransportId, since: number, { direction, label, detail, sentAt }: RealMessage) {
  const way = direction === 'up' ? 'client → serveur' : 'serveur → client'
  const time = `${Math.round(sentAt - since)} ms`.padStart(9)
  console.log(`${time}  ${names[id].padEnd(12)}  ${styleText(direction === 'up' ? 'cyan' : 'green', way)}  ${label}${detail === undefined ? '' : ` ${detail}`}`)
}

function valueOf({ kind }: ParamSpec, text: string): ParamValue {
  return kind === 'number' ? Number(text) : kind === 'switch' ? text === 'true' : text
}

async function serve(id: TransportId, state: ReturnType<typeof stateFor>, port: number) {
  let since = 0
  const real = await startCase({ transport: id, ...state, scale: 1 }, { port, onVisit: (at) => {
    since = at
    console.log(`\n${styleText('bold', names[id])} : une page commence.`)
  } })
  real.watch(message => print(id, since, message))
  console.log(`${names[id].padEnd(12)}  ${real.origins[0]}/?run`)
}

/** From server to server, no page needed: the first answer is lost on its way. */
async function showWebhook() {
  const begunAt = performance.now()
  console.log('Un webhook, dont la première réponse se perd :\n')
  const stored = await runWebhook({ latency: 200, lostAnswers: 1, now: Date.now, random: Math.random, backoffBase: 2000, onPassage({ direction, message }) {
    const way = direction === 'up' ? 'émetteur → abonné' : 'abonné → émetteur'
    const said = message.kind === 'request'
      ? `${message.method} ${message.path}  webhook-id: ${message.headers['webhook-id']}  webhook-timestamp: ${message.headers['webhook-timestamp']}`
      : message.kind === 'response' ? String(message.status) : undefined
    if (said)
      console.log(`${Math.round(performance.now() - begunAt)} ms`.padStart(9), ` ${styleText(direction === 'up' ? 'cyan' : 'green', way)}  ${said}`)
  } })
  console.log(`\nReçu deux fois, enregistré une fois : ${stored.join(', ')}`)
}

try {
  if (process.argv[2] === 'webhook') {
    await showWebhook()
    process.exit()
  }
  const wanted = readArguments()
  const states = wanted.transports.map(id => stateFor(id, wanted))
  console.log('Ouvrez une de ces adresses : la page demande le résultat, ce qui passe sur le réseau s’affiche ici.\n')
  for (const [index, id] of wanted.transports.entries())
    await serve(id, states[index]!, wanted.port + index)
  console.log('\nCtrl+C arrête les serveurs.')
}
catch (error) {
  console.error(`${(error as Error).message}\n\n${USAGE}`)
  process.exitCode = 1
}
