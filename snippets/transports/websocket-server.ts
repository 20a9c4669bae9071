import type { Server } from 'node:http'
import type { WebSocket } from 'ws'
import type { Job, JobEvent, Jobs } from './jobs.ts'
import { WebSocketServer } from 'ws'
import { jobOf } from './accept.ts'

export interface SocketOptions {
  /** Interval between pings in milliseconds, 0 for none. */
  heartbeat: number
  /** How long a pong may take. */
  pongTimeout: number
  /** A client that has more than this unread is to come back later: in bytes. */
  maxBuffered: number
}

type FromClient = { type: 'subscribe', after?: number } | { type: 'message', id: number, text: string } | { type: 'pong' }
type FromServer = JobEvent | { type: 'reply', to: number } | { type: 'ping' }

/** Takes the upgrade of `GET /imports/:id/socket`, then speaks in JSON. */
export function websocketServer(server: Server, jobs: Jobs, options: SocketOptions): void {
  new WebSocketServer({ server }).on('connection', (socket, request) => {
    const job = jobOf(jobs, request)
    if (job)
      converse(socket, job, options)
    else
      socket.close(1008, 'No such job')
  })
}

function converse(socket: WebSocket, job: Job, { heartbeat, pongTimeout, maxBuffered }: SocketOptions) {
  let stop: (() => void) | undefined
  const onPong = keepAlive(socket, () => send({ type: 'ping' }), heartbeat, pongTimeout)

  // Nothing else holds back who sends to a slow reader: the buffer is this process's memory.
  // #region back-pressure
  function send(message: FromServer) {
    if (socket.bufferedAmount > maxBuffered)
      socket.terminate()
    else
      socket.send(JSON.stringify(message))
  }
  // #endregion back-pressure

  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as FromClient
    if (message.type === 'subscribe') {
      job.events.slice(message.after ?? Infinity).forEach(send)
      stop ??= job.watch(send)
    }
    else if (message.type === 'message') {
      send({ type: 'reply', to: message.id })
    }
    else {
      onPong()
    }
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => stop?.())
}

/** Pings as messages of our own: those of the protocol reach no script in a browser. @returns to be called at each pong */
function keepAlive(socket: WebSocket, ping: () => void, heartbeat: number, pongTimeout: number): () => void {
  let overdue: NodeJS.Timeout | undefined
  const timer = heartbeat > 0 && setInterval(() => {
    ping()
    overdue ??= setTimeout(() => socket.terminate(), pongTimeout)
  }, heartbeat)
  socket.on('close', () => {
    clearInterval(timer || undefined)
    clearTimeout(overdue)
  })
  return () => {
    clearTimeout(overdue)
    overdue = undefined
  }
}
