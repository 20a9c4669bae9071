import Emittery from 'emittery'

type Write = [id: string, ms: number]
const bus = new Emittery<{ sync: Write }>()
// Salesforce : une seule écriture à la fois
bus.on('sync', async ({ data: [id, ms] }) => {
  console.log(`${id} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${id} ends`)
})
bus.emitSerial('sync', ['A', 300])
bus.emitSerial('sync', ['B', 100])
