import type { EventQueue, Happening } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'
import type { Exchange, Http, RequestOptions } from './http.ts'
import type { Direction, Link, Loss, MessageContent, Network, Receiver } from './network.ts'
import { BYTES, REQUEST_TIMEOUT } from '../scenarios/retrieval.ts'

/** After this a ping is taken for unanswered; a client waits so much longer than the heartbeat for a sign of life. */
export const HEARTBEAT_TIMEOUT: Ms = 3000

/**
 * Size of a WebSocket frame, from 2 to 14 bytes of header: 2, more for the length from 126 and from 65,536 bytes on, and
 * the client's masking key. Source: RFC 6455, section 5.2.
 * @param payload in bytes
 */
export function frameBytes(payload: number, direction: Direction): number {
  return 2 + (payload < 126 ? 0 : payload < 65_536 ? 2 : 8) + (direction === 'up' ? 4 : 0) + payload
}

/** Control frames; a close carries the two bytes of its reason. */
export const CONTROL_BYTES = { ping: frameBytes(0, 'down'), pong: frameBytes(0, 'up'), close: frameBytes(2, 'up'), closed: frameBytes(2, 'down') } as const

const PING: MessageContent = { label: 'ping', tone: 'waiting', step: 7, bytes: CONTROL_BYTES.ping }
const PONG: MessageContent = { label: 'pong', tone: 'waiting', bytes: CONTROL_BYTES.pong }
const CLOSE: MessageContent = { label: 'close', tone: 'client', bytes: CONTROL_BYTES.close }
const CLOSED: MessageContent = { label: 'closed', tone: 'server', bytes: CONTROL_BYTES.closed }
const UPGRADE: MessageContent = { label: 'upgrade', tone: 'client', step: 4, bytes: BYTES.request }
const SWITCHING: MessageContent = { label: 'switching', tone: 'server', bytes: BYTES.notModified }

/** How a connection ends for one of its ends: as agreed, by a fault that it is told of, or by hearing nothing more. */
export type SocketEnd = 'closed' | 'broken' | 'silent'

export interface SocketListener {
  /** The server has accepted the handshake. */
  onAccepted: (socket: Socket) => void
  /** The client can speak. */
  onOpen: (socket: Socket) => void
  /** There was no connection to be had. */
  onRefused: (client: number) => void
  onPing: () => void
  onClientLost: (socket: Socket, why: SocketEnd) => void
  onServerLost: (socket: Socket, why: SocketEnd) => void
}

interface SocketsOptions {
  queue: EventQueue
  network: Network
  http: Http
  /** The server sends a ping after each of these; 0 for never. */
  heartbeat: Ms
  listener: SocketListener
}

interface World extends SocketsOptions {
  /** Open at one end at least. */
  open: Set<Socket>
}

/** One connection, from the request that asks for it to its end; each end has its own idea of whether it is open. */
export class Socket implements Link, Happening, RequestOptions {
  isForgotten = false
  isOpenForClient = false
  isOpenForServer = false
  /** The client has begun the closing handshake. */
  isClosing = false
  readonly client: number
  private readonly world: World
  /** When the client last had a sign of life. */
  private heardAt: Ms = 0
  private isWatched = false
  private pingedAt: Ms = 0
  private ping: Receiver | null = null
  private pong: Receiver | null = null

  constructor(world: World, client: number) {
    this.world = world
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
    exchange.end(SWITCHING, () => this.begin())
  }

  onGone() {
    this.endForServer('broken')
  }

  onFail() {
    this.world.listener.onRefused(this.client)
  }

  /** To the server, if it still takes this connection for open. */
  up(content: MessageContent, onReceived: () => void, onLost?: (loss: Loss) => void) {
    this.world.network.carry(this.client, 'up', content, new Frame(this, 'up', onReceived, onLost), this)
  }

  /** To the client, if it still takes this connection for open. */
  down(content: MessageContent, onReceived: () => void, onLost?: (loss: Loss) => void) {
    this.world.network.carry(this.client, 'down', content, new Frame(this, 'down', onReceived, onLost), this)
  }

  /** The client closes: a close frame in each direction. */
  close() {
    if (!this.isOpenForClient || this.isClosing)
      return
    this.isClosing = true
    const giveUp = (loss: Loss) => {
      if (loss === 'astray')
        this.world.queue.after(HEARTBEAT_TIMEOUT, () => this.endForClient('closed'))
    }
    this.up(CLOSE, () => {
      this.down(CLOSED, () => this.endForClient('closed'), giveUp)
      this.endForServer('closed')
    }, giveUp)
  }

  private accept() {
    this.isOpenForServer = true
    this.world.open.add(this)
    this.pingLater()
    this.world.listener.onAccepted(this)
  }

  private begin() {
    this.isOpenForClient = true
    this.heardAt = this.world.queue.now
    this.world.listener.onOpen(this)
  }

  endForClient(why: SocketEnd) {
    if (!this.isOpenForClient)
      return
    this.isOpenForClient = false
    this.forget()
    this.world.listener.onClientLost(this, why)
  }

  endForServer(why: SocketEnd) {
    if (!this.isOpenForServer)
      return
    this.isOpenForServer = false
    this.forget()
    this.world.listener.onServerLost(this, why)
  }

  private forget() {
    if (!this.isOpenForClient && !this.isOpenForServer)
      this.world.open.delete(this)
  }

  private pingLater() {
    if (this.world.heartbeat > 0)
      this.world.queue.after(this.world.heartbeat, this)
  }

  get isOff() {
    return !this.isOpenForServer
  }

  /** Time for a ping. */
  happen() {
    this.pingedAt = this.world.queue.now
    this.world.listener.onPing()
    this.world.network.carry(this.client, 'down', PING, this.ping ??= new Ping(this), this)
    this.pingLater()
  }

  answerPing() {
    this.heardAt = this.world.queue.now
    this.world.network.carry(this.client, 'up', PONG, this.pong ??= new Pong(this), this)
  }

  /** A ping or its pong went astray: the server finds out once the pong is overdue. */
  isUnanswered(loss: Loss) {
    if (loss !== 'astray')
      return
    this.world.queue.at(Math.max(this.world.queue.now, this.pingedAt + HEARTBEAT_TIMEOUT), () => {
      this.endForServer('silent')
      this.watch()
    })
  }

  /** From now on the client hears nothing: it finds out once the next sign of life is overdue. */
  watch() {
    const { queue, heartbeat } = this.world
    if (heartbeat === 0 || this.isWatched || !this.isOpenForClient)
      return
    this.isWatched = true
    queue.at(Math.max(queue.now, this.heardAt + heartbeat + HEARTBEAT_TIMEOUT), () => this.endForClient('silent'))
  }
}

/** One frame on its way. */
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
    if (loss === 'astray' && this.direction === 'down')
      this.socket.watch()
    this.onLost?.(loss)
  }
}

/** The pings of one connection, all alike. */
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
    if (loss === 'astray')
      this.socket.watch()
    this.socket.isUnanswered(loss)
  }
}

/** Its pongs. */
class Pong implements Receiver {
  private readonly socket: Socket

  constructor(socket: Socket) {
    this.socket = socket
  }

  received(): void | false {
    return this.socket.isOpenForServer ? undefined : false
  }

  lost(loss: Loss) {
    this.socket.isUnanswered(loss)
  }
}

export interface Sockets {
  /** The client asks for a connection. */
  open: (client: number) => void
}

/**
 * WebSocket connections over the network. A fault of the network or of the server is told to both ends at once. A message
 * gone astray takes the connection with it, as behind a proxy or a NAT that has forgotten it, and nobody is told: the
 * server finds out by a ping without a pong, the client by pings that stay away, and without heartbeats neither does.
 *
 * Pings are the protocol's, which a browser answers by itself and shows to no script: there, what the client watches for
 * are messages of the application, of about that size.
 */
export function createSockets(options: SocketsOptions): Sockets {
  const { network, http } = options
  const world: World = { ...options, open: new Set() }

  network.onChange((change) => {
    if (change !== 'server-down' && change !== 'disconnect')
      return
    for (const socket of [...world.open]) {
      // Through a connection that the network has forgotten, no end hears of the other's.
      if (change === 'server-down' || !socket.isForgotten)
        socket.endForServer('broken')
      if (change === 'disconnect' || !socket.isForgotten)
        socket.endForClient('broken')
    }
  })

  return {
    open: client => void http.request(new Socket(world, client)),
  }
}
