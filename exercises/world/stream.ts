import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

export interface StreamEvent {
  /** 1, 2, … */
  id: number
  /** The last one is `done`. */
  type: 'progress' | 'done'
}

/** The event of each number happens that many seconds after the first connection. */
const LAST = 7
/** Milliseconds that the server takes to come back after a cut. */
const AWAY = 1500
const server = { startedAt: -1, upAt: 0, cuts: 0 }

function elapsed(): number {
  if (server.startedAt < 0)
    server.startedAt = Date.now()
  return Date.now() - server.startedAt
}

/**
 * The events of a job, as they happen. It ends after `done`, when the server closes it, or by an error when it is cut.
 * @param lastEventId of the last event received: the stream begins after it; else with what happens from now on
 */
export async function* openStream(lastEventId?: number): AsyncGenerator<StreamEvent> {
  const openedAt = elapsed()
  note('opened', { after: lastEventId ?? 0 }, `server: stream opened${lastEventId === undefined ? '' : ` after ${lastEventId}`}`)
  await wait(100)
  if (openedAt < server.upAt)
    throw lost()
  const repeated = isFault('repeats') && lastEventId ? 1 : 0
  let id = lastEventId === undefined ? Math.floor(openedAt / 1000) + 1 : lastEventId + 1 - repeated
  for (; id <= LAST; id++) {
    await wait(Math.max(0, id * 1000 - elapsed()))
    yield { id, type: id === LAST ? 'done' : 'progress' }
    if (server.cuts === 0 && id === 3 && ['cut', 'closed', 'repeats'].some(isFault)) {
      server.cuts += 1
      server.upAt = elapsed() + AWAY
      if (isFault('closed'))
        return void note('ended', {}, 'server: closes the stream')
      await wait(200)
      throw lost()
    }
  }
}

function lost(): Error {
  note('ended', {}, 'network: connection lost')
  return new Error('connection lost')
}

/** Shows an event to the user. */
export function show({ id, type }: StreamEvent): void {
  note('shown', { id }, `user reads: ${type} ${id}`)
}
