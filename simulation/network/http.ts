import type { EventQueue } from '../engine/event-queue.ts'
import type { Ms } from '../engine/trace.ts'
import type { ConnectionPool } from './connection-pool.ts'
import type { Loss, MessageContent, Network, Receiver } from './network.ts'

export type HttpMessage = MessageContent

/** The server's end of a request: it answers at once, later, or in several pieces. */
export interface Exchange {
  readonly isOpen: boolean
  /** Sends a piece of the answer. */
  write: (message: HttpMessage, onReceived?: () => void) => void
  /** Sends the last piece; without one, only closes. */
  end: (message?: HttpMessage, onReceived?: () => void) => void
}

export interface RequestOptions {
  client: number
  request: HttpMessage
  /** How long the client waits for an answer of which nothing comes; without it, a message gone astray breaks the connection. */
  timeout?: Ms
  /** The request leaves, at once where no connection has to be waited for. */
  onSent?: () => void
  /** The request is at the server. */
  onServer: (exchange: Exchange) => void
  /** The client learns that there will be no answer, or no more of it; called once at most. */
  onFail?: (loss: Loss | 'timeout') => void
  /** The server learns that the client is gone. */
  onGone?: () => void
}

/** A request under way, or one that waits for a connection. */
export interface Pending {
  /** Gives it up: the client hears no more of it. */
  giveUp: () => void
}

export interface Http {
  /** Sends a request, or lets it wait for a connection. */
  request: (options: RequestOptions) => Pending
}

/** The requests without an answer yet, in the order sent: a list from which each can step out. */
interface OpenRequests {
  first: Request | null
  last: Request | null
}

/** One request from its first byte to its answer's last. */
class Request implements Exchange, Receiver, Pending {
  isOpen = true
  readonly queue: EventQueue
  readonly network: Network
  readonly all: OpenRequests
  readonly options: RequestOptions
  readonly pool: ConnectionPool | undefined
  readonly sentAt: Ms
  previous: Request | null
  next: Request | null = null

  constructor(queue: EventQueue, network: Network, all: OpenRequests, options: RequestOptions, pool: ConnectionPool | undefined) {
    this.queue = queue
    this.network = network
    this.all = all
    this.options = options
    this.pool = pool
    this.sentAt = queue.now
    this.previous = all.last
    if (all.last)
      all.last.next = this
    else
      all.first = this
    all.last = this
  }

  close() {
    this.isOpen = false
    const { previous, next, all } = this
    if (previous)
      previous.next = next
    else
      all.first = next
    if (next)
      next.previous = previous
    else
      all.last = previous
    this.pool?.free(this.options.client)
  }

  fail(loss: Loss | 'timeout') {
    if (!this.isOpen)
      return
    this.close()
    this.options.onGone?.()
    this.options.onFail?.(loss)
  }

  giveUp() {
    if (!this.isOpen)
      return
    this.close()
    this.options.onGone?.()
  }

  received(): void | false {
    if (!this.isOpen)
      return false
    this.options.onServer(this)
  }

  lost(loss: Loss) {
    const { timeout } = this.options
    // Nobody hears of what went astray, but by waiting in vain.
    if (loss === 'astray' && timeout !== undefined)
      this.queue.at(Math.max(this.queue.now, this.sentAt + timeout), () => this.fail('timeout'))
    else
      this.fail(loss)
  }

  write(message: HttpMessage, onReceived?: () => void) {
    if (this.isOpen)
      this.network.carry(this.options.client, 'down', message, new Answer(this, false, onReceived))
  }

  end(message?: HttpMessage, onReceived?: () => void) {
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
 * Requests over the network: each has an answer, fails when its connection does, and may be given up.
 * @param pool connections that have to be waited for, where a client has not as many as it asks for
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
      const stepOut = pool.take(options.client, () => request = send(options))
      return { giveUp: () => request ? request.giveUp() : stepOut() }
    },
  }
}
