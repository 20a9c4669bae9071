import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()
let calls = 0
await subscribe('departed', () => {
  calls += 1
  console.log(`attempt ${calls}`)
  if (calls < 4)
    throw new Error('mail server is down')
  console.log('email sent')
}, { name: 'email', retry: { attempts: 5 } })

await subscribe('departed', () => {
  console.log('status updated, once')
}, { name: 'status' })

await publish('departed', 'S-42')
console.log('published')
