import type { Message } from './event-bus.ts'
import { createBus } from './event-bus.ts'

const bus = createBus()
const handled = new Set<string>()
const sendEmail = () => console.log('email sent')

const once = (handler: () => unknown) => async ({ id }: Message) => {
  if (handled.has(id))
    return console.log(`${id} already handled: skipped`)
  await handler()
  handled.add(id)
}

bus.subscribe('departed', sendEmail, { name: 'naive' })
bus.subscribe('departed', once(sendEmail), { name: 'idempotent' })
const { id } = await bus.publish('departed', 'S-42')
console.log('— replay —')
await bus.replay(id)
