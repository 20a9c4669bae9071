import { createBus } from './event-bus.ts'

const { publish, subscribe } = createBus()
// Une file par abonné, un message à la fois
subscribe('changed', async ({ data: [id, ms] }) => {
  console.log(`${id} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${id} ends`)
}, { name: 'salesforce', mode: 'serial' })
publish('changed', ['A', 300])
publish('changed', ['B', 100])
