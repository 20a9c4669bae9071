import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()
await subscribe('saved', ({ data }, { attempt }) => {
  console.log(`${data.id}, attempt ${attempt}`)
  if (data.id === 'A1')
    throw new Error('poison')
}, {
  name: 'salesforce',
  mode: 'serial',
  key: 'data.account', // une file par compte
  retry: { attempts: 3 },
})
await publish('saved', { account: 'A', id: 'A1' })
await publish('saved', { account: 'A', id: 'A2' })
await publish('saved', { account: 'B', id: 'B1' })
