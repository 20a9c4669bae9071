import type { Buffer } from 'node:buffer'
import type { AddressInfo, Socket } from 'node:net'
import type { WireMessage } from './wire.ts'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { Wire } from './wire.ts'

/** A message on its way through the proxy. */
export interface Passage {
  /** Of its connection, by which an answer belongs to a request. */
  connection: symbol
  direction: 'up' | 'down'
  message: WireMessage
  /** When it left its sender, which is on this machine: `performance.now()`. */
  sentAt: number
  /** When it reached its receiver; null until then, and for ever where it is lost. */
  receivedAt: number | null
}

/** The network of one or several clients, whose faults are of all of them. */
export class Faults {
  isCut = false
  private isNextLost = false
  private readonly onCut = new Set<() => void>()

  /** Connections end for both sides, at once; new ones are refused. */
  cut() {
    this.isCut = true
    this.onCut.forEach(end => end())
  }

  mend() {
    this.isCut = false
  }

  /** The next message is lost, and its connection deaf from then on, as behind a NAT that has forgotten it: neither end is told. */
  loseNext() {
    this.isNextLost = true
  }

  /** Whether this message is the one to lose. */
  takesNext() {
    const isLost = this.isNextLost
    this.isNextLost = false
    return isLost
  }

  watch(end: () => void) {
    this.onCut.add(end)
    return () => void this.onCut.delete(end)
  }
}

interface ProxyOptions {
  /** Port of the server, on loopback. */
  target: number
  /** One way, in milliseconds. */
  latency: number
  faults: Faults
  onPassage: (passage: Passage) => void
  /** Its own port; any that is free, unless said. */
  port?: number
}

export interface Proxy {
  port: number
  close: () => void
}

/** A network of one client's: TCP on loopback, each way late by the latency, and read on its way. */
export async function startProxy(options: ProxyOptions): Promise<Proxy> {
  const open = new Set<Connection>()
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const connection = new Connection(socket, options, () => open.delete(connection))
    open.add(connection)
  }).listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close()
      open.forEach(connection => connection.reset())
    },
  }
}

class Connection {
  private readonly client: Socket
  private server: Socket | undefined
  private readonly id = Symbol('connection')
  private readonly wire = new Wire()
  private readonly options: ProxyOptions
  private readonly onOver: () => void
  private readonly unwatch: () => void
  private isDeaf = false
  private isOver = false

  constructor(client: Socket, options: ProxyOptions, onOver: () => void) {
    this.client = client
    this.options = options
    this.onOver = onOver
    this.unwatch = options.faults.watch(() => this.reset())
    client.on('data', chunk => this.carry('up', chunk))
    client.on('error', () => {})
    client.on('end', () => this.later(() => this.server?.end()))
    client.on('close', () => this.later(() => this.end(this.server)))
  }

  /** Both ends are told at once. */
  reset() {
    this.client.resetAndDestroy()
    this.server?.resetAndDestroy()
    this.over()
  }

  private over() {
    this.isOver = true
    this.unwatch()
    this.onOver()
  }

  /** The end of a connection takes its way too; of a deaf one it never arrives. */
  private later(act: () => void) {
    setTimeout(() => !this.isDeaf && act(), this.options.latency)
  }

  private end(socket?: Socket) {
    socket?.destroy()
    this.over()
  }

  private carry(direction: 'up' | 'down', chunk: Buffer) {
    const { faults, latency, onPassage } = this.options
    const sentAt = performance.now()
    const passages = this.wire.read(direction, chunk).map((message): Passage => ({ connection: this.id, direction, message, sentAt, receivedAt: null }))
    passages.forEach(onPassage)
    if (passages.length > 0 && faults.takesNext())
      this.isDeaf = true
    const { isDeaf } = this
    const { isCut } = faults
    setTimeout(() => {
      if (isDeaf || this.isOver)
        return
      // The cut lies halfway: what runs into it is told after as long as a message takes for the whole way.
      if (isCut || faults.isCut)
        this.reset()
      else
        this.deliver(direction, chunk, passages)
    }, latency)
  }

  private deliver(direction: 'up' | 'down', chunk: Buffer, passages: Passage[]) {
    const receive = () => {
      const now = performance.now()
      passages.forEach(passage => passage.receivedAt = now)
    }
    if (direction === 'down') {
      this.client.write(chunk)
      receive()
      return
    }
    const server = this.server ??= this.connectToServer()
    server.write(chunk, error => error ? undefined : receive())
  }

  private connectToServer(): Socket {
    const server = connect({ port: this.options.target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    server.on('data', chunk => this.carry('down', chunk))
    server.on('error', () => {})
    server.on('end', () => this.later(() => this.client.end()))
    server.on('close', () => this.later(() => this.end(this.client)))
    return server
  }
}
