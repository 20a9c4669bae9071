import type { Message } from './bus/event-bus.ts'
import { createBus } from './bus/event-bus.ts'

const { publish, replay, subscribe } = createBus()
const handled = new Set<string>()
const sendEmail = (who: string) => () =>
  console.log(`${who}: email sent`)

const once = (who: string, effect: () => unknown) =>
  async ({ id }: Message) => {
    const mark = `${id} ${who}`
    if (handled.has(mark))
      return console.log(`${who}: already done`)
    handled.add(mark) // avant l’effet
    try {
      await effect()
    }
    catch (error) {
      handled.delete(mark) // à refaire
      throw error
    }
  }

await subscribe('departed', sendEmail('naive'), { name: 'naive' })
await subscribe('departed', once('once', sendEmail('once')), {
  name: 'once',
})
const { id } = await publish('departed', 'S-42')
console.log('— replay —')
await replay(id)
