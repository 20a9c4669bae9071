import { createCommandRunner } from './bus/command-runner.ts'
import { createBus } from './bus/event-bus.ts'

const bus = createBus()
const { rerun } = createCommandRunner(bus)
let api = 'down'

await bus.handle('resyncTracking', ({ data: shipment }) => {
  if (api === 'down')
    throw new Error('tracking API is down')
  console.log(`tracking of ${shipment}: read again`)
})

await bus.send('resyncTracking', 'S-42')
  .catch(error => console.error(String(error)))

api = 'up'
for (const { id, type } of await bus.messages()) {
  console.log(`replay of ${id} ${type}`)
  await rerun(id)
}
