import type { Ms } from '../../engine/trace.ts'
import type { MessageContent } from '../../network/network.ts'
import type { PushRun } from './model.ts'
import { clientLane } from '../../network/network.ts'
import { isShown, PUSH_BYTES, PUSH_SERVICE, REDELIVERY } from './model.ts'

const NOTIFICATION: MessageContent = { label: 'notification', tone: 'message', step: 5, bytes: PUSH_BYTES.notification }

/** A notification that the push service keeps for a device that it does not reach. */
interface StoredNotification {
  client: number
  expiresAt: Ms
  isExpired: boolean
  cancelExpiry: () => void
  endSpan?: (end: Ms) => void
}

export interface PushService {
  /** Sends a notification to a device, or keeps it until the device is reached or the notification expires. */
  deliver: (client: number, expiresAt: Ms) => void
  /** The next notification that a device takes is shown by none. */
  discardNext: () => void
}

/**
 * The push service, with a store of what it could not deliver.
 * @param onNotified the notification is at the device
 */
export function createPushService({ retrieval: { queue, recorder, network } }: PushRun, onNotified: (client: number) => void): PushService {
  let stored: StoredNotification[] = []
  let isNextDiscarded = false

  function deliver(client: number, expiresAt: Ms) {
    if (!network.isConnected) {
      store(client, expiresAt)
      return
    }
    network.send({ client, from: PUSH_SERVICE, to: clientLane(client) }, NOTIFICATION, () => take(client), (loss) => {
      // The service is told that the network was cut; of a dropped notification, it waits for the acknowledgement in vain.
      if (loss === 'dropped')
        deliverAgain(client, expiresAt)
      else
        store(client, expiresAt)
    })
  }

  function take(client: number): void | false {
    if (!isNextDiscarded)
      return onNotified(client)
    isNextDiscarded = false
    recorder.add('missed', queue.now)
    return false
  }

  function deliverAgain(client: number, expiresAt: Ms) {
    const isInTime = queue.now + REDELIVERY < expiresAt
    queue.at(isInTime ? queue.now + REDELIVERY : Math.max(queue.now, expiresAt), () => isInTime ? deliver(client, expiresAt) : expire(client))
  }

  function store(client: number, expiresAt: Ms) {
    if (expiresAt <= queue.now) {
      expire(client)
      return
    }
    const notification: StoredNotification = {
      client,
      expiresAt,
      isExpired: false,
      cancelExpiry: queue.timer(expiresAt - queue.now, () => {
        notification.isExpired = true
        notification.endSpan?.(queue.now)
        expire(client)
      }),
      endSpan: isShown(client) ? recorder.span({ lane: PUSH_SERVICE, start: queue.now, label: 'stored', tone: 'waiting' }) : undefined,
    }
    stored.push(notification)
  }

  function expire(client: number) {
    recorder.add('expired', queue.now)
    recorder.add('missed', queue.now)
    if (isShown(client))
      recorder.mark({ lane: PUSH_SERVICE, at: queue.now, label: 'expired', tone: 'failure' })
  }

  function deliverStored() {
    const waiting = stored.filter(({ isExpired }) => !isExpired)
    stored = []
    for (const { client, cancelExpiry, endSpan, expiresAt } of waiting) {
      cancelExpiry()
      endSpan?.(queue.now)
      deliver(client, expiresAt)
    }
  }

  network.onChange(change => change === 'reconnect' && deliverStored())
  return { deliver, discardNext: () => isNextDiscarded = true }
}
