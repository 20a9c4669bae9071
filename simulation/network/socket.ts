import type { EventQueue, ScheduledEvent } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'
import type { Exchange, Http, RequestOptions } from './http.ts'
import type { Direction, Link, Loss, MessageContent, Network, Receiver } from './network.ts'
import { BYTES, REQUEST_TIMEOUT } from './http.ts'

/** How long the server waits for a pong, and the client for a ping that is overdue, before each gives the connection up. */
export const HEARTBEAT_TIMEOUT: Ms = 3000

/**
 * Size of a WebSocket frame, from 2 to 14 bytes of header: 2, more for the length from 126 and from 65,536 bytes on, and
 * the client's masking key. Source: RFC 6455, section 5.2.
 * @param payload in bytes
 */
export function frameBytes(payload: number, direction: Direction): number {
  return 2 + (payload < 126 ? 0 : payload < 65_536 ? 2 : 8) + (direction === 'up' ? 4 : 0) + payload
}

/** Sizes of control frames, in bytes; a close frame carries a status code of two bytes. */
export const CONTROL_BYTES = { ping: frameBytes(0, 'down'), pong: frameBytes(0, 'up'), close: frameBytes(2, 'up'), closed: frameBytes(2, 'down') } as const

const PING: MessageContent = { label: 'ping', tone: 'waiting', step: 7, bytes: CONTROL_BYTES.ping }
const PONG: MessageContent = { label: 'pong', tone: 'waiting', bytes: CONTROL_BYTES.pong }
const CLOSE: MessageContent = { label: 'close', tone: 'client', bytes: CONTROL_BYTES.close }
const CLOSED: MessageContent = { label: 'closed', tone: 'server', bytes: CONTROL_BYTES.closed }
const UPGRADE: MessageContent = { label: 'upgrade', tone: 'client', step: 4, bytes: BYTES.request }
const SWITCHING: MessageContent = { label: 'switching', tone: 'server', bytes: BYTES.notModified }

/** How a connection ended, as one of its ends sees it: by the closing handshake, by a fault, or by a missing heartbeat. */
export type SocketEnd = 'closed' | 'broken' | 'timed-out'

/** What the scenario is told of its connections. */
export interface SocketListener {
  /** The server has accepted the handshake. */
  onAccepted: (socket: Socket) => void
  /** The client knows that the connection is open, and can send. */
  onOpen: (socket: Socket) => void
  /** The handshake failed. */
  onRefused: (client: number) => void
  /** The server sends a ping. */
  onPing: () => void
  /** The connection is over for the client. */
  onClientEnd: (socket: Socket, why: SocketEnd) => void
  /** The connection is over for the server. */
  onServerEnd: (socket: Socket, why: SocketEnd) => void
}

interface SocketsOptions {
  queue: EventQueue
  network: Network
  http: Http
  /** Interval between the server's pings; 0 for none. */
  heartbeat: Ms
  listener: SocketListener
}

interface SocketsContext extends SocketsOptions {
  /** Connections that are open at one end at least. */
  open: Set<Socket>
}

/**
 * One connection, from the request of its handshake to its end. Each end has a view of its own of whether it is open. It is
 * its own ping timer, and its own handshake request: one object instead of several for each of thousands of clients.
 */
export class Socket implements Link, ScheduledEvent, RequestOptions {
  isForgotten = false
  isOpenForClient = false
  isOpenForServer = false
  /** The client has begun the closing handshake. */
  isClosing = false
  readonly client: number
  private readonly context: SocketsContext
  /** When the client last received a ping, or the connection was opened. */
  private lastHeardAt: Ms = 0
  private pingedAt: Ms = 0
  private ping: Receiver | null = null
  private pong: Receiver | null = null

  constructor(context: SocketsContext, client: number) {
    this.context = context
    this.client = client
  }

  get request() {
    return UPGRADE
  }

  get timeout() {
    return REQUEST_TIMEOUT
  }

  onServer(exchange: Exchange) {
    this.accept()
    exchange.end(SWITCHING, () => this.open())
  }

  onAborted() {
    this.endForServer('broken')
  }

  onFail() {
    this.context.listener.onRefused(this.client)
  }

  /** Sends to the server, which receives it if it still takes this connection for open. */
  sendUp(content: MessageContent, onReceived: () => void, onLost?: (loss: Loss) => void) {
    this.context.network.carry(this.client, 'up', content, new Frame(this, 'up', onReceived, onLost), this)
  }

  /** Sends to the client, which receives it if it still takes this connection for open. */
  sendDown(content: MessageContent, onReceived: () => void, onLost?: (loss: Loss) => void) {
    this.context.network.carry(this.client, 'down', content, new Frame(this, 'down', onReceived, onLost), this)
  }

  /** The client starts the closing handshake: a close frame in each direction. */
  close() {
    if (!this.isOpenForClient || this.isClosing)
      return
    this.isClosing = true
    // A fault ends the connection by itself; of a dropped close frame, the client is not told.
    const closeLater = (loss: Loss) => {
      if (loss === 'dropped')
        this.context.queue.after(HEARTBEAT_TIMEOUT, () => this.endForClient('closed'))
    }
    this.sendUp(CLOSE, () => {
      this.sendDown(CLOSED, () => this.endForClient('closed'), closeLater)
      this.endForServer('closed')
    }, closeLater)
  }

  private accept() {
    this.isOpenForServer = true
    this.context.open.add(this)
    this.schedulePing()
    this.context.listener.onAccepted(this)
  }

  private open() {
    this.isOpenForClient = true
    this.lastHeardAt = this.context.queue.now
    this.context.listener.onOpen(this)
  }

  endForClient(why: SocketEnd) {
    if (!this.isOpenForClient)
      return
    this.isOpenForClient = false
    this.removeIfEnded()
    this.context.listener.onClientEnd(this, why)
  }

  endForServer(why: SocketEnd) {
    if (!this.isOpenForServer)
      return
    this.isOpenForServer = false
    this.removeIfEnded()
    this.context.listener.onServerEnd(this, why)
    if (this.isForgotten)
      this.startTimeout()
  }

  private removeIfEnded() {
    if (!this.isOpenForClient && !this.isOpenForServer)
      this.context.open.delete(this)
  }

  private schedulePing() {
    if (this.context.heartbeat > 0)
      this.context.queue.after(this.context.heartbeat, this)
  }

  /** A server that no longer takes the connection for open sends no ping. */
  get isCancelled() {
    return !this.isOpenForServer
  }

  /** The next ping is due. */
  fire() {
    this.pingedAt = this.context.queue.now
    this.context.listener.onPing()
    this.context.network.carry(this.client, 'down', PING, this.ping ??= new Ping(this), this)
    this.schedulePing()
  }

  answerPing() {
    this.lastHeardAt = this.context.queue.now
    this.context.network.carry(this.client, 'up', PONG, this.pong ??= new Pong(this), this)
  }

  /** A ping or its pong was lost: if it was dropped, the server finds out once the pong is overdue. */
  onHeartbeatLost(loss: Loss) {
    if (loss !== 'dropped')
      return
    this.context.queue.at(Math.max(this.context.queue.now, this.pingedAt + HEARTBEAT_TIMEOUT), () => this.endForServer('timed-out'))
  }

  /** The server has gone without the client's being told: the client finds out once the next ping is overdue. */
  private startTimeout() {
    const { queue, heartbeat } = this.context
    if (heartbeat === 0)
      return
    queue.at(Math.max(queue.now, this.lastHeardAt + heartbeat + HEARTBEAT_TIMEOUT), () => this.endForClient('timed-out'))
  }
}

/** A frame under way. */
class Frame implements Receiver {
  private readonly socket: Socket
  private readonly direction: Direction
  private readonly onReceived: () => void
  private readonly onLost: ((loss: Loss) => void) | undefined

  constructor(socket: Socket, direction: Direction, onReceived: () => void, onLost?: (loss: Loss) => void) {
    this.socket = socket
    this.direction = direction
    this.onReceived = onReceived
    this.onLost = onLost
  }

  received(): void | false {
    if (this.direction === 'up' ? this.socket.isOpenForServer : this.socket.isOpenForClient)
      return this.onReceived()
    this.onLost?.('cut')
    return false
  }

  lost(loss: Loss) {
    this.onLost?.(loss)
  }
}

/** The pings of one connection, all alike, under way. */
class Ping implements Receiver {
  private readonly socket: Socket

  constructor(socket: Socket) {
    this.socket = socket
  }

  received(): void | false {
    if (!this.socket.isOpenForClient)
      return false
    this.socket.answerPing()
  }

  lost(loss: Loss) {
    this.socket.onHeartbeatLost(loss)
  }
}

/** The pongs of one connection, all alike, under way. */
class Pong implements Receiver {
  private readonly socket: Socket

  constructor(socket: Socket) {
    this.socket = socket
  }

  received(): void | false {
    return this.socket.isOpenForServer ? undefined : false
  }

  lost(loss: Loss) {
    this.socket.onHeartbeatLost(loss)
  }
}

export interface Sockets {
  /** The client starts the handshake of a new connection. */
  open: (client: number) => void
}

/**
 * WebSocket connections over the network. A fault of the network or of the server ends them for both ends at once. A
 * dropped message leaves a connection half-open, as behind a proxy or a NAT that has forgotten it: neither end is told. The
 * server finds out by a ping without a pong, the client by pings that stay away, and without heartbeats neither does.
 *
 * Pings are the protocol's, which a browser answers by itself and shows to no script: a client in a browser has to watch
 * for messages of the application instead, of about the same size.
 */
export function createSockets(options: SocketsOptions): Sockets {
  const { network, http } = options
  const context: SocketsContext = { ...options, open: new Set() }

  network.onChange((change) => {
    if (change !== 'server-down' && change !== 'disconnect')
      return
    for (const socket of [...context.open]) {
      // Through a connection that the network has forgotten, neither end is told of a fault at the other.
      if (change === 'server-down' || !socket.isForgotten)
        socket.endForServer('broken')
      if (change === 'disconnect' || !socket.isForgotten)
        socket.endForClient('broken')
    }
  })

  return {
    open: client => void http.request(new Socket(context, client)),
  }
}
