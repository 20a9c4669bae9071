import { createBus } from './bus/event-bus.ts'

const { handle, subscribe, ...bus } = createBus()
const email
  = 'EMAIL_SendBookingRequestAskedEmailCommand'
const asked = { shipmentId: 'S-42' }
// Pour du découplage plus technique
await handle(email, ({ data: { shipmentId } }) => {
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
  console.log(`sendBookingRequestEmail ${shipmentId}`)
})
await subscribe('bookingRequestAsked', (_, run) => {
  return run.send(email, asked)
}, { name: 'booking', mode: 'sync' })
await bus.publish('bookingRequestAsked', asked)
// Pour se simplifier les opérations manuelles
await handle('resyncTracking', ({ data }) =>
  console.log(`resyncTracking ${data.shipmentId}`))
await bus.send('resyncTracking', asked)
