import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()
await subscribe('shipmentDeparted', ({ data }) =>
  console.log(`${data}: departed`), { name: 'status' })
await subscribe('shipmentDeparted', () =>
  console.log('task "track": done'), { name: 'task' })
await subscribe('shipmentDeparted', (_, run) => {
  console.log(`email: attempt ${run.attempt}`)
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
}, { name: 'email', retry: { attempts: 3 } })

// core/tracking/updateTracking.ts
console.log('tracking updated')
await publish('shipmentDeparted', 'S-42')
// Le tracking n’a que faire de mettre à jour
// les statuts, les tâches, les emails, etc.
