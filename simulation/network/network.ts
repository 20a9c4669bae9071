import type { EventQueue, Happening } from '../engine/event-queue.ts'
import type { Recorder } from '../engine/recorder.ts'
import type { Input } from '../engine/scenario.ts'
import type { Ms, Tone, TraceMessage } from '../engine/trace.ts'
import { drawsFor } from '../engine/random.ts'

/** Clients whose events the trace keeps: more lanes than this tell less. */
export const DETAILED_CLIENTS = 3

export const SERVER = 'server'
/** The names made so far: one string a message would cost more than the message. */
const clientLanes: string[] = []
/** Lane of a client, the first being 0. */
export const clientLane = (client: number) => clientLanes[client] ??= `client-${client + 1}`

/** Why a message did not arrive: the network was cut, nobody was there, or it went astray, which nobody is told. */
export type Loss = 'cut' | 'down' | 'astray'

export interface MessageContent {
  label: string
  detail?: number
  tone: Tone
  step?: number
  bytes: number
}

/** From where to where, on behalf of which client. */
export interface Route {
  client: number
  from: string
  to: string
  /** Instead of the latency between client and server. */
  latency?: Ms
}

/** Hears what became of a message. */
export interface Receiver {
  /** False when nobody is there any more: the message is lost after all. */
  received: () => void | false
  lost: (loss: Loss) => void
}

/** A long-lived connection, as what stands between its ends knows it. */
export interface Link {
  /** A proxy or a NAT lets nothing of it through any more, and neither end is told. */
  isForgotten: boolean
}

/** From a client to the server, or back. */
export type Direction = 'up' | 'down'

export type NetworkChange = 'server-down' | 'server-up' | 'disconnect' | 'reconnect'

export interface Network {
  readonly isServerUp: boolean
  /** Whether clients reach the server. */
  readonly isConnected: boolean
  /**
   * Sends one message; messages of one client in one direction keep their order. It is lost where the network is cut at
   * either end of its way, where the server is down when it arrives, and where an input says so.
   */
  send: (route: Route, content: MessageContent, onReceived: () => void, onLost?: (loss: Loss) => void) => void
  /**
   * The same between a client and the server, where messages are many: an object hears of the end. A message gone astray
   * takes its link with it, if it has one.
   */
  carry: (client: number, direction: Direction, content: MessageContent, receiver: Receiver, link?: Link) => void
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
  /** Clients whose events the trace keeps. */
  detailed?: number
  /** Their lanes. */
  laneOf?: (client: number) => string
}

const described = ({ bytes, ...rest }: MessageContent) => rest
function heedless() {}

/** What a message meets on its way. */
interface Conditions {
  readonly queue: EventQueue
  isServerUp: boolean
  /** Whether clients reach the server. */
  isConnected: boolean
}

/** A message on its way. */
class Flight implements Happening {
  readonly conditions: Conditions
  /** Between a client and the server, not behind the server. */
  readonly crosses: boolean
  readonly isForServer: boolean
  /** What is known of its end when it leaves. */
  readonly loss: Loss | null
  readonly event: TraceMessage | null
  readonly receiver: Receiver

  constructor(conditions: Conditions, crosses: boolean, isForServer: boolean, loss: Loss | null, event: TraceMessage | null, receiver: Receiver) {
    this.conditions = conditions
    this.crosses = crosses
    this.isForServer = isForServer
    this.loss = loss
    this.event = event
    this.receiver = receiver
  }

  happen() {
    const { queue, isConnected, isServerUp } = this.conditions
    const loss = this.loss ?? (this.crosses && !isConnected ? 'cut' : this.isForServer && !isServerUp ? 'down' : null)
    const { event } = this
    if (event)
      event[loss ? 'lostAt' : 'receivedAt'] = queue.now
    if (loss) {
      this.receiver.lost(loss)
    }
    else if (this.receiver.received() === false && event) {
      event.receivedAt = null
      event.lostAt = queue.now
    }
  }
}

/** Messages between clients and the server, with their delay and the faults of the network. */
export function createNetwork<M extends string>({ queue, recorder, seed, clients, latency, jitter, detailed = DETAILED_CLIENTS, laneOf = clientLane }: NetworkOptions<M>): Network {
  const listeners: ((change: NetworkChange) => void)[] = []
  const draws = jitter > 0 ? Array.from({ length: clients }, (_, client) => drawsFor(seed, 'latency', client)) : []
  const lastArrival = { up: new Float64Array(clients), down: new Float64Array(clients) }
  const conditions: Conditions = { queue, isServerUp: true, isConnected: true }
  const traffic = recorder.counter('bytes')
  let isNextAstray = false

  /** What the trace keeps of a message that leaves now; nothing but for the first few clients. */
  function noteOf(client: number, from: string, to: string, content: MessageContent): TraceMessage | null {
    return client < detailed ? recorder.message({ from, to, ...described(content), sentAt: queue.now }) : null
  }

  /** @param direction none for a message that does not cross the network between clients and the server */
  function launch(client: number, direction: Direction | null, isForServer: boolean, { bytes }: MessageContent, ownLatency: Ms, event: TraceMessage | null, receiver: Receiver, link?: Link) {
    let arrival = queue.now + ownLatency
    let loss: Loss | null = null
    if (direction) {
      const arrivals = lastArrival[direction]
      if (jitter > 0)
        arrival += draws[client]!.exponential(jitter)
      arrivals[client] = arrival = Math.max(arrival, arrivals[client]!)
      if (isNextAstray && link)
        link.isForgotten = true
      loss = isNextAstray || link?.isForgotten ? 'astray' : conditions.isConnected ? null : 'cut'
      isNextAstray = false
    }
    traffic.add(queue.now, bytes)
    queue.at(arrival, new Flight(conditions, direction !== null, isForServer, loss, event, receiver))
  }

  function change(what: NetworkChange) {
    if (what === 'server-down' || what === 'server-up')
      conditions.isServerUp = what === 'server-up'
    else
      conditions.isConnected = what === 'reconnect'
    const lane = what === 'server-down' || what === 'server-up' ? SERVER : laneOf(0)
    recorder.mark({ lane, at: queue.now, label: what, tone: what === 'server-up' || what === 'reconnect' ? 'success' : 'failure' })
    listeners.forEach(listener => listener(what))
  }

  return {
    get isServerUp() {
      return conditions.isServerUp
    },
    get isConnected() {
      return conditions.isConnected
    },
    send({ client, from, to, latency: ownLatency = latency }, content, onReceived, onLost = heedless) {
      const lane = laneOf(client)
      const direction = from === lane ? 'up' : to === lane ? 'down' : null
      launch(client, direction, to === SERVER, content, ownLatency, noteOf(client, from, to, content), { received: onReceived, lost: onLost })
    },
    carry(client, direction, content, receiver, link) {
      const isUp = direction === 'up'
      const event = isUp ? noteOf(client, laneOf(client), SERVER, content) : noteOf(client, SERVER, laneOf(client), content)
      launch(client, direction, isUp, content, latency, event, receiver, link)
    },
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
