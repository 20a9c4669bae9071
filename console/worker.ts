import type { ConsoleApi, Packet, Start } from './protocol.ts'
import { openDatabase } from './database.ts'
import { ifPacket } from './packet.ts'
import { createConsole } from './server.ts'

/** Milliseconds between two announcements of a change: what happens in between is seen with the later one. */
const QUIET = 40
/** Milliseconds between two copies of a database in memory to its page, for the worker that may have to follow. */
const COPY_EVERY = 1000

/**
 * Entry of the one worker that holds the database: its page starts it with a name, and all pages speak to it over the
 * channel of that name.
 */
addEventListener('message', ({ data }: MessageEvent<Start>) => {
  const channel = new BroadcastChannel(data.name)
  serve(data, channel).catch(error => channel.postMessage({ kind: 'trouble', error: wordsOf(error) } satisfies Packet))
}, { once: true })

async function serve(start: Start, channel: BroadcastChannel) {
  const post = (packet: Packet) => channel.postMessage(packet)
  const opened = await openDatabase(start)
  const api: ConsoleApi = await createConsole(opened, { onChange: announce, onTrouble: error => post({ kind: 'trouble', error: wordsOf(error) }) })
  const ready: Packet = { kind: 'ready', server: Math.random().toString(36).slice(2), storage: opened.storage }
  let timer: ReturnType<typeof setTimeout> | undefined
  let copyTimer: ReturnType<typeof setTimeout> | undefined

  function announce() {
    timer ??= setTimeout(() => {
      timer = undefined
      post({ kind: 'changed' })
    }, QUIET)
    if (opened.storage.kind === 'memory') {
      copyTimer ??= setTimeout(() => {
        copyTimer = undefined
        postMessage(opened.copy())
      }, COPY_EVERY)
    }
  }

  channel.onmessage = ifPacket((packet) => {
    if (packet.kind === 'hello')
      post(ready)
    else if (packet.kind === 'call')
      void answer(packet)
  })
  post(ready)

  async function answer({ id, method, args }: Packet & { kind: 'call' }) {
    // The page keeps what memory holds: a statement that never ends takes the worker with it.
    if (method === 'run' && opened.storage.kind === 'memory')
      postMessage(opened.copy())
    try {
      const value = await (api[method] as (...args: unknown[]) => Promise<unknown>)(...args)
      post({ kind: 'answer', id, value })
    }
    catch (error) {
      post({ kind: 'answer', id, error: wordsOf(error) })
    }
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error))
    return String(error)
  // SQLite's own begins with the name of its code, and the text of the statement may follow.
  return error.name === 'Error' || error.name === 'SQLite3Error' ? error.message : `${error.name}: ${error.message}`
}
