import type { Buffer } from 'node:buffer'
/**
 * The room: a WebSocket beside the deck, through which windows on other devices see what the presenter does. Who may write is decided
 * here, for each message; whoever may not can only ask.
 */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import { WebSocketServer } from 'ws'

/** What a window sends: to whoever listens to `key`. A message of kind `ask` changes nothing. */
export interface Envelope {
  /** The window. */
  from: string
  /** Its count of messages, so that one that comes by two ways is taken once. */
  n: number
  key: string
  message: { kind?: string }
}

export interface RoomServer {
  /** Whether the request is one for the room, which the server has then answered. */
  upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean
  close: () => void
}

export interface RoomOptions {
  /** Path of the deck, with a slash at the end: the room is `<base>room`. */
  base: string
  /** Whether this request may change what all see. */
  mayWrite: (request: IncomingMessage, key: string) => boolean
}

/** Milliseconds between two signs of life: a window that hears none connects again. */
const HEARTBEAT_MS = 2000
/** Bytes of a message; and bytes on their way to a window beyond which it is cut off, to ask for the state when it is back. */
const MAX_MESSAGE = 1_000_000
const MAX_WAITING = 8_000_000
const MAX_WINDOWS = 500
/** Messages of a window that may not write, in one heartbeat. */
const MAX_ASKS = 400
/** States kept for windows that ask while no presenter is there. */
const MAX_KEPT = 2000
/** A sign of life, with the time by which all windows go; the first one tells a window whether it may write. */
const heartbeat = (first?: { mayWrite: boolean }) => JSON.stringify({ heartbeat: HEARTBEAT_MS, now: Date.now(), ...first })

/** Whether the name in a request's address is one of this machine's: not one that somebody made point here. */
export function isOwnHost(host: string | undefined): boolean {
  const name = /^\[(.+)\](?::\d+)?$/.exec(host ?? '')?.[1] ?? (host ?? '').replace(/:\d+$/, '').toLowerCase()
  return isIP(name) > 0 || ['localhost', hostname().toLowerCase(), `${hostname().toLowerCase()}.local`].includes(name)
}

/** Whether the page that opened the connection came from the same address. */
function isOwnPage({ headers: { origin, host } }: IncomingMessage): boolean {
  return isOwnHost(host) && URL.canParse(origin ?? '') && new URL(origin!).host === host
}

/** Whether two secrets are the same, in a time that tells nothing of them. */
export function isSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}

/** @returns null for anything that is no envelope */
export function readEnvelope(data: RawData): Envelope | null {
  try {
    const { from, n, key, message } = JSON.parse(data.toString()) as Envelope
    const isEnvelope = typeof from === 'string' && from.length <= 100 && Number.isSafeInteger(n)
      && typeof key === 'string' && key.length <= 5000 && typeof message === 'object' && message !== null
    return isEnvelope ? { from, n, key, message } : null
  }
  catch {
    return null
  }
}

function createRoomServer({ base, mayWrite }: RoomOptions): RoomServer {
  const server = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE })
  /** The last state told under each key. */
  const kept = new Map<string, string>()
  const writers = new Set<WebSocket>()
  const asks = new Map<WebSocket, number>()

  function send(window: WebSocket, text: string) {
    if (window.bufferedAmount > MAX_WAITING)
      window.terminate()
    else
      window.send(text)
  }

  function tell(text: string, from: WebSocket, to: Iterable<WebSocket>) {
    for (const window of to) {
      if (window !== from)
        send(window, text)
    }
  }

  function receive(window: WebSocket, data: RawData) {
    const envelope = readEnvelope(data)
    if (!envelope)
      return window.close(1007, 'No message of the deck')
    const { key, message } = envelope
    const text = JSON.stringify(envelope)
    if (message.kind === 'ask') {
      const count = (asks.get(window) ?? 0) + 1
      asks.set(window, count)
      if (count > MAX_ASKS && !writers.has(window))
        return window.close(1008, 'Too many questions')
      if (kept.has(key))
        send(window, kept.get(key)!)
      tell(text, window, writers)
    }
    else if (writers.has(window)) {
      if (message.kind && (kept.has(key) || kept.size < MAX_KEPT))
        kept.set(key, text)
      tell(text, window, server.clients)
    }
  }

  server.on('connection', (window: WebSocket, request: IncomingMessage) => {
    const { searchParams } = new URL(request.url!, 'http://room')
    if (mayWrite(request, searchParams.get('key') ?? ''))
      writers.add(window)
    window.on('message', data => receive(window, data))
    window.on('close', () => {
      writers.delete(window)
      asks.delete(window)
    })
    window.on('error', () => window.terminate())
    send(window, heartbeat({ mayWrite: writers.has(window) }))
  })
  const beating = setInterval(() => {
    asks.clear()
    server.clients.forEach(window => send(window, heartbeat()))
  }, HEARTBEAT_MS)

  return {
    upgrade(request, socket, head) {
      if (request.url?.split('?')[0] !== `${base}room`)
        return false
      if (!isOwnPage(request) || server.clients.size >= MAX_WINDOWS)
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      else
        server.handleUpgrade(request, socket, head, window => server.emit('connection', window, request))
      return true
    },
    close() {
      clearInterval(beating)
      server.clients.forEach(window => window.terminate())
      server.close()
    },
  }
}

/** Answers the requests for the room that come to this server, and leaves others alone. */
export function attachRoom(http: Server, options: RoomOptions): RoomServer {
  const room = createRoomServer(options)
  http.on('upgrade', room.upgrade)
  http.on('close', room.close)
  return room
}

/** Whether a request comes from this machine. */
export const isLocal = ({ socket: { remoteAddress } }: IncomingMessage) => /^(?:127\.|::1$|::ffff:127\.)/.test(remoteAddress ?? '')

/** Tells the page, in its head, that there is a room. */
export const ROOM_TAG = '<meta name="deck-room">'
