import { createBus } from './bus/event-bus.ts'

const bus = createBus()
await bus.subscribe('shipmentCreated', ({ data: id }) =>
  console.log(`${id}: email sent`), { name: 'email' })

const save = (id: string) => bus.transaction(async (tx) => {
  await bus.publish('shipmentCreated', id, { tx })
  console.log(`${id}: published`)
  // En base, tx écrit aussi l’expédition
  await new Promise(res => setTimeout(res, 200))
  if (id === 'S-43')
    throw new Error('unknown customer')
})

await save('S-42')
await save('S-43')
  .catch(error => console.error(String(error)))
console.log((await bus.messages()).length, 'message stored')
