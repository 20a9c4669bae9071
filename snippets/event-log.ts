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

// Remonter le fil d’exécution : qui a causé quoi ?
function printTree(cause: string | null, indent = '') {
  for (const { id, type, causationId } of bus.messages) {
    if (causationId === cause) {
      console.log(`${indent}${id} ${type}`)
      printTree(id, `${indent}  `)
    }
  }
}
printTree(null)
