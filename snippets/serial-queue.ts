import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()
// Une file par abonné, un message à la fois
await subscribe('saved', async ({ data }) => {
  const [id, ms] = data
  console.log(`${id} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${id} ends`)
}, { name: 'salesforce', mode: 'serial' })
publish('saved', ['A', 300])
publish('saved', ['B', 100])
