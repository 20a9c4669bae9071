import { createBus } from './bus/event-bus.ts'

const bus = createBus()
await bus.subscribe('created', ({ data: id }) =>
  console.log(`${id}: email sent`), { name: 'email' })

const save = (id: string) =>
  bus.transaction(async (tx) => {
    await bus.publish('created', id, { tx })
    console.log(`${id}: published`)
    await new Promise(res => setTimeout(res, 200))
    if (id === 'S-43')
      throw new Error('unknown customer')
  })

await save('S-42')
await save('S-43').catch(error => console.log(`${error}`))
console.log((await bus.messages()).length, 'stored')
