import type { Input, ParamValue } from '../simulation/engine/scenario.ts'
import type { Lane, Ms, Trace, TraceEvent } from '../simulation/engine/trace.ts'
import { clientLane, SERVER } from '../simulation/network/network.ts'

/** A message as it crossed the wire, in times of the simulation. */
export interface RealMessage {
  /** Lanes, as the simulation names them. */
  from: string
  to: string
  label: string
  detail?: number
  sentAt: Ms
  /** Null where it never arrived. */
  receivedAt: Ms | null
}

/** A state of a simulation that was run for real. */
export interface RealRun {
  state: { params: Record<string, ParamValue>, seed: number, inputs: Input[] }
  /** Real milliseconds in a simulated one. */
  scale: number
  /** The longest for which a process was held up by the machine, as probes in Node and in each page saw it, in simulated milliseconds. */
  heldUp: Ms
  /** Requests of all clients, and how many of them knew the result at last. */
  requests: number
  known: number
  /** When each of the clients that the trace shows knew the result, by its lane. */
  knownAt: Record<string, Ms>
  /** Messages of the clients that the trace shows, in the order in which they were sent. */
  messages: RealMessage[]
}

/** Lane of a client, or of a tab of the first browser. */
export function laneOf(params: Record<string, ParamValue>, client: number): string {
  return Number(params.tabs ?? 1) > 1 ? `tab-${client + 1}` : clientLane(client)
}

/**
 * What was seen as a trace that the player draws, beside the simulated one of the same state.
 * @param simulated whose colours and steps a message of the same label takes
 * @param lanes of the scenario
 */
export function realTrace(run: RealRun, simulated: Trace, lanes: readonly Lane[]): Trace {
  const alike = new Map(simulated.events.map(event => [event.label, event]))
  const messages = run.messages.map(({ from, to, ...message }): TraceEvent => {
    const { tone = 'message', step } = alike.get(message.label) ?? {}
    return { kind: 'message', from, to, ...message, tone, ...step !== undefined && { step }, ...message.receivedAt === null && { lostAt: message.sentAt } }
  })
  const faults = run.state.inputs.flatMap(({ at, do: label }): TraceEvent[] => {
    const { tone = 'failure' } = alike.get(label) ?? {}
    const lane = label.startsWith('server') ? SERVER : lanes[0]!.id
    return alike.has(label) ? [{ kind: 'mark', lane, at, label, tone }] : []
  })
  const known = Object.entries(run.knownAt).map(([lane, at]): TraceEvent => ({ kind: 'mark', lane, at, label: 'known', tone: 'success' }))
  const begin = (event: TraceEvent) => event.kind === 'message' ? event.sentAt : event.kind === 'mark' ? event.at : event.start
  const events = [...messages, ...faults, ...known].sort((a, b) => begin(a) - begin(b))
  const ends = run.messages.map(({ sentAt, receivedAt }) => receivedAt ?? sentAt)
  return {
    seed: simulated.seed,
    duration: Math.max(0, ...ends, ...Object.values(run.knownAt)),
    events,
    series: {},
    metrics: { known: run.known, requests: run.requests },
  }
}
