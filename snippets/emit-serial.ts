import Emittery from 'emittery'

const bus = new Emittery<{ sync: [string, number] }>()

// Salesforce : une seule écriture à la fois
bus.on('sync', async ({ data: [order, ms] }) => {
  console.log(`${order} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${order} ends`)
})

bus.emitSerial('sync', ['A', 300])
bus.emitSerial('sync', ['B', 100])
