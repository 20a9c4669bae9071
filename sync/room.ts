/** The room of windows on other devices: a WebSocket beside the deck, which `build/room-server.ts` serves. */
import type { Envelope } from './other-windows'

/** Milliseconds between two looks at the clock: after a sleep, the first one finds that the room was silent. */
const LOOK_EVERY = 500
/** Heartbeats without which the connection counts as lost. */
const MISSED = 3
const FIRST_HEARTBEAT_MS = 2000

interface RoomListeners {
  receive: (envelope: Envelope) => void
  /** Called each time the window is connected: what happened meanwhile is to be asked for. */
  onJoin: () => void
  /** Called with the milliseconds that the room's clock is ahead of this device's. */
  onOffset: (ms: number) => void
  /** Called with whether the room takes what this window tells. */
  onRights: (mayWrite: boolean) => void
}

/**
 * Connects this window to the room, again and again.
 * @param secret of the presenter's link; empty for who only follows
 * @returns a function that sends; what it is given while there is no connection is dropped
 */
export function joinRoom(secret: string, { receive, onJoin, onOffset, onRights }: RoomListeners): (envelope: Envelope) => void {
  const url = new URL(`${import.meta.env.BASE_URL}room`, location.href.replace(/^http/, 'ws'))
  url.searchParams.set('key', secret)
  url.hash = ''
  let socket: WebSocket
  let heardAt = 0
  let heartbeat = FIRST_HEARTBEAT_MS
  /** That of the heartbeat that was least long on its way. */
  let offset: number

  function connect() {
    const own = new WebSocket(url)
    socket = own
    heardAt = Date.now()
    offset = -Infinity
    own.onopen = onJoin
    own.onmessage = ({ data }) => {
      if (own !== socket)
        return
      heardAt = Date.now()
      const message = JSON.parse(data) as Envelope | { heartbeat: number, now: number, mayWrite?: boolean }
      if (!('heartbeat' in message))
        return receive(message)
      heartbeat = message.heartbeat
      if (message.mayWrite !== undefined)
        onRights(message.mayWrite)
      offset = Math.max(offset, message.now - heardAt)
      onOffset(offset)
    }
  }

  function look() {
    const isSilent = Date.now() - heardAt > MISSED * heartbeat
    if (!isSilent && socket.readyState <= WebSocket.OPEN)
      return
    socket.close()
    connect()
  }

  connect()
  setInterval(look, LOOK_EVERY)
  addEventListener('online', look)
  addEventListener('pageshow', look)
  document.addEventListener('visibilitychange', look)
  return (envelope) => {
    if (socket.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify(envelope))
  }
}
