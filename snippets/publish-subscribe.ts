import { createBus } from './bus/event-bus.ts'

const { messages, publish, subscribe } = createBus()
const after = (ms: number, line: string) => new Promise(res =>
  setTimeout(() => res(console.log(line)), ms))

// Sync : qui publie attend, et apprend l’erreur
await subscribe('orderPlaced', ({ data: { id } }) =>
  after(300, `${id}: in stock`), { name: 'stock', mode: 'sync' })

// Serial : un message à la fois ; ou par compte, avec key
await subscribe('orderPlaced', ({ data: { id } }) =>
  after(500, `${id}: in CRM`), { name: 'crm', mode: 'serial' })

// Même clé d’idempotence : stocké une fois
for (const id of ['O-1', 'O-2', 'O-1']) {
  await publish('orderPlaced', { id }, { idempotencyKey: id })
  console.log(`${id}: answered`)
}
console.log(`${(await messages()).length} messages stored`)
