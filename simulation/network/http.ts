import type { EventQueue } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { Loss, MessageContent, Network, Receiver } from './network.ts'

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
  /** How long the client waits for the answer; without it, a dropped message fails the request at once. */
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
class Request implements Exchange, Receiver, PendingRequest {
  isOpen = true
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

  close() {
    this.isOpen = false
    const { previous, next, openRequests } = this
    if (previous)
      previous.next = next
    else
      openRequests.first = next
    if (next)
      next.previous = previous
    else
      openRequests.last = previous
    this.pool?.release(this.options.client)
  }

  fail(loss: Loss | 'timeout') {
    if (!this.isOpen)
      return
    this.close()
    this.options.onAborted?.()
    this.options.onFail?.(loss)
  }

  abort() {
    if (!this.isOpen)
      return
    this.close()
    this.options.onAborted?.()
  }

  received(): void | false {
    if (!this.isOpen)
      return false
    this.options.onServer(this)
  }

  lost(loss: Loss) {
    const { timeout } = this.options
    // The network tells neither end of a dropped message: the client finds out by its timeout.
    if (loss === 'dropped' && timeout !== undefined)
      this.queue.at(Math.max(this.queue.now, this.sentAt + timeout), () => this.fail('timeout'))
    else
      this.fail(loss)
  }

  write(message: MessageContent, onReceived?: () => void) {
    if (this.isOpen)
      this.network.carry(this.options.client, 'down', message, new Answer(this, false, onReceived))
  }

  end(message?: MessageContent, onReceived?: () => void) {
    if (!this.isOpen)
      return
    if (message)
      this.network.carry(this.options.client, 'down', message, new Answer(this, true, onReceived))
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
    if (!this.request.isOpen)
      return false
    if (this.isLast)
      this.request.close()
    this.onReceived?.()
  }

  lost(loss: Loss) {
    this.request.lost(loss)
  }
}

/**
 * Requests over the network: each ends with its answer, fails with the network or the server, or is aborted.
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
    requests.forEach(request => request.fail(change === 'disconnect' ? 'cut' : 'down'))
  })

  function send(options: RequestOptions): Request {
    const request = new Request(queue, network, open, options, pool)
    options.onSent?.()
    network.carry(options.client, 'up', options.request, request)
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
