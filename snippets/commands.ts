import { createCommandRunner } from './command-runner.ts'
import { createBus } from './event-bus.ts'

const bus = createBus()
const { handle, send } = createCommandRunner(bus)
const email = 'EMAIL_SendBookingRequestAskedEmailCommand'
interface OnShipment { shipmentId: string }
// Pour du découplage plus technique
handle(email, (payload: OnShipment) => {
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
  console.log(`sendBookingRequestEmail ${payload.shipmentId}`)
})
bus.subscribe('bookingRequestAsked', ({ data }) =>
  send(email, data), { name: 'booking', mode: 'sync' })
await bus.publish('bookingRequestAsked', { shipmentId: 'S-42' })
// Pour se simplifier la vie lors d’opérations manuelles
handle('resyncTracking', (payload: OnShipment) =>
  console.log(`resyncTracking ${payload.shipmentId}`))
await send('resyncTracking', { shipmentId: 'S-42' })
