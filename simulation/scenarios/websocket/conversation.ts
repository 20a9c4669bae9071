import type { MessageContent } from '../../network/network.ts'
import type { ClientConnection } from './connection.ts'
import type { WebsocketRun } from './model.ts'
import { clientLane, SERVER } from '../../network/network.ts'
import { frameBytes } from '../../network/socket.ts'
import { PAYLOAD } from './model.ts'

const MESSAGE: MessageContent = { label: 'client-message', tone: 'client', step: 5, bytes: frameBytes(PAYLOAD.message, 'up') }
const REPLY: MessageContent = { label: 'reply', tone: 'server', bytes: frameBytes(PAYLOAD.message, 'down') }

export interface Conversation {
  /** The user has something to say. */
  speak: () => void
  /** The client is connected again: it sends what had no reply. */
  resend: () => void
}

/** Messages of the first client, each of which the server answers. */
export function createConversation({ params, retrieval }: WebsocketRun, connection: ClientConnection): Conversation {
  const { queue, recorder } = retrieval
  const { index: client } = connection
  let lastMessage = 0
  /** Numbers of the messages that a client that resumes keeps until they have a reply. */
  const kept = new Set<number>()
  const missed = new Set<number>()
  /** Of the server: numbers of the messages that it has handled. */
  const handled = new Set<number>()

  function speak() {
    const { socket } = connection
    const message = ++lastMessage
    const isKept = params.resumes && !retrieval.hasResult(client)
    if (isKept)
      kept.add(message)
    if (socket?.isOpenForClient && !socket.isClosing) {
      send(message)
      return
    }
    recorder.mark({ lane: clientLane(client), at: queue.now, label: isKept ? 'kept' : 'unsent', tone: isKept ? 'waiting' : 'failure' })
    // `send` on a socket that is not open throws, or silently drops its message.
    if (!isKept)
      countMissed(message)
  }

  function send(message: number) {
    const socket = connection.socket!
    recorder.add('messages', queue.now)
    socket.sendUp(MESSAGE, () => {
      handle(message)
      recorder.add('messages', queue.now)
      socket.sendDown(REPLY, () => onReply(message), () => countMissed(message))
    }, () => countMissed(message))
  }

  /** A client cannot tell a message that was lost from one whose reply was: it sends both again. */
  function handle(message: number) {
    if (handled.has(message)) {
      const [label, tone] = params.isIdempotent ? ['known-message', 'success'] as const : ['handled-twice', 'failure'] as const
      recorder.mark({ lane: SERVER, at: queue.now, label, tone })
      if (!params.isIdempotent)
        recorder.add('duplicates', queue.now)
    }
    handled.add(message)
  }

  function onReply(message: number) {
    kept.delete(message)
    if (missed.delete(message))
      recorder.add('missed', queue.now, -1)
  }

  function countMissed(message: number) {
    if (missed.has(message))
      return
    missed.add(message)
    recorder.add('missed', queue.now)
  }

  return { speak, resend: () => kept.forEach(send) }
}
