import Emittery from 'emittery'

const bus = new Emittery<{
  shipmentDeparted: { shipmentId: string }
}>()

// Trois contextes s’abonnent, chacun pour soi
bus.on('shipmentDeparted', ({ data }) =>
  console.log(`status of ${data.shipmentId}: departed`))
bus.on('shipmentDeparted', () =>
  console.log('task "track the ship": done'))
bus.on('shipmentDeparted', () =>
  console.log('email "departed": sent'))

// #region update-tracking
// core/tracking/updateTracking.ts
console.log('tracking updated')
bus.emit('shipmentDeparted', { shipmentId: 'S-42' })
// Le tracking n’a que faire de mettre à jour
// les statuts, les tâches, les emails, etc.
// #endregion update-tracking
