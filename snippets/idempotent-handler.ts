import type { Message } from './event-bus.ts'
import { createBus } from './event-bus.ts'

const { publish, replay, subscribe } = createBus()
const handled = new Set<string>()
const sendEmail = () => console.log('email sent')

const once = (effect: () => unknown) =>
  async ({ id }: Message) => {
    if (handled.has(id))
      return console.log(`${id} already handled: skipped`)
    await effect()
    handled.add(id)
  }

subscribe('departed', sendEmail, { name: 'naive' })
subscribe('departed', once(sendEmail), { name: 'once' })
const { id } = await publish('departed', 'S-42')
console.log('— replay —')
await replay(id)
