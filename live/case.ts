import type { AddressInfo, Socket } from 'node:net'
import type { Input, ParamSpec, ParamValue } from '../simulation/engine/scenario.ts'
import type { ClientRun } from './page/clients.ts'
import type { Passage, Proxy } from './proxy.ts'
import type { Named, RealParams, TransportId } from './transports.ts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { drawsFor } from '../simulation/engine/random.ts'
import { REQUEST_TIMEOUT } from '../simulation/network/http.ts'
import { SLOWDOWN } from '../simulation/network/jobs.ts'
import { scenarios } from '../simulation/scenarios/index.ts'
import { POST_RETRY } from '../simulation/scenarios/retrieval.ts'
import { servePageFile } from './page-files.ts'
import { Faults, startProxy } from './proxy.ts'
import { transports } from './transports.ts'
import { createWork } from './work.ts'

/** A state of a simulation, to be run for real. */
export interface CaseRequest {
  transport: TransportId
  params: Record<string, ParamValue>
  seed: number
  inputs: readonly Input[]
  /** Real milliseconds in a simulated one. */
  scale: number
}

/** A message that crossed the wire, by the real clock of this process. */
export interface RealMessage extends Named, Omit<Passage, 'message'> {
  client: number
  isRequest: boolean
}

/** A server and the network of each of its clients, on loopback. */
export interface RealCase {
  clients: number
  /** Where each client finds the server. */
  origins: string[]
  /** What a client's page is to do. @param startAt by the clock of the machine */
  runOf: (client: number, startAt: number) => ClientRun
  /** Forgets earlier jobs; messages are recorded, and faults scheduled, from this moment: `performance.now()`. */
  begin: (at: number) => void
  /** What crossed the wire so far. */
  messages: RealMessage[]
  /** Calls back with each message as it leaves its sender. */
  watch: (listener: (message: RealMessage) => void) => void
  /** Whether the work of a client's job is done. */
  isDone: (client: number) => boolean
  close: () => Promise<void>
}

/** Times of the simulation in real ones. */
function scaled(specs: Readonly<Record<string, ParamSpec>>, params: Record<string, ParamValue>, scale: number): RealParams {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => {
    const spec = specs[name]
    return [name, spec?.kind === 'number' && spec.unit === 'ms' ? Number(value) * scale : value]
  }))
}

/** Longer than clients are silent, as proxies ask of the servers behind them. */
const KEEP_ALIVE = 75_000

/** Between the answer to a page that begins by itself and its first request, in milliseconds. */
const HEAD_START = 100

interface CaseOptions {
  /** Of the first client's network; any that is free, unless said. */
  port?: number
  /** A page begins by itself, at this moment: `performance.now()`. */
  onVisit?: (at: number) => void
}

const keyOf = (client: number) => `job-${client}`

/** Starts a server and a network for each client. */
export async function startCase({ transport: id, params, seed, inputs, scale }: CaseRequest, { port: ownPort, onVisit }: CaseOptions = {}): Promise<RealCase> {
  const transport = transports[id]
  const real = scaled(scenarios[id].params, params, scale)
  const tabs = Number(params.tabs ?? 1)
  const clients = Number(params.clients) + tabs - 1
  const work = createWork({
    durationOf(key) {
      const mean = Number(real.processing)
      return real.distribution === 'fixed' ? mean : drawsFor(seed, 'processing', Number(key.split('-')[1])).exponential(mean)
    },
    parts: Number(params.events ?? 1),
    ...real.distribution === 'exponential' && { expected: Number(real.processing) },
  })
  const faults = new Faults()
  const messages: RealMessage[] = []
  const listeners: ((message: RealMessage) => void)[] = []
  const timers: NodeJS.Timeout[] = []
  let begunAt = Infinity

  // Node closes a connection that was idle for 5 s: a poll that meets this is sent twice by the browser.
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE }, async (request, response) => {
    if (request.url === '/live/run.json') {
      const at = performance.now() + HEAD_START
      begin(at)
      onVisit?.(at)
      response.end(JSON.stringify(runOf(0, performance.timeOrigin + at)))
    }
    else if (!await servePageFile(request.url ?? '', response)) {
      answer(request, response)
    }
  })
  // Those of WebSockets too, which the server does not close itself.
  const connections = new Set<Socket>()
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
  })
  const answer = transport.server(work, real, ms => ms * scale, server, seed)
  const listen = async (port = 0) => once(server.listen(port, '127.0.0.1'), 'listening')
  await listen()
  const { port } = server.address() as AddressInfo

  const act: Partial<Record<Input['do'], () => void>> = {
    'server-down': () => {
      work.stop()
      server.close()
      connections.forEach(connection => connection.resetAndDestroy())
    },
    'server-up': () => {
      work.resume()
      void listen(port)
    },
    'disconnect': () => faults.cut(),
    'reconnect': () => faults.mend(),
    'lose-next': () => faults.loseNext(),
    'slow-worker': () => work.setSpeed(1 / SLOWDOWN),
    'normal-worker': () => work.setSpeed(1),
  }

  const clientOn = new Map<symbol, number>()
  /** Whose message it is: a request names its job, what follows on its connection belongs to it. */
  function clientOf({ connection, message }: Passage): number | undefined {
    if (message.kind === 'request') {
      const [, client] = /job-(\d+)/.exec(message.headers['idempotency-key'] ?? message.path) ?? []
      if (client !== undefined)
        clientOn.set(connection, Number(client))
    }
    return clientOn.get(connection)
  }

  function record(passage: Passage) {
    const client = clientOf(passage)
    const named = passage.sentAt >= begunAt ? transport.nameOf(passage, real) : undefined
    if (client === undefined || !named)
      return
    const message = Object.assign(passage, named, { client, isRequest: passage.message.kind === 'request' })
    messages.push(message)
    listeners.forEach(listener => listener(message))
  }

  const proxyOf = (browser: number) => startProxy({
    target: port,
    latency: Number(real.latency),
    faults,
    onPassage: record,
    ...ownPort !== undefined && { port: ownPort + browser },
  })
  // The tabs of a browser share its network, and its few connections.
  const proxies: Proxy[] = await Promise.all(Array.from({ length: Number(params.clients) }, (_, browser) => proxyOf(browser)))
  const browserOf = (client: number) => Math.max(0, client - tabs + 1)

  const runOf = (client: number, startAt: number): ClientRun => ({
    transport: id,
    key: keyOf(client),
    startAt,
    requestTimeout: REQUEST_TIMEOUT * scale,
    retryDelay: POST_RETRY * scale,
    options: transport.client(real, ms => ms * scale, seed, client),
  })

  function begin(at: number) {
    timers.splice(0).forEach(clearTimeout)
    work.clear()
    begunAt = at
    for (const { at: simulated, do: kind } of inputs)
      timers.push(setTimeout(() => act[kind]?.(), at + simulated * scale - performance.now()))
  }

  return {
    clients,
    origins: Array.from({ length: clients }, (_, client) => `http://127.0.0.1:${proxies[browserOf(client)]!.port}`),
    runOf,
    begin,
    messages,
    watch: listener => void listeners.push(listener),
    isDone: client => work.find(keyOf(client))?.result !== undefined,
    async close() {
      timers.forEach(clearTimeout)
      work.stop()
      proxies.forEach(proxy => proxy.close())
      connections.forEach(connection => connection.destroy())
      if (server.listening)
        await new Promise(resolve => server.close(resolve))
    },
  }
}
