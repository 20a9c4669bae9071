import type { Ms } from '../../engine/trace.ts'
import type { MessageContent } from '../../network/network.ts'
import type { PushRun } from './model.ts'
import type { PushService } from './push-service.ts'
import { SLOWDOWN } from '../../network/jobs.ts'
import { SERVER } from '../../network/network.ts'
import { isShown, PUSH_BYTES, PUSH_SERVICE, QUEUE, QUEUE_LATENCY, WORKER } from './model.ts'

const ENQUEUED: MessageContent = { label: 'enqueued', tone: 'message', step: 4, bytes: 0 }
const NOTIFY: MessageContent = { label: 'notify', tone: 'message', bytes: PUSH_BYTES.notify }
const CREATED: MessageContent = { label: 'created', tone: 'server', bytes: PUSH_BYTES.accepted }

interface QueuedMessage { client: number, endSpan?: (end: Ms) => void }

export interface NotificationWorker {
  /** The server puts a message in the queue: this client's result is ready. */
  enqueue: (client: number) => void
  setSlow: (isSlow: boolean) => void
}

/** The server's queue and the worker that takes its messages one by one, and asks the push service to notify. */
export function createNotificationWorker({ params, retrieval }: PushRun, service: PushService): NotificationWorker {
  const { queue, recorder, network } = retrieval
  const messages: QueuedMessage[] = []
  /** Messages before this index have been taken. */
  let nextMessage = 0
  let isFree = true
  let isSlow = false

  function onEnqueued(client: number) {
    const hasToWait = !isFree || messages.length > nextMessage
    const endSpan = isShown(client) && hasToWait ? recorder.span({ lane: QUEUE, start: queue.now, label: 'queued', tone: 'waiting' }) : undefined
    messages.push({ client, endSpan })
    recorder.add('queued', queue.now)
    takeNext()
  }

  /** Takes the next message, if there is one and the worker is free. */
  function takeNext() {
    const message = isFree ? messages[nextMessage] : undefined
    if (!message)
      return
    nextMessage++
    isFree = false
    message.endSpan?.(queue.now)
    recorder.add('queued', queue.now, -1)
    work(message.client)
  }

  function work(client: number) {
    if (isShown(client))
      recorder.message({ from: QUEUE, to: WORKER, label: 'taken', tone: 'message', sentAt: queue.now }).receivedAt = queue.now
    const endSpan = isShown(client) ? recorder.span({ lane: WORKER, start: queue.now, label: 'sending', tone: 'server' }) : undefined
    queue.after(params.workerDelay * (isSlow ? SLOWDOWN : 1), () => {
      endSpan?.(queue.now)
      isFree = true
      notify(client)
      takeNext()
    })
  }

  function notify(client: number) {
    network.send({ client, from: WORKER, to: PUSH_SERVICE }, NOTIFY, () => {
      recorder.add('sent', queue.now)
      network.send({ client, from: PUSH_SERVICE, to: WORKER }, CREATED, () => {})
      service.deliver(client, queue.now + params.ttl)
    })
  }

  return {
    enqueue: client => network.send({ client, from: SERVER, to: QUEUE, latency: QUEUE_LATENCY }, ENQUEUED, () => onEnqueued(client)),
    setSlow: value => isSlow = value,
  }
}
