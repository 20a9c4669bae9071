import Emittery from 'emittery'

const bus = new Emittery()
bus.on('shipmentCreated', async () => {
  await new Promise(res => setTimeout(res, 2000))
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('Mail server is down')
  console.log('Email sent')
})
// Create shipment mutation resolver
console.log('Create shipment')
bus.emit('shipmentCreated')
console.log('Done')
