import { createCommandRunner } from './command-runner.ts'
import { createBus } from './event-bus.ts'

const bus = createBus()
const commands = createCommandRunner(bus)
let api = 'down'

commands.handle('resyncTracking', (shipment: string) => {
  if (api === 'down')
    throw new Error('tracking API is down')
  console.log(`tracking of ${shipment}: read again`)
})

await commands.send('resyncTracking', 'S-42')
  .catch(error => console.error(String(error)))

api = 'up'
for (const { id, type } of bus.messages) {
  console.log(`replay of ${id} ${type}`)
  await commands.rerun(id)
}
