import { createBus } from './bus/event-bus.ts'

const bus = createBus()
let template = 'missing'

await bus.subscribe('departed', () => {
  if (template === 'missing')
    throw new Error('template not found')
  console.log('email sent')
}, { name: 'email', retry: { attempts: 2, delay: 500 } })

const { id } = await bus.publish('departed', 'S-42')
await new Promise(res => setTimeout(res, 2000))
const [failed] = await bus.deliveries()
console.log(failed?.state, `Error: ${failed?.lastError?.message}`)

template = 'fixed' // le lendemain
await bus.replay(id, 'email')
await bus.idle()
const [delivery] = await bus.deliveries()
console.log(delivery?.state)
