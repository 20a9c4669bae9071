import { createBus } from './bus/event-bus.ts'

// Un fait peut n’intéresser personne : pas d’avertissement
const bus = createBus({ onWarning() {} })
await bus.subscribe('shipmentDeparted', async (_, context) => {
  await context.publish('statusUpdated', 'departed')
  await context.publish('taskClosed', 'track the ship')
}, { name: 'operations', mode: 'sync' })
await bus.subscribe('statusUpdated', async (_, context) => {
  await context.publish('emailSent', 'departed')
}, { name: 'emails', mode: 'sync' })
await bus.publish('shipmentDeparted', 'S-42')

// Remonter le fil d’exécution : de l’effet à la cause
const [email] = await bus.messages({ type: 'emailSent' })
for (const { id, type } of await bus.climb(email!.id))
  console.log(`${id} ${type}`)
