/**
 * What an idle open connection takes of a server's memory, which the cost model of `simulation/formulas/cost.ts` multiplies by the
 * clients: an SSE answer of Node's own `http`, beside a bare TCP connection. `--check` fails when the model's constant is
 * not what is measured, within half of it.
 */
import type { ChildProcess } from 'node:child_process'
import type { Socket } from 'node:net'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, createServer as createTcpServer } from 'node:net'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { CONNECTION_BYTES } from '../simulation/formulas/cost.ts'
import { conclude } from './report.ts'

const CONNECTIONS = 2000
const AT_ONCE = 100
const MAX_ERROR = 0.5
const KINDS = ['http', 'tcp'] as const
type Kind = typeof KINDS[number]

/** In a process of its own: the server alone, which tells its port, then its memory whenever it is asked. */
function serve(kind: Kind): void {
  const server = kind === 'http'
    ? createServer((_, response) => void response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n'))
    : createTcpServer(socket => void socket.write(':\n\n'))
  server.listen(0, '127.0.0.1', () => process.send!((server.address() as { port: number }).port))
  process.on('message', () => {
    globalThis.gc!()
    process.send!(process.memoryUsage.rss())
  })
}

async function openOne(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n')
  await once(socket, 'data')
  return socket
}

async function measure(kind: Kind): Promise<number> {
  const server: ChildProcess = fork(fileURLToPath(import.meta.url), [kind], { execArgv: ['--expose-gc'] })
  const answer = async () => (await once(server, 'message'))[0] as number
  const memory = () => {
    server.send('memory')
    return answer()
  }
  const port = await answer()
  const sockets: Socket[] = []
  const openMore = async () => void sockets.push(...await Promise.all(Array.from({ length: AT_ONCE }, () => openOne(port))))
  // The first ones bring the code and the caches of the server into memory.
  await openMore()
  const before = await memory()
  while (sockets.length < CONNECTIONS + AT_ONCE)
    await openMore()
  const after = await memory()
  sockets.forEach(socket => socket.destroy())
  server.kill()
  return (after - before) / CONNECTIONS
}

const [, , kind] = process.argv
if (process.send && KINDS.includes(kind as Kind)) {
  serve(kind as Kind)
}
else {
  const http = await measure('http')
  const tcp = await measure('tcp')
  const kilobytes = (bytes: number) => Number((bytes / 1000).toFixed(1))
  conclude([
    {
      name: 'SSE answer of node:http',
      measured: `${kilobytes(http)} kB a connection`,
      target: `${kilobytes(CONNECTION_BYTES)} kB in cost.ts, within ${MAX_ERROR * 100} %`,
      missed: Math.abs(http / CONNECTION_BYTES - 1) > MAX_ERROR,
    },
    { name: 'bare TCP connection of node:net', measured: `${kilobytes(tcp)} kB`, target: '', missed: false },
  ])
}
