import { createBus } from './event-bus.ts'

const bus = createBus()
bus.subscribe('shipmentDeparted', async (cause) => {
  await bus.publish('statusUpdated', 'departed', cause)
  await bus.publish('taskClosed', 'track the ship', cause)
}, { name: 'operations', mode: 'sync' })
bus.subscribe('statusUpdated', async (cause) => {
  await bus.publish('emailSent', 'departed', cause)
}, { name: 'emails', mode: 'sync' })
await bus.publish('shipmentDeparted', 'S-42')

// Remonter le fil d’exécution : de l’effet à la cause
let step = bus.messages.find(({ type }) => type === 'emailSent')
while (step) {
  console.log(`${step.id} ${step.type}`)
  const cause = step.causationId
  step = bus.messages.find(({ id }) => id === cause)
}
