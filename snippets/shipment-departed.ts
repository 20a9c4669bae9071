import { createBus } from './bus/event-bus.ts'

const { publish, subscribe } = createBus()

// Trois contextes s’abonnent, chacun pour soi
await subscribe('shipmentDeparted', ({ data }) =>
  console.log(`status of ${data}: departed`), { name: 'status' })
await subscribe('shipmentDeparted', () =>
  console.log('task "track the ship": done'), { name: 'task' })
await subscribe('shipmentDeparted', (_, { attempt }) => {
  console.log(`email "departed": attempt ${attempt}`)
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
  console.log('email "departed": sent')
}, { name: 'email', retry: { attempts: 3 } })

// core/tracking/updateTracking.ts
console.log('tracking updated')
await publish('shipmentDeparted', 'S-42')
// Le tracking n’a que faire de mettre à jour
// les statuts, les tâches, les emails, etc.
