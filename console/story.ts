import type { createBus } from '../snippets/bus/event-bus.ts'
import type { Message } from '../snippets/bus/message.ts'
import type { Clock } from '../snippets/bus/system.ts'
import type { EventName, SubscriberName } from './roles.ts'
import * as v from 'valibot'
import { nameOf, RETRY, roles, SUBSCRIBERS } from './roles.ts'

const shipmentId = v.pipe(v.string(), v.regex(/^S-\d+$/, 'a shipment is named like S-42'))

/** What the console publishes, and the data of each. */
export const storyEvents = {
  shipmentDeparted: v.object({ shipmentId, port: v.string() }),
  documentUploaded: v.object({ shipmentId, name: v.string() }),
  bookingRequestAsked: v.object({ shipmentId, customer: v.string() }),
}

export type StoryEvents = { [Name in EventName]: v.InferOutput<typeof storyEvents[Name]> }

const details: { [Name in EventName]: Omit<StoryEvents[Name], 'shipmentId'> } = {
  shipmentDeparted: { port: 'Le Havre' },
  documentUploaded: { name: 'facture.pdf' },
  bookingRequestAsked: { customer: 'Acme' },
}

export const dataOf = (type: EventName, id: string) => ({ shipmentId: id, ...details[type] }) as StoryEvents[EventName]

/** All that the handlers touch. */
export interface World<Tx> {
  clock: Clock
  isDown: (subscriber: SubscriberName) => boolean
  /** Whether the email's subscriber looks if it handled a message before. */
  isIdempotent: () => boolean
  /** Sends the email of a message. */
  mail: (message: Message, tx: Tx) => Promise<unknown>
}

/** Registers the three subscribers of the console; each is an ordinary subscriber of the bus, which may leave and come back. */
export function subscribeStory<Tx>(bus: ReturnType<typeof createBus<any, any, Tx>>, world: World<Tx>) {
  const mailOnce = bus.once<unknown>((message, { tx }) => world.mail(message, tx as Tx))
  /** Notes what it handled as well, without a look at it: the switch then acts on old messages too. */
  const mailEachTime = (message: Message, { subscriber }: { subscriber: string }) => bus.transaction(async (tx) => {
    await bus.store.markHandled(message.id, subscriber, tx)
    await world.mail(message, tx)
  })

  const running = new Map<SubscriberName, Promise<() => void>[]>()

  function join(role: SubscriberName) {
    const { hears, takes, failure } = roles[role]
    const handle = async (message: Message, context: any) => {
      await new Promise<void>(resolve => world.clock.after(takes, resolve))
      if (world.isDown(role))
        throw new Error(failure)
      if (role === 'email')
        await (world.isIdempotent() ? mailOnce(message, context) : mailEachTime(message, context))
    }
    running.set(role, hears.map(type => bus.subscribe(type, handle, { name: nameOf(role, type), retry: RETRY, ...orders[role] })))
  }

  async function leave(role: SubscriberName) {
    const leaving = running.get(role) ?? []
    running.delete(role)
    for (const end of await Promise.all(leaving))
      end()
  }

  SUBSCRIBERS.forEach(join)
  return { isHere: (role: SubscriberName) => running.has(role), join, leave }
}

/** Salesforce takes one message of a shipment at a time. */
const orders: Partial<Record<SubscriberName, object>> = {
  salesforce: { mode: 'serial', key: 'subject' },
}
