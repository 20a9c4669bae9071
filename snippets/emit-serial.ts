import Emittery from 'emittery'

type Write = [id: string, ms: number]
const bus = new Emittery<{ saved: Write }>()
// Salesforce n’accepte qu’une écriture à la fois
bus.on('saved', async ({ data: [id, ms] }) => {
  console.log(`${id} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${id} ends`)
})
bus.emitSerial('saved', ['A', 300])
bus.emitSerial('saved', ['B', 100])
