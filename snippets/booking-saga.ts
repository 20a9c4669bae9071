import { createBus } from './bus/event-bus.ts'

const { handle, publish, subscribe } = createBus()
const step = (name: string, refused?: string) =>
  handle(name, ({ data: id }) => {
    if (id === refused)
      throw new Error('ship is full')
    console.log(`${name} ${id}`)
  })
await step('bookTruck')
await step('bookShip', 'S-43')
await step('cancelTruck') // défait bookTruck

await subscribe('ordered', async ({ data: id }, run) => {
  await run.send('bookTruck', id)
  await run.send('bookShip', id)
    .catch(() => run.send('cancelTruck', id))
}, { name: 'booking' })
await publish('ordered', 'S-42')
await publish('ordered', 'S-43')
