import Emittery from 'emittery'

const bus = new Emittery<{ shipmentDeparted: string }>()

// Trois contextes s’abonnent, chacun pour soi
bus.on('shipmentDeparted', ({ data }) =>
  console.log(`status of ${data}: departed`))
bus.on('shipmentDeparted', () =>
  console.log('task "track the ship": done'))
bus.on('shipmentDeparted', () => {
  if (process.env.MAIL_SERVER === 'down')
    throw new Error('mail server is down')
  console.log('email "departed": sent')
})

// core/tracking/updateTracking.ts
console.log('tracking updated')
bus.emit('shipmentDeparted', 'S-42')
// Le tracking n’a que faire de mettre à jour
// les statuts, les tâches, les emails, etc.
