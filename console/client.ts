import type { ConsoleApi, Method, Packet, Start, Storage } from './protocol.ts'
import sqliteUrl from '@sqlite.org/sqlite-wasm/sqlite3.wasm?url'
import { ifPacket } from './packet.ts'
import workerUrl from './worker.ts?worker&url'

/** A statement is stopped by SQLite itself before that; what it cannot stop ends with the worker. Milliseconds. */
const LONGEST_RUN = 6000

/** The worker that was asked ended, and another one took its place: nobody knows what it had done. */
class RestartedError extends Error {
  override name = 'RestartedError'

  constructor(method: Method) {
    super(`${method}: the database was reopened meanwhile`)
  }
}

/** What can be asked twice: the worker that comes is asked what the one that went did not answer. */
const REPEATABLE = new Set<Method>(['snapshot', 'rows', 'setSwitch', 'setPaused', 'setAbsent'])

export interface Listener {
  onReady: (storage: Storage) => void
  onChange: () => void
  onTrouble: (error: string) => void
}

/**
 * The page's end of the console. Of all pages that want it, the one that holds the lock runs the worker with the
 * database; when that page closes, the next one does. Each speaks to the worker of that time over a channel.
 * @param haveFile resolves when the browser has a file that the worker will ask for: a worker that lacks one never starts
 */
export function connect(shared: string, listener: Listener, haveFile: (url: string) => Promise<void>) {
  // Without a secure page there are no locks: each window then has a database of its own, in memory.
  const name = 'locks' in navigator ? shared : `${shared} ${newId()}`
  const channel = new BroadcastChannel(name)
  const post = (packet: Packet) => channel.postMessage(packet)
  const pending = new Map<string, { method: Method, args: unknown[], resolve: (value: any) => void, reject: (error: Error) => void }>()
  let server: string | undefined
  let open: () => void
  const opened = new Promise<void>(resolve => open = resolve)
  let worker: Worker | undefined
  let memory: Uint8Array | null = null

  channel.onmessage = ifPacket(receive)
  post({ kind: 'hello' })
  void lead()

  async function lead() {
    await Promise.all([workerUrl, sqliteUrl].map(haveFile))
    if (!('locks' in navigator))
      return startWorker()
    await navigator.locks.request(name, () => {
      startWorker()
      return new Promise(() => {})
    })
  }

  function startWorker() {
    worker?.terminate()
    worker = new Worker(workerUrl, { type: 'module', name })
    worker.onmessage = ({ data }: MessageEvent<Uint8Array | null>) => memory = data
    worker.onerror = (event) => {
      event.preventDefault()
      listener.onTrouble(event.message)
    }
    worker.postMessage({ name, isShared: 'locks' in navigator, memory } satisfies Start)
  }

  function receive(packet: Packet) {
    if (packet.kind === 'ready')
      welcome(packet)
    else if (packet.kind === 'answer')
      settle(packet)
    else if (packet.kind === 'changed')
      listener.onChange()
    else if (packet.kind === 'trouble')
      listener.onTrouble(packet.error)
    else if (packet.kind === 'restart' && worker)
      startWorker()
  }

  function welcome({ server: other, storage }: Packet & { kind: 'ready' }) {
    if (other === server)
      return
    // One that follows in memory, and not from a copy, has nothing of the one before.
    const isLost = server !== undefined && storage.kind === 'memory' && storage.reason !== null
    server = other
    giveUp(method => !REPEATABLE.has(method))
    pending.forEach(({ method, args }, id) => post({ kind: 'call', id, method, args }))
    open()
    listener.onReady(isLost ? { ...storage, reason: 'lost' } : storage)
  }

  function giveUp(isLost: (method: Method) => boolean) {
    for (const [id, { method, reject }] of pending) {
      if (isLost(method)) {
        pending.delete(id)
        reject(new RestartedError(method))
      }
    }
  }

  function settle({ id, value, error }: Packet & { kind: 'answer' }) {
    const call = pending.get(id)
    pending.delete(id)
    if (error === undefined)
      call?.resolve(value)
    else
      call?.reject(new Error(error))
  }

  async function call(method: Method, args: unknown[]) {
    await opened
    const id = newId()
    return new Promise((resolve, reject) => {
      pending.set(id, { method, args, resolve, reject })
      post({ kind: 'call', id, method, args })
    })
  }

  /** Ends the worker, whoever runs it, and with it what it is at; the database stays as it was before. */
  function restart() {
    giveUp(method => method === 'run')
    post({ kind: 'restart' })
    if (worker)
      startWorker()
  }

  const api = new Proxy({} as ConsoleApi, { get: (_, method: Method) => (...args: unknown[]) => call(method, args) })

  return {
    api,
    restart,
    async run(sql: string) {
      const timer = setTimeout(restart, LONGEST_RUN)
      return api.run(sql).finally(() => clearTimeout(timer))
    },
  }
}

export type Connection = ReturnType<typeof connect>

const newId = () => Math.random().toString(36).slice(2)
