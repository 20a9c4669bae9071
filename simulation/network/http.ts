import type { EventQueue } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { Link, Loss, MessageContent, Network, Receiver } from './network.ts'

/**
 * Sizes of the HTTP model, in bytes with headers: a request of a browser with its cookie, a short JSON answer, an
 * answer without a body, the result. Orders of magnitude of everyday traffic, in one place so that all means count alike.
 */
export const BYTES = { request: 500, status: 300, notModified: 150, result: 2000 } as const

/** After this a client takes a request without an answer for lost. */
export const REQUEST_TIMEOUT: Ms = 10_000

/** The server's end of a request: the server answers at once, later, or in several pieces. */
export interface Exchange {
  readonly isOpen: boolean
  /** Sends a piece of the answer, more of which follows. */
  write: (message: MessageContent, onReceived?: () => void) => void
  /** Sends the last piece of the answer and closes; without one, closes at once. */
  end: (message?: MessageContent, onReceived?: () => void) => void
}

export interface RequestOptions {
  client: number
  request: MessageContent
  /** How long the client waits for the answer; without it, the client never learns that a message was dropped. */
  timeout?: Ms
  /** The request leaves: at once, or once the pool has a connection for it. */
  onSent?: () => void
  /** The request has reached the server. */
  onServer: (exchange: Exchange) => void
  /** The client learns that the answer, or the rest of it, will not come. Called once at most. */
  onFail?: (loss: Loss | 'timeout') => void
  /** The server learns that the request is over before its answer was: the client aborted it, or it failed. */
  onAborted?: () => void
}

/** A request under way, or one that waits for a connection. */
export interface PendingRequest {
  /** The client is told nothing more of it. */
  abort: () => void
}

export interface Http {
  /** Sends a request, or queues it until the pool has a connection for it. */
  request: (options: RequestOptions) => PendingRequest
}

/** The requests under way in the order sent, as a linked list, so that any of them can leave it quickly. */
interface OpenRequests {
  first: Request | null
  last: Request | null
}

/** One request, until the last byte of its answer. */
class Request implements Exchange, Receiver, PendingRequest, Link {
  isForgotten = false
  /** Each end has a view of its own: of a connection that the network has forgotten, one may be closed and the other not know. */
  isOpenForClient = true
  isOpenForServer = true
  readonly queue: EventQueue
  readonly network: Network
  readonly openRequests: OpenRequests
  readonly options: RequestOptions
  readonly pool: ConnectionPool | undefined
  readonly sentAt: Ms
  previous: Request | null
  next: Request | null = null

  constructor(queue: EventQueue, network: Network, openRequests: OpenRequests, options: RequestOptions, pool: ConnectionPool | undefined) {
    this.queue = queue
    this.network = network
    this.openRequests = openRequests
    this.options = options
    this.pool = pool
    this.sentAt = queue.now
    this.previous = openRequests.last
    if (openRequests.last)
      openRequests.last.next = this
    else
      openRequests.first = this
    openRequests.last = this
  }

  /** What the server takes for open. */
  get isOpen() {
    return this.isOpenForServer
  }

  /** Closes it for both ends. */
  close() {
    if (this.isOpenForClient)
      this.pool?.release(this.options.client)
    this.isOpenForClient = false
    this.isOpenForServer = false
    this.leave()
  }

  private leave() {
    const { previous, next, openRequests } = this
    if (previous)
      previous.next = next
    else
      openRequests.first = next
    if (next)
      next.previous = previous
    else
      openRequests.last = previous
  }

  fail(loss: Loss | 'timeout') {
    if (!this.isOpenForClient)
      return
    this.abort()
    this.options.onFail?.(loss)
  }

  /** The client gives it up; the server is told, unless the network has forgotten the connection. */
  abort() {
    if (!this.isOpenForClient)
      return
    this.isOpenForClient = false
    this.pool?.release(this.options.client)
    if (!this.isForgotten)
      this.abortForServer()
    else if (!this.isOpenForServer)
      this.leave()
  }

  /** The server learns that it is over. */
  abortForServer() {
    if (!this.isOpenForServer)
      return
    this.isOpenForServer = false
    if (!this.isOpenForClient)
      this.leave()
    this.options.onAborted?.()
  }

  received(): void | false {
    if (!this.isOpenForClient)
      return false
    this.options.onServer(this)
  }

  /** The network tells neither end of a dropped message: the client finds out by its timeout, if it has one. */
  lost(loss: Loss) {
    const { timeout } = this.options
    if (loss !== 'dropped')
      this.fail(loss)
    else if (timeout !== undefined)
      this.queue.at(Math.max(this.queue.now, this.sentAt + timeout), () => this.fail('timeout'))
  }

  write(message: MessageContent, onReceived?: () => void) {
    if (this.isOpenForServer)
      this.network.carry(this.options.client, 'down', message, new Answer(this, false, onReceived), this)
  }

  end(message?: MessageContent, onReceived?: () => void) {
    if (!this.isOpenForServer)
      return
    if (message)
      this.network.carry(this.options.client, 'down', message, new Answer(this, true, onReceived), this)
    else if (this.isForgotten)
      this.abortForServer()
    else
      this.close()
  }
}

/** A piece of the answer to a request. */
class Answer implements Receiver {
  readonly request: Request
  readonly isLast: boolean
  readonly onReceived: (() => void) | undefined

  constructor(request: Request, isLast: boolean, onReceived: (() => void) | undefined) {
    this.request = request
    this.isLast = isLast
    this.onReceived = onReceived
  }

  received(): void | false {
    if (!this.request.isOpenForClient)
      return false
    if (this.isLast)
      this.request.close()
    this.onReceived?.()
  }

  lost(loss: Loss) {
    // The server has said all it had to say, and goes on.
    if (loss === 'dropped' && this.isLast)
      this.request.abortForServer()
    this.request.lost(loss)
  }
}

/**
 * Requests over the network: each ends with its answer, fails with the network or the server, or is aborted. A dropped message leaves
 * its connection half-open: what follows on it is dropped too, and neither end is told.
 * @param pool connections of the browsers; without it, a client has as many as it asks for
 */
export function createHttp(queue: EventQueue, network: Network, pool?: ConnectionPool): Http {
  const open: OpenRequests = { first: null, last: null }

  network.onChange((change) => {
    if (change !== 'server-down' && change !== 'disconnect')
      return
    const requests: Request[] = []
    for (let request = open.first; request; request = request.next)
      requests.push(request)
    for (const request of requests) {
      // Through a connection that the network has forgotten, neither end is told of a fault at the other.
      if (change === 'server-down' && request.isForgotten)
        request.abortForServer()
      else
        request.fail(change === 'disconnect' ? 'cut' : 'down')
    }
  })

  function send(options: RequestOptions): Request {
    const request = new Request(queue, network, open, options, pool)
    options.onSent?.()
    network.carry(options.client, 'up', options.request, request, request)
    return request
  }

  return {
    request(options) {
      if (!pool)
        return send(options)
      let request: Request | undefined
      const leaveQueue = pool.acquire(options.client, () => request = send(options))
      return { abort: () => request ? request.abort() : leaveQueue() }
    },
  }
}
