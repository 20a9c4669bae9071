import type { MessageContent } from '../../network/network.ts'
import type { Socket } from '../../network/socket.ts'
import type { WebsocketRun } from './model.ts'
import { frameBytes } from '../../network/socket.ts'
import { PAYLOAD } from './model.ts'

/** A client's subscription to the progress of its job, at both ends. */
class Subscription {
  /** On which the server sends; it may be dead without the server's knowing. */
  serverSocket?: Socket
  /** The server has had a subscription of this client. */
  isKnown = false
  /** Number of the last message that the client received. */
  received = 0
  /** Messages sent in vain so far: one bit for each. */
  missed = 0
}

export interface Subscriptions {
  /** The client subscribes on a connection that has opened. */
  subscribe: (socket: Socket) => void
  /** A part of a client's job is done: the server sends the news. */
  announce: (client: number, milestone: number) => void
  /** The server no longer sends on this connection. */
  drop: (socket: Socket) => void
}

/** The server's messages of progress, and what it sends again to a client that resumes. */
export function createSubscriptions({ params, retrieval }: WebsocketRun): Subscriptions {
  const { events, resumes } = params
  const { queue, recorder, jobs } = retrieval
  const subscriptions = Array.from({ length: retrieval.clients }, () => new Subscription())

  const percentage = (milestone: number) => Math.round(100 * milestone / events)
  const progressMessages = Array.from({ length: events }, (_, index): MessageContent => index + 1 === events
    ? { label: 'result-message', tone: 'success', step: 6, bytes: frameBytes(PAYLOAD.result, 'down') }
    : { label: 'progress', detail: percentage(index + 1), tone: 'message', step: 6, bytes: frameBytes(PAYLOAD.progress, 'down') })

  function subscribeMessage({ received }: Subscription): MessageContent {
    const isResumed = resumes && received > 0
    return {
      label: isResumed ? 'resume' : 'subscribe',
      detail: isResumed ? percentage(received) : undefined,
      tone: 'client',
      step: 5,
      bytes: frameBytes(PAYLOAD.subscribe, 'up'),
    }
  }

  function subscribe(socket: Socket) {
    const { client } = socket
    const subscription = subscriptions[client]!
    const { received } = subscription
    recorder.add('messages', queue.now)
    socket.sendUp(subscribeMessage(subscription), () => {
      // The client is on this connection: whatever other one the server still had with it is dead.
      subscription.serverSocket?.endForServer('closed')
      subscription.serverSocket = socket
      subscription.isKnown = true
      if (resumes) {
        for (let milestone = received + 1; milestone <= jobs.progress(client); milestone++)
          send(client, socket, milestone)
      }
    })
  }

  function announce(client: number, milestone: number) {
    const { serverSocket, isKnown } = subscriptions[client]!
    if (serverSocket)
      send(client, serverSocket, milestone)
    else if (isKnown || !resumes)
      countMissed(client, milestone)
  }

  function send(client: number, socket: Socket, milestone: number) {
    recorder.add('messages', queue.now)
    socket.sendDown(progressMessages[milestone - 1]!, () => onReceived(client, socket, milestone), () => countMissed(client, milestone))
  }

  function onReceived(client: number, socket: Socket, milestone: number) {
    const subscription = subscriptions[client]!
    const bit = 1 << milestone
    if (subscription.missed & bit) {
      subscription.missed &= ~bit
      recorder.add('missed', queue.now, -1)
    }
    subscription.received = milestone
    if (milestone === events) {
      retrieval.receiveResult(client)
      socket.close()
    }
  }

  /** A message counts as missed until it is sent again and received. */
  function countMissed(client: number, milestone: number) {
    const subscription = subscriptions[client]!
    const bit = 1 << milestone
    if (subscription.missed & bit)
      return
    subscription.missed |= bit
    recorder.add('missed', queue.now)
  }

  return {
    subscribe,
    announce,
    drop(socket) {
      const subscription = subscriptions[socket.client]!
      if (subscription.serverSocket === socket)
        subscription.serverSocket = undefined
    },
  }
}
