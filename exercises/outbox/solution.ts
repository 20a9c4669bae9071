import { everySecond, onOrder, pending, publish, remove, transaction } from '../world/orders.ts'

onOrder(order => transaction(async (tx) => {
  await tx.insertOrder(order)
  await tx.insertMessage(order.id)
}))

everySecond(async () => {
  for (const id of await pending()) {
    await publish(id)
    // Après seulement : une panne entre les deux publie deux fois, jamais zéro
    await remove(id)
  }
})
