import type { EventQueue, ScheduledEvent } from '../engine/event-queue.ts'
import type { Recorder } from '../engine/recorder.ts'
import type { Input, InputSpec } from '../engine/scenario.ts'
import type { Ms, Tone, TraceMessage } from '../engine/trace.ts'
import { drawsFor } from '../engine/random.ts'

/** Number of clients whose events the trace keeps: more lanes than this would not be readable. */
export const DETAILED_CLIENTS = 3

/** Lane of the server. */
export const SERVER = 'server'
/** Lane names are kept: making the string for each message would cost more than the message. */
const clientLanes: string[] = []
/** Lane of a client, by its number from 0. */
export const clientLane = (client: number) => clientLanes[client] ??= `client-${client + 1}`

/**
 * Why a message did not arrive: the network was cut; the server was down, or the receiver no longer listened; or it was
 * dropped, which neither end is told.
 */
export type Loss = 'cut' | 'down' | 'dropped'

/** What a message says, as the trace shows it, and its size. */
export interface MessageContent {
  label: string
  detail?: number
  tone: Tone
  step?: number
  bytes: number
}

/** The way of a message that is not simply between a client and the server. */
export interface Route {
  /** The client on whose behalf it is sent. */
  client: number
  /** Lanes. */
  from: string
  to: string
  /** Instead of the latency between client and server. */
  latency?: Ms
}

/** Is told whether a message was received or lost. */
export interface Receiver {
  /** Returns false when it no longer listens: the trace then shows the message as lost. */
  received: () => void | false
  lost: (loss: Loss) => void
}

/** A long-lived connection, as the network between its ends knows it. */
export interface Link {
  /** A proxy or NAT has forgotten the connection: it drops every message, and tells neither end. */
  isForgotten: boolean
}

/** From a client to the server, or back. */
export type Direction = 'up' | 'down'

export type NetworkChange = 'server-down' | 'server-up' | 'disconnect' | 'reconnect'

/** The faults that the network knows: of the server, of the way between all clients and the server, and the loss of the next message sent. */
export type NetworkInput = NetworkChange | 'lose-next'
export const networkInputs: Record<NetworkInput, InputSpec> = {
  'server-down': {},
  'server-up': { ends: 'server-down' },
  'disconnect': {},
  'reconnect': { ends: 'disconnect' },
  'lose-next': {},
}

export interface Network {
  readonly isServerUp: boolean
  /** Whether clients reach the server. */
  readonly isConnected: boolean
  /**
   * Sends one message; messages of one client in one direction keep their order. It is lost where the network is cut at
   * either end of its way, where the server is down when it arrives, and where an input says so.
   */
  send: (route: Route, content: MessageContent, onReceived: Receiver['received'], onLost?: (loss: Loss) => void) => void
  /**
   * The same between a client and the server, where messages are many: one object is told instead of two closures. A
   * message that is dropped makes the network forget its link, if it has one.
   */
  carry: (client: number, direction: Direction, content: MessageContent, receiver: Receiver, link?: Link) => void
  /** Calls the listener at each fault or repair, once the network itself has changed. */
  onChange: (listener: (change: NetworkChange) => void) => void
  /** Schedules the faults among the inputs. */
  apply: (inputs: readonly Input[]) => void
}

interface NetworkOptions<M extends string> {
  queue: EventQueue
  recorder: Recorder<M | 'bytes'>
  seed: number
  clients: number
  /** One-way latency. */
  latency: Ms
  /** Mean of the exponential delay that each message has on top of the latency; 0 for none. */
  jitter: Ms
  /** Number of clients whose events the trace keeps. */
  detailed?: number
  /** Lane of a client, by its number from 0. */
  laneOf?: (client: number) => string
}

const labelled = ({ bytes, ...rest }: MessageContent) => rest

/** State of the network that decides whether a message arrives. */
interface NetworkState {
  readonly queue: EventQueue
  isServerUp: boolean
  /** Whether clients reach the server. */
  isConnected: boolean
}

/** The arrival of a message that is under way. */
class Arrival implements ScheduledEvent {
  readonly state: NetworkState
  /** The message is between a client and the other side, so that a cut network loses it; false for one behind the server. */
  readonly crossesNetwork: boolean
  readonly isForServer: boolean
  /** The loss, where it is certain already when the message leaves. */
  readonly loss: Loss | null
  readonly event: TraceMessage | null
  readonly receiver: Receiver

  constructor(state: NetworkState, crossesNetwork: boolean, isForServer: boolean, loss: Loss | null, event: TraceMessage | null, receiver: Receiver) {
    this.state = state
    this.crossesNetwork = crossesNetwork
    this.isForServer = isForServer
    this.loss = loss
    this.event = event
    this.receiver = receiver
  }

  fire() {
    const { queue, isConnected, isServerUp } = this.state
    const loss = this.loss ?? (this.crossesNetwork && !isConnected ? 'cut' : this.isForServer && !isServerUp ? 'down' : null)
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

/** Messages between clients and the server, with their delays and the faults of the network. */
export function createNetwork<M extends string>(options: NetworkOptions<M>): Network {
  const { queue, recorder, seed, clients, latency, jitter, detailed = DETAILED_CLIENTS, laneOf = clientLane } = options
  const listeners: ((change: NetworkChange) => void)[] = []
  const draws = jitter > 0 ? Array.from({ length: clients }, (_, client) => drawsFor(seed, 'latency', client)) : []
  const lastArrival = { up: new Float64Array(clients), down: new Float64Array(clients) }
  const state: NetworkState = { queue, isServerUp: true, isConnected: true }
  const traffic = recorder.counter('bytes')
  let isNextDropped = false

  /** The trace's record of a message that leaves now; none but for the first few clients. */
  function recordOf(client: number, from: string, to: string, content: MessageContent): TraceMessage | null {
    return client < detailed ? recorder.message({ from, to, ...labelled(content), sentAt: queue.now }) : null
  }

  /** When a message that leaves now arrives: not before an earlier one of the same client in the same direction. */
  function arrivalOf(client: number, direction: Direction, ownLatency: Ms): Ms {
    const arrivals = lastArrival[direction]
    let arrival = queue.now + ownLatency
    if (jitter > 0)
      arrival += draws[client]!.exponential(jitter)
    return arrivals[client] = Math.max(arrival, arrivals[client]!)
  }

  /** Whether a message that leaves now is lost already. */
  function lossAtDeparture(link?: Link): Loss | null {
    if (isNextDropped && link)
      link.isForgotten = true
    const isDropped = isNextDropped || link?.isForgotten
    isNextDropped = false
    return isDropped ? 'dropped' : state.isConnected ? null : 'cut'
  }

  function depart({ bytes }: MessageContent, arrivesAt: Ms, arrival: Arrival) {
    traffic.add(queue.now, bytes)
    queue.at(arrivesAt, arrival)
  }

  function change(what: NetworkChange) {
    const isOfServer = what === 'server-down' || what === 'server-up'
    const isRepair = what === 'server-up' || what === 'reconnect'
    state[isOfServer ? 'isServerUp' : 'isConnected'] = isRepair
    recorder.mark({ lane: isOfServer ? SERVER : laneOf(0), at: queue.now, label: what, tone: isRepair ? 'success' : 'failure' })
    listeners.forEach(listener => listener(what))
  }

  return {
    get isServerUp() {
      return state.isServerUp
    },
    get isConnected() {
      return state.isConnected
    },
    send({ client, from, to, latency: ownLatency = latency }, content, onReceived, onLost = () => {}) {
      const lane = laneOf(client)
      const direction = from === lane ? 'up' : to === lane ? 'down' : null
      const event = recordOf(client, from, to, content)
      const receiver = { received: onReceived, lost: onLost }
      if (direction)
        depart(content, arrivalOf(client, direction, ownLatency), new Arrival(state, true, to === SERVER, lossAtDeparture(), event, receiver))
      else
        depart(content, queue.now + ownLatency, new Arrival(state, false, to === SERVER, null, event, receiver))
    },
    carry(client, direction, content, receiver, link) {
      const isUp = direction === 'up'
      const event = isUp ? recordOf(client, laneOf(client), SERVER, content) : recordOf(client, SERVER, laneOf(client), content)
      depart(content, arrivalOf(client, direction, latency), new Arrival(state, true, isUp, lossAtDeparture(link), event, receiver))
    },
    onChange: listener => void listeners.push(listener),
    apply(inputs) {
      for (const { at, do: kind } of inputs) {
        if (kind === 'lose-next')
          queue.at(at, () => isNextDropped = true)
        else if (kind === 'server-down' || kind === 'server-up' || kind === 'disconnect' || kind === 'reconnect')
          queue.at(at, () => change(kind))
      }
    },
  }
}
