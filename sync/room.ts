/** The room of windows on other devices: a WebSocket beside the deck, which `build/room-server.ts` serves. */
import type { Envelope } from './other-windows'

/** Milliseconds between two looks at the clock: after a sleep, the first one finds that the room was silent. */
const LOOK_EVERY = 500
/** Heartbeats without which the connection counts as lost. */
const MISSED = 3
const FIRST_HEARTBEAT_MS = 2000

/**
 * Connects this window to the room, again and again.
 * @param secret of the presenter's link; empty for who only follows
 * @param onJoin called each time it is connected: what happened meanwhile is to be asked for
 * @returns a function that sends; what it is given while there is no connection is dropped
 */
export function joinRoom(secret: string, receive: (envelope: Envelope) => void, onJoin: () => void): (envelope: Envelope) => void {
  const url = new URL(`${import.meta.env.BASE_URL}room`, location.href.replace(/^http/, 'ws'))
  url.searchParams.set('key', secret)
  url.hash = ''
  let socket: WebSocket
  let heardAt = 0
  let heartbeat = FIRST_HEARTBEAT_MS

  function connect() {
    const own = new WebSocket(url)
    socket = own
    heardAt = Date.now()
    own.onopen = onJoin
    own.onmessage = ({ data }) => {
      if (own !== socket)
        return
      heardAt = Date.now()
      const message = JSON.parse(data) as Envelope | { heartbeat: number }
      if ('heartbeat' in message)
        heartbeat = message.heartbeat
      else
        receive(message)
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
