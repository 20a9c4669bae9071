import { createBus } from './event-bus.ts'

const bus = createBus()

// Une file par abonné, un message à la fois
bus.subscribe('sync', async ({ data: [order, ms] }) => {
  console.log(`${order} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${order} ends`)
}, { name: 'salesforce', mode: 'serial' })

bus.publish('sync', ['A', 300])
bus.publish('sync', ['B', 100])
