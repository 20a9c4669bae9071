import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()
// Une file par compte : l’ordre pour chacun
await subscribe('saved', ({ data: { id } }, { attempt }) => {
  console.log(`${id}, attempt ${attempt}`)
  if (id === 'A1')
    throw new Error('poison')
}, {
  name: 'salesforce',
  mode: 'serial',
  key: 'data.account',
  retry: { attempts: 3 },
})

await publish('saved', { account: 'A', id: 'A1' })
await publish('saved', { account: 'A', id: 'A2' })
await publish('saved', { account: 'B', id: 'B1' })
