import type { EventQueue } from './event-queue.ts'
import type { Loss, Network } from './network.ts'
import type { Ms, Tone } from './trace.ts'
import { clientLane, SERVER } from './network.ts'

export interface HttpMessage {
  label: string
  detail?: number
  tone: Tone
  step?: number
  bytes: number
}

/** The server's end of a request: it answers at once, later, or in several pieces. */
export interface Exchange {
  readonly isOpen: boolean
  /** Sends a piece of the answer. */
  write: (message: HttpMessage, onReceived?: () => void) => void
  /** Sends the last piece; without one, only closes. */
  end: (message?: HttpMessage, onReceived?: () => void) => void
}

interface RequestOptions {
  client: number
  request: HttpMessage
  /** How long the client waits for an answer of which nothing comes; without it, a message gone astray breaks the connection. */
  timeout?: Ms
  /** The request is at the server. */
  onServer: (exchange: Exchange) => void
  /** The client learns that there will be no answer, or no more of it; called once at most. */
  onFail?: (loss: Loss | 'timeout') => void
  /** The server learns that the client is gone. */
  onGone?: () => void
}

export interface Http {
  /** Sends a request; the function returned gives it up, without a word. */
  request: (options: RequestOptions) => () => void
}

/** Requests over the network: each has an answer, fails when its connection does, and may be given up. */
export function createHttp(queue: EventQueue, network: Network): Http {
  /** The open ones, and how each fails. */
  const open = new Set<(loss: Loss) => void>()

  network.onChange((change) => {
    if (change === 'server-down' || change === 'disconnect')
      [...open].forEach(fail => fail(change === 'disconnect' ? 'cut' : 'down'))
  })

  function request({ client, request, timeout, onServer, onFail, onGone }: RequestOptions) {
    const lane = clientLane(client)
    let isOpen = true
    const sentAt = queue.now

    function close() {
      isOpen = false
      open.delete(fail)
    }
    function fail(loss: Loss | 'timeout') {
      if (!isOpen)
        return
      close()
      onGone?.()
      onFail?.(loss)
    }
    const onLost = (loss: Loss) => {
      // Nobody hears of what went astray, but by waiting in vain.
      if (loss === 'astray' && timeout !== undefined)
        queue.at(Math.max(queue.now, sentAt + timeout), () => fail('timeout'))
      else
        fail(loss)
    }
    function answer(message: HttpMessage, onReceived?: () => void) {
      network.send({ client, from: SERVER, to: lane, ...message }, () => onReceived?.(), onLost)
    }

    open.add(fail)
    network.send({ client, from: lane, to: SERVER, ...request }, () => {
      if (isOpen) {
        onServer({
          get isOpen() {
            return isOpen
          },
          write: (message, onReceived) => isOpen && answer(message, () => isOpen && onReceived?.()),
          end(message, onReceived) {
            if (!isOpen)
              return
            if (!message)
              return close()
            answer(message, () => {
              if (!isOpen)
                return
              close()
              onReceived?.()
            })
          },
        })
      }
    }, onLost)

    return () => {
      if (isOpen) {
        close()
        onGone?.()
      }
    }
  }

  return { request }
}
