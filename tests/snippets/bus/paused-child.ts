/** A process that pauses itself while it handles a message, as a laptop that is closed; once resumed, it says what came of that. */
import process from 'node:process'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openUrl } from './open-url.ts'

const [, , url, ending] = process.argv
const store = await openUrl(url!)
const bus = createBus<{ departed: number }>({ store, lease: 100, poll: 20, onError: console.error })
await bus.subscribe('departed', async () => {
  process.kill(process.pid, 'SIGSTOP')
  if (ending === 'fails')
    throw new Error('too late')
}, { name: 'email' })
const hasBegun = bus.live.once('delivery')
await bus.start()
await hasBegun
await bus.idle()
await bus.stop()
await store.close()
