import type { Context } from '../snippets/bus/bus-options.ts'
import type { Causation } from '../snippets/bus/causation-tree.ts'
import type { Delivery, Message } from '../snippets/bus/message.ts'
import { causationTrees, climb } from '../snippets/bus/causation-tree.ts'
import { createBus } from '../snippets/bus/event-bus.ts'
import { createVirtualClock } from '../snippets/bus/virtual-clock.ts'

/** Virtual milliseconds by which the run is over. */
const HORIZON = 60_000

/** The messages and deliveries that a run of the bus stored, and the subscriber that published each message. */
export interface EventLog {
  messages: Message[]
  deliveries: Delivery[]
  /** By message id: the subscriber that published it while handling another message; none for a message sent from outside. */
  publishers: Record<string, string>
}

/** One row of the drawn tree. */
export interface ThreadRow {
  message: Message
  /** 0 for a message without a cause. */
  depth: number
  /** Row of its cause; null without a cause. */
  causeRow: number | null
  /** Subscriber that published it while handling its cause; null without a cause. */
  publisher: string | null
  /** Milliseconds since the first message of the log. */
  at: number
  /** One for each subscriber of the message. */
  deliveries: Delivery[]
}

/** Runs the chapter's example on the real bus, in memory and under a virtual clock: a departure, and a command sent by hand meanwhile. */
export async function recordDeparture(): Promise<EventLog> {
  const clock = createVirtualClock()
  const bus = createBus({ clock, onWarning: () => {} })
  const publishers: EventLog['publishers'] = {}

  /** A handler that takes `ms`, then publishes or sends the next message. */
  const causes = (kind: 'publish' | 'send', type: string, ms: number) =>
    async ({ data }: Message, context: Context<any, any, any>) => {
      await new Promise<void>(resolve => clock.after(ms, resolve))
      if (context.subscriber === 'billing' && context.attempt === 1)
        throw new Error('invoicing API is down')
      await context[kind](type, data).then(({ id }) => publishers[id] = context.subscriber)
    }

  bus.subscribe('shipmentDeparted', causes('publish', 'statusUpdated', 40), { name: 'status' })
  bus.subscribe('shipmentDeparted', causes('publish', 'taskClosed', 60), { name: 'task' })
  bus.subscribe('shipmentDeparted', causes('publish', 'invoiceIssued', 80), { name: 'billing' })
  bus.subscribe('statusUpdated', causes('send', 'EMAIL_SendDepartureEmailCommand', 10), { name: 'notification' })
  bus.subscribe('invoiceIssued', causes('publish', 'accountSynced', 150), { name: 'salesforce' })
  bus.handle('EMAIL_SendDepartureEmailCommand', causes('publish', 'emailSent', 300), { name: 'email' })
  bus.handle('resyncTracking', causes('publish', 'trackingUpdated', 200), { name: 'tracking' })
  bus.subscribe('trackingUpdated', causes('publish', 'arrivalRescheduled', 50), { name: 'planning' })

  await bus.publish('shipmentDeparted', { shipmentId: 'S-42' }, { subject: 'S-42' })
  clock.after(30, () => void bus.send('resyncTracking', { shipmentId: 'S-7' }, { subject: 'S-7' }))
  await clock.advance(HORIZON)
  return { messages: await bus.messages(), deliveries: await bus.deliveries(), publishers }
}

/** The log as rows of a tree: below each message, its effects. */
export function threadRows({ messages, deliveries, publishers }: EventLog): ThreadRow[] {
  const rows: ThreadRow[] = []
  const start = Math.min(...messages.map(({ time }) => Date.parse(time)))

  function add({ message, effects }: Causation, depth: number, causeRow: number | null) {
    const row = rows.push({
      message,
      depth,
      causeRow,
      publisher: publishers[message.id] ?? null,
      at: Date.parse(message.time) - start,
      deliveries: deliveries.filter(({ messageId }) => messageId === message.id),
    }) - 1
    effects.forEach(effect => add(effect, depth + 1, row))
  }

  causationTrees(messages).forEach(root => add(root, 0, null))
  return rows
}

/** The rows from a message up to its first cause, both included. */
export function threadOf(rows: ThreadRow[], id: string): ThreadRow[] {
  return climb(rows.map(({ message }) => message), id).map(({ id }) => rows.find(({ message }) => message.id === id)!)
}
