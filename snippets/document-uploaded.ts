import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()
await subscribe('documentUploaded', ({ data }) => {
  console.log(`task of ${data} marked as done`)
}, { name: 'task' })
await subscribe('documentUploaded', async ({ data }) => {
  await new Promise(res => setTimeout(res, 300))
  console.log(`email about ${data} sent`)
}, { name: 'email' })
console.log('document stored')
await publish('documentUploaded', 'invoice.pdf')
console.log('upload answered')
