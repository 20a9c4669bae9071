import { createBus } from './bus/event-bus.ts'

const web = createBus()
async function startEmail() {
  // Un autre processus, sur la même base
  const worker = createBus({ store: web.store })
  await worker.subscribe('departed', ({ data: id }) =>
    console.log(`${id}: email sent`), { name: 'email' })
  return worker
}

const worker = await startEmail()
await worker.stop() // déploiement : plus personne
await web.publish('departed', 'S-42')
const [delivery] = await web.deliveries()
console.log(`email for S-42: ${delivery?.state}`)
await new Promise(res => setTimeout(res, 2000))
await startEmail() // il revient, sous le même nom
