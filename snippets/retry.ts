import { createBus } from './bus/event-bus.ts'

const bus = createBus()
let calls = 0

await bus.subscribe('departed', () => {
  calls += 1
  console.log(`attempt ${calls}`)
  if (calls < 4)
    throw new Error('mail server is down')
  console.log('email sent')
}, { name: 'email', retry: { attempts: 5, delay: 1000 } })

await bus.subscribe('departed', () => {
  console.log('status updated, once')
}, { name: 'status' })

await bus.publish('departed', 'S-42')
console.log('published')
