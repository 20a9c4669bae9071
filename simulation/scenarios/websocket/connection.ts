import type { Draws } from '../../engine/random.ts'
import type { Ms } from '../../engine/trace.ts'
import type { Socket, SocketEnd, SocketListener } from '../../network/socket.ts'
import type { WebsocketRun } from './model.ts'
import { drawsFor } from '../../engine/random.ts'
import { clientLane, DETAILED_CLIENTS, SERVER } from '../../network/network.ts'
import { createSecondCounter } from '../../network/request-rate.ts'
import { createSockets } from '../../network/socket.ts'

/** The connection of one client, and the backoff between its attempts. */
export class ClientConnection {
  readonly index: number
  /** Open for the client; undefined from the end of a connection until the next one is open. */
  socket?: Socket
  hasBeenOpen = false
  /** Attempts to connect since the last connection. */
  attempts = 0
  backoff?: Draws
  endSpan?: (end: Ms) => void

  constructor(index: number) {
    this.index = index
  }
}

interface ConnectionsListener {
  /** The client can send on its new connection. */
  onOpen: (socket: Socket) => void
  /** The server no longer takes this connection for open. */
  onServerEnd: (socket: Socket) => void
}

export interface Connections {
  of: (client: number) => ClientConnection
  connect: (client: number) => void
}

/** Connects every client, and again after each end of a connection until the client has its result: with exponential backoff. */
export function createConnections({ params, seed, retrieval }: WebsocketRun, listener: ConnectionsListener): Connections {
  const { backoffBase, backoffCap, backoffJitter, heartbeat } = params
  const { queue, recorder, network, http } = retrieval
  const connections = Array.from({ length: retrieval.clients }, (_, index) => new ClientConnection(index))
  const countInSecond = createSecondCounter(queue)
  const isShown = ({ index }: ClientConnection) => index < DETAILED_CLIENTS

  /** Shows what the client does now, in place of what it did before. */
  function show(connection: ClientConnection, label?: 'connected' | 'backoff') {
    connection.endSpan?.(queue.now)
    connection.endSpan = label && isShown(connection)
      ? recorder.span({ lane: clientLane(connection.index), start: queue.now, label, tone: label === 'connected' ? 'client' : 'waiting' })
      : undefined
  }

  function connect(client: number) {
    show(connections[client]!)
    recorder.add('requests', queue.now)
    sockets.open(client)
  }

  function reconnectLater(connection: ClientConnection) {
    const longest = Math.min(backoffCap, backoffBase * 2 ** connection.attempts++)
    connection.backoff ??= drawsFor(seed, 'backoff', connection.index)
    show(connection, 'backoff')
    queue.after(backoffJitter ? connection.backoff.uniform(0, longest) : longest, () => connect(connection.index))
  }

  function onAccepted(socket: Socket) {
    recorder.add('connections', queue.now)
    recorder.raise('peakConnections', queue.now, recorder.value('connections')!)
    if (connections[socket.client]!.hasBeenOpen)
      recorder.raise('peak', queue.now, countInSecond())
  }

  function onOpen(socket: Socket) {
    const connection = connections[socket.client]!
    connection.socket = socket
    connection.attempts = 0
    if (connection.hasBeenOpen)
      recorder.add('reconnections', queue.now)
    connection.hasBeenOpen = true
    show(connection, 'connected')
    listener.onOpen(socket)
  }

  function onClientEnd(socket: Socket, why: SocketEnd) {
    const connection = connections[socket.client]!
    connection.socket = undefined
    show(connection)
    if (why === 'timed-out' && isShown(connection))
      recorder.mark({ lane: clientLane(connection.index), at: queue.now, label: 'silence', tone: 'failure' })
    if (!retrieval.hasResult(connection.index))
      reconnectLater(connection)
  }

  function onServerEnd(socket: Socket, why: SocketEnd) {
    recorder.add('connections', queue.now, -1)
    listener.onServerEnd(socket)
    if (why === 'timed-out' && socket.client < DETAILED_CLIENTS)
      recorder.mark({ lane: SERVER, at: queue.now, label: 'no-pong', tone: 'failure' })
  }

  const socketListener: SocketListener = {
    onAccepted,
    onOpen,
    onRefused: client => reconnectLater(connections[client]!),
    onPing: () => recorder.add('heartbeats', queue.now),
    onClientEnd,
    onServerEnd,
  }
  const sockets = createSockets({ queue, network, http, heartbeat, listener: socketListener })
  return { of: client => connections[client]!, connect }
}
