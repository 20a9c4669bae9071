import type { Buffer } from 'node:buffer'
import type { AddressInfo, Socket } from 'node:net'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** Bytes that pass between two cuts, in both directions and over all connections. */
const MOST_BYTES = 20_000

/**
 * Stands between a client and the server of a URL, and breaks off, as often as it is told, the connection that passes a byte drawn
 * by lot, wherever in a message that is.
 */
export async function startCutProxy(url: string, random: () => number) {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  let cutsLeft = 0
  let bytesLeft = Infinity

  function draw() {
    bytesLeft = cutsLeft > 0 ? 1 + Math.floor(random() * MOST_BYTES) : Infinity
  }

  function forward(from: Socket, to: Socket) {
    sockets.add(from)
    from.on('close', () => sockets.delete(from) && to.destroy())
    from.on('error', () => from.destroy())
    from.on('data', (chunk: Buffer) => {
      const passed = chunk.subarray(0, bytesLeft)
      bytesLeft -= passed.length
      if (bytesLeft > 0)
        return void to.write(passed)
      cutsLeft -= 1
      draw()
      to.write(passed, () => to.destroy())
      from.destroy()
    })
  }

  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: hostname, port: Number(port), noDelay: true })
    forward(client, upstream)
    forward(upstream, client)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const own = new URL(url)
  const { port: ownPort } = server.address() as AddressInfo
  own.port = String(ownPort)
  return {
    url: own.href,
    port: ownPort,
    cut: (times: number) => {
      cutsLeft = times
      draw()
    },
    cutsLeft: () => cutsLeft,
    close: () => {
      server.close()
      sockets.forEach(socket => socket.destroy())
    },
  }
}
