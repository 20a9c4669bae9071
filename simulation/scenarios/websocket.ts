import type { Draws } from '../engine/random.ts'
import type { Input, Prediction, Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { MessageContent } from '../network/network.ts'
import type { Socket, SocketEnd } from '../network/socket.ts'
import type { RetrievalMetric, RetrievalParams } from './retrieval.ts'
import { drawsFor } from '../engine/random.ts'
import { BYTES } from '../network/http.ts'
import { clientLane, DETAILED_CLIENTS, SERVER } from '../network/network.ts'
import { CONTROL_BYTES, createSockets, frameBytes } from '../network/socket.ts'
import { createRetrieval, retrievalLanes, retrievalParams } from './retrieval.ts'

export type WebsocketParams = RetrievalParams & {
  /** Messages of progress about one job, the last of which is the result: M. */
  events: number
  /** H; 0 for none. */
  heartbeat: Ms
  /** Back after a cut, the client says which message it had last, and the server, which keeps them, sends the others. */
  resumes: boolean
  /** Longest wait before the first attempt to reconnect; it doubles with each: b. */
  backoffBase: Ms
  backoffCap: Ms
  /** Full jitter: each wait is drawn between 0 and its longest. */
  backoffJitter: boolean
}

export type WebsocketMetric = RetrievalMetric | 'messages' | 'heartbeats' | 'connections' | 'peakConnections' | 'reconnections' | 'peak' | 'missed'
export type WebsocketPreset = 'plain' | 'both-ways' | 'cut-resumed' | 'cut-lost' | 'half-open' | 'half-open-unnoticed' | 'herd' | 'spread-out'

const SECOND: Ms = 1000

/** Payloads: short JSON texts, and the result, which is that of the other means without its HTTP headers. */
const PAYLOAD = { subscribe: 60, progress: 60, message: 60, result: BYTES.result - BYTES.status } as const

/** A client and what the server knows of it. */
class Client {
  /** As the client sees it; undefined from a cut until the next connection. */
  socket?: Socket
  /** On which the server sends; it may be dead without the server's knowing. */
  serverSocket?: Socket
  isSubscribed = false
  hasBeenOpen = false
  /** Attempts to connect since the last connection. */
  attempts = 0
  /** Last message it had. */
  received = 0
  /** One bit for each message sent in vain so far. */
  missed = 0
  backoff?: Draws
  endSpan?: (end: Ms) => void
  readonly index: number

  constructor(index: number) {
    this.index = index
  }
}

/**
 * One connection in both directions: the client subscribes to its job and may speak at any time, the server sends progress.
 * Reconnection is by hand: whoever writes the client also writes the backoff, and the resumption with the server.
 */
export const websocket: Scenario<WebsocketParams, WebsocketMetric, WebsocketPreset> = {
  id: 'websocket',
  params: {
    events: { kind: 'number', unit: 'count', min: 1, max: 10, step: 1, initial: 4 },
    heartbeat: { kind: 'number', unit: 'ms', min: 0, max: 30_000, step: 5000, initial: 5000 },
    ...retrievalParams,
    resumes: { kind: 'switch', initial: true },
    backoffBase: { kind: 'number', unit: 'ms', min: 500, max: 5000, step: 500, initial: 500, isAdvanced: true },
    backoffCap: { kind: 'number', unit: 'ms', min: 5000, max: 60_000, step: 5000, initial: 20_000, isAdvanced: true },
    backoffJitter: { kind: 'switch', initial: true, isAdvanced: true },
  },
  metrics: { known: 'count', staleness: 'ms', requests: 'count', messages: 'count', heartbeats: 'count', connections: 'count', peakConnections: 'count', reconnections: 'count', peak: 'per-second', missed: 'count', bytes: 'bytes' },
  inputs: ['server-down', 'server-up', 'disconnect', 'reconnect', 'lose-next', 'slow-worker', 'normal-worker', 'client-message'],
  presets: [
    { id: 'plain' },
    { id: 'both-ways', inputs: [{ at: 2000, do: 'client-message' }, { at: 7500, do: 'client-message' }] },
    { id: 'cut-resumed', params: { heartbeat: 0, backoffCap: 5000 }, inputs: [{ at: 8000, do: 'disconnect' }, { at: 14_000, do: 'reconnect' }] },
    { id: 'cut-lost', params: { heartbeat: 0, backoffCap: 5000, resumes: false }, inputs: [{ at: 8000, do: 'disconnect' }, { at: 14_000, do: 'reconnect' }] },
    { id: 'half-open', inputs: [{ at: 7000, do: 'lose-next' }] },
    { id: 'half-open-unnoticed', params: { heartbeat: 0 }, inputs: [{ at: 7000, do: 'lose-next' }] },
    { id: 'herd', params: { clients: 500, processing: 30_000, heartbeat: 0, backoffJitter: false }, inputs: [{ at: 8000, do: 'server-down' }, { at: 14_000, do: 'server-up' }] },
    { id: 'spread-out', params: { clients: 500, processing: 30_000, heartbeat: 0 }, inputs: [{ at: 8000, do: 'server-down' }, { at: 14_000, do: 'server-up' }] },
  ],
  lanes: params => retrievalLanes(params),

  run(params, seed, inputs) {
    const { events, heartbeat, resumes, backoffBase, backoffCap, backoffJitter } = params
    const world = createRetrieval<WebsocketMetric>(Object.keys(websocket.metrics) as WebsocketMetric[], params, seed, inputs, {
      milestones: events,
      onMilestone: announce,
    })
    const { queue, recorder, network, http, jobs } = world
    const clients = Array.from({ length: world.clients }, (_, index) => new Client(index))
    const sockets = createSockets({ queue, network, http, heartbeat, listener: { onAccepted, onOpen, onRefused, onPing: () => recorder.add('heartbeats', queue.now), onClientEnd, onServerEnd } })
    const second = { starts: -SECOND, reconnections: 0 }
    const isShown = ({ index }: Client) => index < DETAILED_CLIENTS

    // The connection.

    function connect(client: Client) {
      client.endSpan?.(queue.now)
      client.endSpan = undefined
      recorder.add('requests', queue.now)
      sockets.open(client.index)
    }

    function onAccepted(socket: Socket) {
      recorder.add('connections', queue.now)
      recorder.set('peakConnections', queue.now, Math.max(recorder.value('connections')!, recorder.value('peakConnections')!))
      if (clients[socket.client]!.hasBeenOpen)
        countReconnection()
    }

    /** Of those that the server accepts, the most in one second. */
    function countReconnection() {
      if (queue.now >= second.starts + SECOND)
        Object.assign(second, { starts: Math.floor(queue.now / SECOND) * SECOND, reconnections: 0 })
      second.reconnections++
      recorder.set('peak', queue.now, Math.max(second.reconnections, recorder.value('peak')!))
    }

    function onOpen(socket: Socket) {
      const client = clients[socket.client]!
      client.socket = socket
      client.attempts = 0
      if (client.hasBeenOpen)
        recorder.add('reconnections', queue.now)
      client.hasBeenOpen = true
      if (isShown(client))
        client.endSpan = recorder.span({ lane: clientLane(client.index), start: queue.now, label: 'connected', tone: 'client' })
      subscribe(client, socket)
      if (resumes && client.index === 0)
        unanswered.forEach(say)
    }

    function onRefused(client: number) {
      reconnectLater(clients[client]!)
    }

    function onClientEnd(socket: Socket, why: SocketEnd) {
      const client = clients[socket.client]!
      client.socket = undefined
      client.endSpan?.(queue.now)
      client.endSpan = undefined
      if (why === 'timed-out' && isShown(client))
        recorder.mark({ lane: clientLane(client.index), at: queue.now, label: 'silence', tone: 'failure' })
      if (!world.hasResult(client.index))
        reconnectLater(client)
    }

    function onServerEnd(socket: Socket, why: SocketEnd) {
      const client = clients[socket.client]!
      recorder.add('connections', queue.now, -1)
      if (client.serverSocket === socket)
        client.serverSocket = undefined
      if (why === 'timed-out' && isShown(client))
        recorder.mark({ lane: SERVER, at: queue.now, label: 'no-pong', tone: 'failure' })
    }

    function reconnectLater(client: Client) {
      const longest = Math.min(backoffCap, backoffBase * 2 ** client.attempts++)
      client.backoff ??= drawsFor(seed, 'backoff', client.index)
      const wait = backoffJitter ? client.backoff.uniform(0, longest) : longest
      if (isShown(client))
        client.endSpan = recorder.span({ lane: clientLane(client.index), start: queue.now, label: 'backoff', tone: 'waiting' })
      queue.after(wait, () => connect(client))
    }

    // The server's messages.

    const share = (milestone: number) => Math.round(100 * milestone / events)
    const news = Array.from({ length: events }, (_, index): MessageContent => index + 1 === events
      ? { label: 'result-message', tone: 'success', step: 6, bytes: frameBytes(PAYLOAD.result, 'down') }
      : { label: 'progress', detail: share(index + 1), tone: 'message', step: 6, bytes: frameBytes(PAYLOAD.progress, 'down') })

    function subscribe(client: Client, socket: Socket) {
      const { received } = client
      recorder.add('messages', queue.now)
      const isBack = resumes && received > 0
      const content = { label: isBack ? 'resume' : 'subscribe', detail: isBack ? share(received) : undefined, tone: 'client', step: 5, bytes: frameBytes(PAYLOAD.subscribe, 'up') } as const
      socket.sendUp(content, () => {
        // The client is here: whatever connection the server still had with it is dead.
        client.serverSocket?.endForServer('closed')
        client.serverSocket = socket
        client.isSubscribed = true
        if (resumes) {
          for (let milestone = received + 1; milestone <= jobs.progress(client.index); milestone++)
            sendProgress(client, socket, milestone)
        }
      })
    }

    function announce(index: number, milestone: number) {
      const client = clients[index]!
      if (client.serverSocket)
        sendProgress(client, client.serverSocket, milestone)
      else if (client.isSubscribed || !resumes)
        miss(client, milestone)
    }

    function sendProgress(client: Client, socket: Socket, milestone: number) {
      recorder.add('messages', queue.now)
      socket.sendDown(news[milestone - 1]!, () => receive(client, socket, milestone), () => miss(client, milestone))
    }

    function receive(client: Client, socket: Socket, milestone: number) {
      const bit = 1 << milestone
      if (client.missed & bit) {
        client.missed &= ~bit
        recorder.add('missed', queue.now, -1)
      }
      client.received = milestone
      if (milestone === events) {
        world.receiveResult(client.index)
        socket.close()
      }
    }

    /** Counted until it is sent again, if it ever is. */
    function miss(client: Client, milestone: number) {
      const bit = 1 << milestone
      if (client.missed & bit)
        return
      client.missed |= bit
      recorder.add('missed', queue.now)
    }

    // What the first client says, and the server answers.

    let saidLast = 0
    /** Kept by a client that resumes until it has the answer. */
    const unanswered = new Set<number>()
    const missedWords = new Set<number>()

    function speak() {
      const { socket } = clients[0]!
      const canSpeak = socket?.isOpenForClient && !socket.isClosing
      const word = ++saidLast
      if (resumes && !world.hasResult(0))
        unanswered.add(word)
      if (canSpeak) {
        say(word)
        return
      }
      recorder.mark({ lane: clientLane(0), at: queue.now, label: unanswered.has(word) ? 'kept' : 'unsent', tone: unanswered.has(word) ? 'waiting' : 'failure' })
      // `send` on a socket that is not open throws, or drops what it was given without a word.
      if (!unanswered.has(word))
        missWord(word)
    }

    function say(word: number) {
      const socket = clients[0]!.socket!
      recorder.add('messages', queue.now)
      socket.sendUp({ label: 'client-message', tone: 'client', step: 5, bytes: frameBytes(PAYLOAD.message, 'up') }, () => {
        recorder.add('messages', queue.now)
        socket.sendDown({ label: 'reply', tone: 'server', bytes: frameBytes(PAYLOAD.message, 'down') }, () => {
          unanswered.delete(word)
          if (missedWords.delete(word))
            recorder.add('missed', queue.now, -1)
        }, () => missWord(word))
      }, () => missWord(word))
    }

    function missWord(word: number) {
      if (missedWords.has(word))
        return
      missedWords.add(word)
      recorder.add('missed', queue.now)
    }

    for (const metric of ['messages', 'heartbeats', 'connections', 'peakConnections', 'reconnections', 'peak', 'missed'] as const)
      recorder.set(metric, 0, 0)
    inputs.forEach(({ at, do: kind }: Input) => kind === 'client-message' && queue.at(at, speak))
    world.postAll(index => connect(clients[index]!))
    return world.finish()
  },

  predict({ clients: N, processing: D, distribution, latency: L, jitter, events: M, heartbeat: H, resumes }) {
    const of = (value: number, formula: string, source = 'RFC 6455'): Prediction => ({ value, formula, source })
    const isFixed = distribution === 'fixed'
    // From the start of the work the subscription takes 4L: the 202, the handshake and its answer, its own way.
    const unheard = 4 * L
    const calm = { requests: of(2 * N, '2N'), reconnections: of(0, '0'), peak: of(0, '0') }
    const all = { ...calm, known: of(N, 'N'), messages: of(N * (1 + M), 'N·(1 + M)'), missed: of(0, '0') }
    if (!resumes && (!isFixed || jitter > 0 || D / M <= unheard)) {
      // What a server without a memory sent before the subscription, it sent to nobody.
      if (isFixed || jitter > 0)
        return calm
      const missed = Array.from({ length: M }, (_, k) => 1 - Math.exp(-unheard * M / ((k + 1) * D))).reduce((sum, share) => sum + share, 0)
      return {
        ...calm,
        known: of(N * Math.exp(-unheard / D), 'N·e^(−4L/m)'),
        staleness: of(L, 'L'),
        messages: of(N * (1 + M - missed), 'N·(1 + Σ e^(−4LM/(k·m)))'),
        missed: of(N * missed, 'N·Σ (1 − e^(−4LM/(k·m)))'),
      }
    }
    if (jitter > 0)
      return all

    // Ready before the subscription, the result waits for it.
    const wait = isFixed ? Math.max(0, unheard - D) : unheard - D * (1 - Math.exp(-unheard / D))
    // Open at the server from 3L until the client's close, 2L after the result left: D later. A ping every H, H being more than 4L.
    const pings = H === 0 ? 0 : isFixed ? Math.floor(D / H) : 1 / (Math.exp(H / D) - 1)
    const bytes = BYTES.request + BYTES.status + BYTES.request + BYTES.notModified
      + frameBytes(PAYLOAD.subscribe, 'up') + (M - 1) * frameBytes(PAYLOAD.progress, 'down') + frameBytes(PAYLOAD.result, 'down')
      + CONTROL_BYTES.close + CONTROL_BYTES.closed + pings * (CONTROL_BYTES.ping + CONTROL_BYTES.pong)
    return {
      ...all,
      staleness: of(L + wait, wait === 0 ? 'L' : isFixed ? 'L + 4L − D' : 'L + 4L − m·(1 − e^(−4L/m))'),
      heartbeats: of(N * pings, H === 0 ? '0' : isFixed ? 'N·⌊D/H⌋' : 'N/(e^(H/m) − 1)'),
      peakConnections: of(N, 'N'),
      bytes: of(N * bytes, 'N·Σ', 'socket.ts'),
    }
  },
}
