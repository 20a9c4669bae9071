import type { LongPollingOptions } from '../../snippets/transports/long-polling-client.ts'
import type { PollingOptions } from '../../snippets/transports/polling-client.ts'
import type { SseOptions } from '../../snippets/transports/sse-client.ts'
import type { SocketClientOptions } from '../../snippets/transports/websocket-client.ts'
import { longPoll } from '../../snippets/transports/long-polling-client.ts'
import { poll } from '../../snippets/transports/polling-client.ts'
import { followEvents } from '../../snippets/transports/sse-client.ts'
import { startJob } from '../../snippets/transports/start-job.ts'
import { JobSocket } from '../../snippets/transports/websocket-client.ts'

/** What each client takes, as plain data: draws stand for a source of chance. */
export interface ClientOptions {
  'polling': Omit<PollingOptions, 'random' | 'retryAfter' | 'signal'> & { draws: number[], honoursRetryAfter: boolean }
  'long-polling': Omit<LongPollingOptions, 'random' | 'signal'> & { draws: number[] }
  'sse': Pick<SseOptions, 'silence'>
  'websocket': Omit<SocketClientOptions, 'random'> & { draws: number[] }
}

/** One run of one client, as a page is told of it. */
export interface ClientRun<Id extends keyof ClientOptions = keyof ClientOptions> {
  transport: Id
  /** The same for each attempt of this client. */
  key: string
  /** When to start, by the clock of the machine: `performance.timeOrigin + performance.now()`. */
  startAt: number
  requestTimeout: number
  retryDelay: number
  options: ClientOptions[Id]
}

interface StartedJob { url: string, retryAfter: number, signal: AbortSignal }
type Client<Id extends keyof ClientOptions> = (job: StartedJob, options: ClientOptions[Id]) => Promise<unknown>

const clients: { [Id in keyof ClientOptions]: Client<Id> } = {
  'polling': ({ url, retryAfter, signal }, { draws, honoursRetryAfter, ...options }) => {
    const left = [...draws]
    return poll(url, { ...options, signal, random: () => left.shift()!, ...honoursRetryAfter && { retryAfter } })
  },
  'long-polling': ({ url, signal }, { draws, ...options }) => {
    const left = [...draws]
    return longPoll(url, { ...options, signal, random: () => left.shift()! })
  },
  'sse': ({ url, signal }, options) => followEvents(`${url}/events`, { ...options, signal }),
  'websocket': ({ url, signal }, { draws, ...options }) => {
    const left = [...draws]
    const socket = new JobSocket(`${url.replace('http', 'ws')}/socket`, { ...options, random: () => left.shift()! })
    signal.addEventListener('abort', () => socket.leave())
    say = text => socket.say(text)
    return socket.result
  },
}

let say: (text: string) => void = () => {}
const leaving = new AbortController()
const now = () => performance.timeOrigin + performance.now()

/** Starts the job and waits for its result. @returns when the result was there, by the clock of the machine */
async function run({ transport, key, startAt, requestTimeout, retryDelay, options }: ClientRun): Promise<number> {
  await new Promise(resolve => setTimeout(resolve, startAt - now()))
  const { signal } = leaving
  const job = await startJob({ origin: location.origin, key, requestTimeout, retryDelay, signal })
  await (clients[transport] as Client<typeof transport>)({ ...job, signal }, options as never)
  return now()
}

/** A page that begins by itself, for a person to look at. */
async function visit() {
  const given = await (await fetch('/live/run.json')).json() as ClientRun
  document.body.textContent = 'En attente du résultat…'
  const knownAt = await run(given)
  document.body.textContent = `Résultat reçu après ${Math.round(knownAt - given.startAt)} ms. Rechargez la page pour recommencer.`
}

Object.assign(globalThis, {
  run,
  /** The user has something to say, where the connection goes both ways. */
  say: () => say('Où en est l’import ?'),
  /** The user leaves the page. */
  leave: () => leaving.abort(),
})

if (location.search === '?run')
  void visit()
