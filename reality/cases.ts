import type { SimulationState } from '../simulation/engine/state.ts'
import type { Lane, Trace } from '../simulation/engine/trace.ts'
import { stateOf } from '../simulation/engine/state.ts'
import { scenarios } from '../simulation/scenarios/index.ts'

/** The means of retrieval that are run for real. The race is of these; the other scenarios have no browser. */
export const TRANSPORTS = ['polling', 'long-polling', 'sse', 'websocket'] as const
/** Where a preset has more clients, so many are run: a page each. */
const MAX_CLIENTS = 10

/** A preset to be run for real, and its simulation. */
export interface PresetCase {
  /** `scenario/preset` */
  id: string
  transport: typeof TRANSPORTS[number]
  state: Pick<SimulationState, 'params' | 'seed' | 'inputs'>
  /** Clients and tabs: a page each. */
  clients: number
  lanes: Lane[]
  simulated: Trace
}

/** Presets of many clients that no machine calm enough has run yet: `npm run reality` is to record them once they are taken out of here. */
const UNSEEN = ['polling/retry-after-spread', 'long-polling/herd', 'long-polling/spread-out', 'sse/herd', 'sse/spread-out']

/** Every preset of every means. */
export function cases(): PresetCase[] {
  return allCases().filter(({ id }) => !UNSEEN.includes(id))
}

function allCases(): PresetCase[] {
  return TRANSPORTS.flatMap(transport => scenarios[transport].presets.map((preset): PresetCase => {
    const scenario = scenarios[transport]
    const { params: given, seed, inputs } = stateOf(scenario, preset)
    const params = { ...given, clients: Math.min(MAX_CLIENTS, Number(given.clients)) }
    return {
      id: `${transport}/${preset.id}`,
      transport,
      state: { params, seed, inputs },
      clients: params.clients + Number(given.tabs ?? 1) - 1,
      lanes: scenario.lanes(params),
      simulated: scenario.run(params, seed, inputs),
    }
  }))
}
