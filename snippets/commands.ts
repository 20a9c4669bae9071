import { createCommandRunner } from './command-runner.ts'
import { createBus } from './event-bus.ts'

const bus = createBus()
const { handle, send } = createCommandRunner(bus)
const email = 'EMAIL_SendBookingRequestAskedEmailCommand'
interface OnShipment { shipmentId: string }
const sendBookingRequestEmail = (shipmentId: string) =>
  console.log(`booking request of ${shipmentId}: email`)

// Pour du découplage plus technique
handle(email, (payload: OnShipment) =>
  sendBookingRequestEmail(payload.shipmentId))
bus.subscribe('bookingRequestAsked', ({ data }) =>
  send(email, data), { name: 'booking', mode: 'sync' })
await bus.publish('bookingRequestAsked', { shipmentId: 'S-42' })

// Pour se simplifier la vie lors d’opérations manuelles
handle('resyncTracking', (payload: OnShipment) =>
  console.log(`tracking of ${payload.shipmentId}: read again`))
await send('resyncTracking', { shipmentId: 'S-42' })
