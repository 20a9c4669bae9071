import type { PGlite } from '@electric-sql/pglite'
import type { AddressInfo, Socket } from 'node:net'
import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { createServer } from 'node:net'

const SSL_REQUEST = 80877103
/** Messages after which a client waits for an answer: a simple query, and the end of an extended one. */
const ENDS = ['Q', 'S']

/**
 * Serves a PGlite database over the protocol of PostgreSQL: it has one session, so that one client is served at a time, the
 * next one when that has gone. As a server does, it rolls back what a client had begun that broke off.
 */
export async function servePGlite(db: PGlite) {
  const server = createServer({ pauseOnConnect: true, noDelay: true })
  let last = Promise.resolve()
  server.on('connection', (socket) => {
    last = last.then(() => serve(db, socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,
    close: async () => {
      server.close()
      await last
    },
  }
}

/** Resolves when the client has gone, and the session is as new. */
async function serve(db: PGlite, socket: Socket) {
  const gone = new Promise<unknown>(resolve => socket.once('close', resolve))
  socket.on('error', () => socket.destroy())
  let received: Buffer = Buffer.alloc(0)
  let batch: Buffer[] = []
  let answered = Promise.resolve()
  let hasStarted = false

  async function answer(messages: Buffer[]) {
    for (const message of messages) {
      const response = await db.execProtocolRaw(message)
      if (!socket.destroyed)
        socket.write(response)
    }
  }

  function take(message: Buffer) {
    if (!hasStarted && message.readInt32BE(4) === SSL_REQUEST)
      return void socket.write('N')
    batch.push(message)
    if (!hasStarted || ENDS.includes(String.fromCharCode(message[0]!))) {
      const complete = batch
      batch = []
      answered = answered.then(() => answer(complete))
    }
    hasStarted = true
  }

  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk as Buffer])
    for (let length = lengthOf(received, hasStarted); length <= received.length; length = lengthOf(received, hasStarted)) {
      const message = received.subarray(0, length)
      received = received.subarray(length)
      take(message)
    }
  })
  socket.resume()
  await gone
  await answered
  await db.exec('rollback')
  await db.exec('discard all')
}

/** Bytes of the first message: its type, but for the first one of a connection, then its length. */
function lengthOf(bytes: Buffer, hasStarted: boolean): number {
  const type = hasStarted ? 1 : 0
  return bytes.length < type + 4 ? Infinity : type + bytes.readInt32BE(type)
}
