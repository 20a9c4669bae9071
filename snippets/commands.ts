import { createCommandRunner } from './command-runner.ts'
import { createBus } from './event-bus.ts'

const { handle, send } = createCommandRunner(createBus())
const email = 'EMAIL_SendBookingRequestAskedEmailCommand'

// Pour du découplage plus technique
handle(email, (payload: OnShipment) =>
  sendBookingRequestEmail(payload.shipmentId))
// Pour se simplifier la vie lors d’opérations manuelles
handle('resyncTracking', (payload: OnShipment) =>
  console.log(`tracking of ${payload.shipmentId}: read again`))

await send('resyncTracking', { shipmentId: 'S-42' })
await send(email, { shipmentId: 'S-42' })

interface OnShipment { shipmentId: string }
function sendBookingRequestEmail(shipmentId: string) {
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
  console.log(`booking request of ${shipmentId}: email sent`)
}
