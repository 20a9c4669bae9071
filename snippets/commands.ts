import { createBus } from './bus/event-bus.ts'

const { handle, publish, send, subscribe } = createBus()
const email = 'EMAIL_SendBookingRequestAskedEmailCommand'

// Pour du découplage plus technique
await handle(email, ({ data: { shipmentId } }) => {
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
  console.log(`sendBookingRequestEmail ${shipmentId}`)
})
await subscribe('bookingRequestAsked', ({ data }, { send }) =>
  send(email, data), { name: 'booking', mode: 'sync' })
await publish('bookingRequestAsked', { shipmentId: 'S-42' })

// Pour se simplifier la vie lors d’opérations manuelles
await handle('resyncTracking', ({ data: { shipmentId } }) =>
  console.log(`resyncTracking ${shipmentId}`))
await send('resyncTracking', { shipmentId: 'S-42' })
