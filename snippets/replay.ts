import { createBus } from './event-bus.ts'

const bus = createBus()
let template = 'missing'

bus.subscribe('departed', () => {
  if (template === 'missing')
    throw new Error('template not found')
  console.log('email sent')
}, { name: 'email', retry: { attempts: 2, delay: 500 } })

const { id } = await bus.publish('departed', 'S-42')
await new Promise(res => setTimeout(res, 2000))
const [delivery] = bus.deliveries
console.log(delivery?.state, `${delivery?.lastError}`)

template = 'fixed' // le lendemain
await bus.replay(id, 'email')
console.log(delivery?.state)
