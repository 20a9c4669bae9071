import { everySecond, onOrder, publish, transaction } from '../world/orders.ts'

onOrder(async (order) => {
  await transaction(tx => tx.insertOrder(order))
  await publish(order.id)
})

everySecond(async () => {})
