import { createBus } from './bus/event-bus.ts'

// Hier, version 1 : l’expédition seulement
const old = createBus()
await old.subscribe('departed', ({ data, version }) =>
  console.log(`v${version}`, data), { name: 'email' })
const { id } = await old.publish('departed', 'S-42')
await old.stop()

// Aujourd’hui, version 2 : le port aussi
const upcasts = {
  departed: { 1: (ref: any) => ({ ref, port: 'none' }) },
}
const bus = createBus({ store: old.store, upcasts })
await bus.subscribe('departed', ({ data, version }) =>
  console.log(`v${version}`, data), { name: 'email' })
await bus.replay(id) // l’ancien message, le nouveau code
