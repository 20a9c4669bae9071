import type { IncomingMessage, RequestListener } from 'node:http'
import type { Job, JobEvent, Jobs } from './jobs.ts'
import { accept, jobOf } from './accept.ts'

export interface SseOptions {
  /** Delay after which the browser reconnects, in milliseconds. */
  retry: number
  /** How the stream ends: `done` lets the client close it, with the others the server closes. */
  ending: 'done' | 'no-content' | 'server-closes'
  /** Whether events after `Last-Event-ID` are sent again. */
  keepsHistory: boolean
  /** Random time, at most, on top of `retry`, so that clients do not come back together. */
  retrySpread: number
  /** Uniform on [0, 1): `Math.random`. */
  random: (job: Job) => number
  /** A sign of life as often as this, which the page hears; 0 for none. */
  heartbeat: number
  /** A comment as often as this keeps proxies from closing a silent stream; no script is told: 15,000. */
  commentEvery: number
}

/** `GET /imports/:id/events` is a stream of the job's events. */
export function sseServer(jobs: Jobs, { ending, keepsHistory, ...options }: SseOptions): RequestListener {
  const retry = (job: Job) => Math.round(options.retry + options.random(job) * options.retrySpread)

  return (request, response) => {
    if (request.method === 'POST')
      return accept(jobs, request, response)
    const job = jobOf(jobs, request)
    if (!job)
      return response.writeHead(404).end()

    const write = (text: string, isLast: boolean) => isLast && ending !== 'done' ? response.end(text) : response.write(text)
    // #region stream
    const last = keepsHistory ? lastEventOf(request) : job.events.length
    const missed = job.events.slice(last)
    const isOver = job.result !== undefined && missed.length === 0
    // The only answer but an error after which a browser does not come back.
    if (isOver && ending === 'no-content')
      return response.writeHead(204).end()
    response.setHeader('Cache-Control', 'no-cache')
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    write(`retry: ${retry(job)}\n\n${missed.map(formatted).join('')}`, job.result !== undefined)
    const stop = job.watch(event => write(formatted(event), event.type === 'result'))
    // #endregion stream
    const comments = setInterval(() => response.write(':\n\n'), options.commentEvery)
    const pings = options.heartbeat > 0 && setInterval(() => response.write('event: ping\ndata:\n\n'), options.heartbeat)
    response.once('close', () => {
      stop()
      clearInterval(comments)
      clearInterval(pings || undefined)
    })
  }

  function formatted({ id, type, data }: JobEvent): string {
    const event = type === 'result' && ending === 'done' ? 'done' : type
    return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  }
}

/** The browser's header; or the address, which a page that opens a stream anew can say it in. */
function lastEventOf({ headers, url = '' }: IncomingMessage): number {
  return Number(headers['last-event-id'] ?? /\?after=(\d+)$/.exec(url)?.[1] ?? 0)
}
