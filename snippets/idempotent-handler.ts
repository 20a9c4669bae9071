import { createBus } from './bus/event-bus.ts'

const { publish, replay, subscribe } = createBus()
await subscribe('departed', () =>
  console.log('naive: email sent'), { name: 'naive' })

const done = new Set<string>()
await subscribe('departed', async ({ id }) => {
  if (done.has(id))
    return console.log('idempotent: already done')
  done.add(id) // avant l’effet
  console.log('idempotent: email sent')
}, { name: 'idempotent' })

const { id } = await publish('departed', 'S-42')
console.log('— replay —')
await replay(id)
