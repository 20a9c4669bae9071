import type { EventQueue } from './event-queue.ts'
import type { Recorder } from './recorder.ts'
import type { Input } from './scenario.ts'
import type { Ms, Tone } from './trace.ts'
import { drawsFor } from './random.ts'

/** Clients whose events the trace keeps: more lanes than this tell less. */
export const DETAILED_CLIENTS = 3

export const SERVER = 'server'
/** Lane of a client, the first being 0. */
export const clientLane = (client: number) => `client-${client + 1}`

/** Why a message did not arrive: the network was cut, nobody was there, or it went astray, which nobody is told. */
export type Loss = 'cut' | 'down' | 'astray'

export interface Message {
  client: number
  from: string
  to: string
  label: string
  detail?: number
  tone: Tone
  step?: number
  bytes: number
  /** Instead of the latency between client and server. */
  latency?: Ms
}

export type NetworkChange = 'server-down' | 'server-up' | 'disconnect' | 'reconnect'

export interface Network {
  readonly isServerUp: boolean
  /** Whether clients reach the server. */
  readonly isConnected: boolean
  /**
   * Sends one message; messages of one client in one direction keep their order. It is lost where the network is cut at
   * either end of its way, where the server is down when it arrives, and where an input says so.
   */
  send: (message: Message, onReceived: () => void, onLost?: (loss: Loss) => void) => void
  /** Hears of a failure or its end, after the network itself. */
  onChange: (listener: (change: NetworkChange) => void) => void
  /** Lets the faults among the inputs happen. */
  apply: (inputs: readonly Input[]) => void
}

interface NetworkOptions<M extends string> {
  queue: EventQueue
  recorder: Recorder<M | 'bytes'>
  seed: number
  clients: number
  /** One way. */
  latency: Ms
  /** Mean of the exponential delay that each message has on top. */
  jitter: Ms
}

/** Messages between clients and the server, with their delay and the faults of the network. */
export function createNetwork<M extends string>({ queue, recorder, seed, clients, latency, jitter }: NetworkOptions<M>): Network {
  const listeners: ((change: NetworkChange) => void)[] = []
  const draws = jitter > 0 ? Array.from({ length: clients }, (_, client) => drawsFor(seed, 'latency', client)) : []
  const lastArrival = { up: new Float64Array(clients), down: new Float64Array(clients) }
  let isServerUp = true
  let isConnected = true
  let isNextAstray = false

  function send({ bytes, client, latency: ownLatency, ...message }: Message, onReceived: () => void, onLost?: (loss: Loss) => void) {
    const lane = clientLane(client)
    const isUp = message.from === lane
    const crosses = isUp || message.to === lane
    const arrivals = lastArrival[isUp ? 'up' : 'down']
    let arrival = queue.now + (ownLatency ?? latency) + (crosses && jitter > 0 ? draws[client]!.exponential(jitter) : 0)
    if (crosses)
      arrivals[client] = arrival = Math.max(arrival, arrivals[client]!)
    const isAstray = isNextAstray && crosses
    isNextAstray &&= !crosses
    const wasCut = crosses && !isConnected
    const event = client < DETAILED_CLIENTS ? recorder.message({ ...message, sentAt: queue.now }) : undefined
    recorder.add('bytes', queue.now, bytes)

    queue.at(arrival, () => {
      const loss: Loss | null = isAstray ? 'astray' : wasCut || (crosses && !isConnected) ? 'cut' : message.to === SERVER && !isServerUp ? 'down' : null
      if (loss) {
        if (event)
          event.lostAt = queue.now
        onLost?.(loss)
        return
      }
      if (event)
        event.receivedAt = queue.now
      onReceived()
    })
  }

  function change(what: NetworkChange) {
    if (what === 'server-down' || what === 'server-up')
      isServerUp = what === 'server-up'
    else
      isConnected = what === 'reconnect'
    const lane = what === 'server-down' || what === 'server-up' ? SERVER : clientLane(0)
    recorder.mark({ lane, at: queue.now, label: what, tone: what === 'server-up' || what === 'reconnect' ? 'success' : 'failure' })
    listeners.forEach(listener => listener(what))
  }

  return {
    get isServerUp() {
      return isServerUp
    },
    get isConnected() {
      return isConnected
    },
    send,
    onChange: listener => void listeners.push(listener),
    apply(inputs) {
      for (const { at, do: kind } of inputs) {
        if (kind === 'lose-next')
          queue.at(at, () => isNextAstray = true)
        else if (kind === 'server-down' || kind === 'server-up' || kind === 'disconnect' || kind === 'reconnect')
          queue.at(at, () => change(kind))
      }
    },
  }
}
