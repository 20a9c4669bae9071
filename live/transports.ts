import type { RequestListener, Server } from 'node:http'
import type { Draws } from '../simulation/engine/random.ts'
import type { ParamValue } from '../simulation/engine/scenario.ts'
import type { Job, Jobs } from '../snippets/transports/jobs.ts'
import type { ClientOptions } from './page/clients.ts'
import type { Passage } from './proxy.ts'
import { drawsFor } from '../simulation/engine/random.ts'
import { REQUEST_TIMEOUT } from '../simulation/network/http.ts'
import { accept } from '../snippets/transports/accept.ts'
import { longPollingServer } from '../snippets/transports/long-polling-server.ts'
import { pollingServer } from '../snippets/transports/polling-server.ts'
import { sseServer } from '../snippets/transports/sse-server.ts'
import { websocketServer } from '../snippets/transports/websocket-server.ts'
import { OPCODE } from './wire.ts'

/** Parameters of a scenario, its times in real milliseconds. */
export type RealParams = Record<string, ParamValue>

/** What is run of a means of retrieval, and how what crosses the wire is called in its simulation. */
export interface Transport<Id extends keyof ClientOptions = keyof ClientOptions> {
  /** Answers requests, and takes more of the server where a request is not all. */
  server: (jobs: Jobs, params: RealParams, ms: (simulated: number) => number, server: Server, seed: number) => RequestListener
  /** @param ms a time of the simulation in real milliseconds */
  client: (params: RealParams, ms: (simulated: number) => number, seed: number, client: number) => ClientOptions[Id]
  nameOf: (passage: Passage, params: RealParams) => Named | undefined
}

export interface Named { label: string, detail?: number }

const number = (value: ParamValue | undefined) => Number(value)
function draws(seed: number, purpose: string, client: number) {
  const stream = drawsFor(seed, purpose, client)
  return Array.from({ length: 1000 }, () => stream.uniform(0, 1))
}

/** A stream of draws for each job, whose key ends with the number of its client. */
function drawsByJob(seed: number, purpose: string) {
  const streams = new Map<string, Draws>()
  return ({ id }: Job) => {
    if (!streams.has(id))
      streams.set(id, drawsFor(seed, purpose, Number(id.split('-')[1])))
    return streams.get(id)!.uniform(0, 1)
  }
}

/** How long a client of long polling waits for the answer after the server's time-out, and after a failure: `long-polling.ts`. */
const GRACE = 10_000
const RETRY_DELAY = 1000

const polling: Transport<'polling'> = {
  server: jobs => pollingServer(jobs),
  client: ({ interval, spread, honoursRetryAfter, usesEtag }, ms, seed, client) => ({
    interval: number(interval),
    spread: number(spread),
    draws: draws(seed, 'spread', client),
    honoursRetryAfter: honoursRetryAfter === true,
    cache: usesEtag ? 'no-cache' : 'no-store',
    requestTimeout: ms(REQUEST_TIMEOUT),
  }),
  nameOf({ message }) {
    if (message.kind === 'request')
      return { label: message.method === 'POST' ? 'post' : 'poll' }
    if (message.kind !== 'response')
      return undefined
    if (message.status !== 200)
      return { label: message.status === 202 ? 'accepted' : 'not-modified' }
    return { label: message.body.includes('"running"') ? 'not-ready' : 'result' }
  },
}

const longPolling: Transport<'long-polling'> = {
  server: (jobs, { timeout }) => longPollingServer(jobs, { timeout: number(timeout) }),
  client: ({ timeout, retrySpread }, ms, seed, client) => ({
    requestTimeout: number(timeout) + ms(GRACE),
    retryDelay: ms(RETRY_DELAY),
    retrySpread: number(retrySpread),
    draws: number(retrySpread) > 0 ? draws(seed, 'retry', client) : Array.from<number>({ length: 1000 }).fill(0),
  }),
  nameOf({ message }) {
    if (message.kind === 'request')
      return { label: message.method === 'POST' ? 'post' : 'ask' }
    if (message.kind !== 'response')
      return undefined
    return { label: message.status === 202 ? 'accepted' : message.status === 204 ? 'nothing-yet' : 'result' }
  },
}

/** How long a pong, or a ping that is overdue, is waited for: `socket.ts`. */
const HEARTBEAT_TIMEOUT = 3000

/** A comment as often as this, not scaled: no proxy here closes what is silent. */
const COMMENT_EVERY = 15_000

const sse: Transport<'sse'> = {
  server: (jobs, { retry, retrySpread, heartbeat, ending, keepsHistory }, ms, server, seed) => sseServer(jobs, {
    retry: number(retry),
    retrySpread: number(retrySpread),
    random: drawsByJob(seed, 'retry'),
    heartbeat: number(heartbeat),
    ending: ending as 'done' | 'no-content' | 'server-closes',
    keepsHistory: keepsHistory === true,
    commentEvery: COMMENT_EVERY,
  }),
  client: ({ heartbeat }, ms) => ({ silence: heartbeat === 0 ? 0 : number(heartbeat) + ms(HEARTBEAT_TIMEOUT) }),
  nameOf({ message }) {
    if (message.kind === 'request') {
      const last = message.headers['last-event-id'] ?? /\?after=(\d+)/.exec(message.path)?.[1]
      return message.method === 'POST' ? { label: 'post' } : last === undefined ? { label: 'subscribe' } : { label: 'resume', detail: Number(last) }
    }
    if (message.kind === 'frame')
      return undefined
    if (message.kind === 'response' && message.status !== 200)
      return { label: message.status === 202 ? 'accepted' : 'no-content' }
    return eventsIn(message.body, message.kind === 'response', message.isEnd)
  },
}

function eventsIn(text: string, isOpening: boolean, isEnd: boolean): Named | undefined {
  const events = text.split('\n\n').filter(part => part.includes('event: '))
  const last = events.at(-1)
  if (last?.includes('event: ping'))
    return { label: 'ping' }
  if (!last)
    return isOpening ? { label: isEnd ? 'nothing-left' : 'opened' } : undefined
  if (!last.includes('event: progress'))
    return { label: last.includes('event: done') ? 'result-done' : 'result' }
  return isOpening ? { label: 'missed-events', detail: events.length } : { label: 'progress', detail: Number(/"percent":(\d+)/.exec(last)![1]) }
}

const MAX_BUFFERED = 1_000_000

const websocket: Transport<'websocket'> = {
  server(jobs, { heartbeat }, ms, server) {
    websocketServer(server, jobs, { heartbeat: number(heartbeat), pongTimeout: ms(HEARTBEAT_TIMEOUT), maxBuffered: MAX_BUFFERED })
    return (request, response) => accept(jobs, request, response)
  },
  client: ({ heartbeat, backoffBase, backoffCap, backoffJitter, resumes }, ms, seed, client) => ({
    heartbeat: number(heartbeat),
    pingTimeout: ms(HEARTBEAT_TIMEOUT),
    backoffBase: number(backoffBase),
    backoffCap: number(backoffCap),
    draws: backoffJitter ? draws(seed, 'backoff', client) : Array.from<number>({ length: 1000 }).fill(1),
    resumes: resumes === true,
  }),
  nameOf({ direction, message }, { events }) {
    if (message.kind === 'request')
      return { label: message.method === 'POST' ? 'post' : 'upgrade' }
    if (message.kind === 'response')
      return { label: message.status === 101 ? 'switching' : 'accepted' }
    if (message.kind !== 'frame')
      return undefined
    if (message.opcode === OPCODE.close)
      return { label: direction === 'up' ? 'close' : 'closed' }
    const said = JSON.parse(message.text) as { type: string, after?: number, data?: { percent: number } }
    if (said.type === 'subscribe')
      return said.after ? { label: 'resume', detail: Math.round(100 * said.after / number(events)) } : { label: 'subscribe' }
    if (said.type === 'progress')
      return { label: 'progress', detail: said.data!.percent }
    return { label: ({ message: 'client-message', result: 'result-message' } as Record<string, string>)[said.type] ?? said.type }
  },
}

/** Each means of retrieval that is there for real, by the id of its scenario. */
export const transports = { polling, 'long-polling': longPolling, sse, websocket } as unknown as Record<keyof ClientOptions, Transport>
export type TransportId = keyof ClientOptions
