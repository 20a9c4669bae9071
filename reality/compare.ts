import type { Ms, Trace, TraceMessage } from '../simulation/engine/trace.ts'
import type { RealMessage, RealRun } from './real-run.ts'

/** One way in which a real run is not as the simulation says. */
export type Difference
  = | { kind: 'messages', way: string, simulated: string[], real: string[] }
  /** A message that arrived in one of them only. */
    | { kind: 'loss', way: string, index: number, label: string, isLostIn: 'simulated' | 'real' }
  /** Later, or where negative earlier, by more than the tolerance. */
    | { kind: 'time', way: string, index: number, label: string, late: Ms, tolerance: Ms }
    | { kind: 'count', counter: 'requests' | 'known', simulated: number, real: number }

export interface Comparison {
  differences: Difference[]
  messages: number
  /** The most by which a message was later than simulated. */
  latest: Ms
  tolerance: Ms
}

/** A message is handed from its cause to the wire by a timer, a script, Chromium's network process and the proxy: each may round up to a millisecond. */
const HAND_OVERS = 4
/** Chromium's browser and network processes hold no probe: they are taken to be held up as long, at worst, as those that do. */
const UNSEEN = 2

/** How much later a message may come than the one before it, from what clocks can tell and from how long the machine held processes up. */
export function toleranceOf({ scale, heldUp }: Pick<RealRun, 'scale' | 'heldUp'>): Ms {
  return Math.ceil(HAND_OVERS / scale + UNSEEN * heldUp)
}

interface Pair { way: string, index: number, simulated: TraceMessage, real: RealMessage }

/**
 * Holds a real run against the simulation of the same state: on each way the same messages in the same order, and none of them late.
 * A message may be as late as the one before it of the same client, which it may have waited for, or on time, within the tolerance.
 */
export function compare(simulated: Trace, real: RealRun): Comparison {
  const tolerance = toleranceOf(real)
  const differences: Difference[] = []
  const pairs: Pair[] = []
  const sent = simulated.events.filter(event => event.kind === 'message')
  for (const way of new Set([...sent, ...real.messages].map(wayOf))) {
    const expected = sent.filter(message => wayOf(message) === way)
    const seen = real.messages.filter(message => wayOf(message) === way)
    if (expected.map(wordsOf).join() !== seen.map(wordsOf).join())
      differences.push({ kind: 'messages', way, simulated: expected.map(wordsOf), real: seen.map(wordsOf) })
    else
      pairs.push(...expected.map((message, index) => ({ way, index, simulated: message, real: seen[index]! })))
  }
  for (const { way, index, simulated: { label, receivedAt }, real: message } of pairs) {
    if ((receivedAt === null) !== (message.receivedAt === null))
      differences.push({ kind: 'loss', way, index, label, isLostIn: receivedAt === null ? 'simulated' : 'real' })
  }
  const late = latenessOf(pairs)
  differences.push(...tooLate(late, tolerance).map(({ way, index, simulated: { label }, late }): Difference =>
    ({ kind: 'time', way, index, label, late, tolerance })))
  for (const counter of ['requests', 'known'] as const) {
    if ((simulated.metrics[counter] ?? 0) !== real[counter])
      differences.push({ kind: 'count', counter, simulated: simulated.metrics[counter] ?? 0, real: real[counter] })
  }
  return { differences, messages: real.messages.length, latest: Math.max(0, ...late.map(({ late }) => late)), tolerance }
}

const wayOf = ({ from, to }: { from: string, to: string }) => `${from} → ${to}`
const wordsOf = ({ label, detail }: { label: string, detail?: number }) => detail === undefined ? label : `${label} ${detail}`

/** The messages of each client in the order of their simulated times, with how late they were. */
function latenessOf(pairs: Pair[]): (Pair & { late: Ms })[] {
  return pairs.map(pair => ({ ...pair, late: pair.real.sentAt - pair.simulated.sentAt })).sort((a, b) => a.simulated.sentAt - b.simulated.sentAt)
}

function tooLate<P extends Pair & { late: Ms }>(messages: P[], tolerance: Ms): P[] {
  const before = new Map<string, Ms>()
  return messages.filter(({ late, simulated: { from, to } }) => {
    const client = [from, to].find(lane => /^(?:client|tab)-/.test(lane)) ?? ''
    const last = before.get(client) ?? 0
    before.set(client, late)
    return late > Math.max(0, last) + tolerance || late < Math.min(0, last) - tolerance
  })
}
