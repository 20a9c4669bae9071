import Emittery from 'emittery'

type Write = [id: string, ms: number]
const bus = new Emittery<{ changed: Write }>()
// Salesforce n’accepte qu’une écriture à la fois
bus.on('changed', async ({ data: [id, ms] }) => {
  console.log(`${id} starts`)
  await new Promise(res => setTimeout(res, ms))
  console.log(`${id} ends`)
})
bus.emitSerial('changed', ['A', 300])
bus.emitSerial('changed', ['B', 100])
