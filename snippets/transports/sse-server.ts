import type { RequestListener } from 'node:http'
import type { JobEvent, Jobs } from './jobs.ts'
import { accept, jobOf } from './accept.ts'

export interface SseOptions {
  /** Delay after which the browser reconnects, in milliseconds. */
  retry: number
  /** How the stream ends: `done` lets the client close it, with the others the server closes. */
  ending: 'done' | 'no-content' | 'server-closes'
  /** Whether events after `Last-Event-ID` are sent again. */
  keepsHistory: boolean
  /** A comment as often as this keeps proxies from closing a silent stream: 15,000. */
  commentEvery: number
}

/** `GET /imports/:id/events` is a stream of the job's events. */
export function sseServer(jobs: Jobs, { retry, ending, keepsHistory, commentEvery }: SseOptions): RequestListener {
  return (request, response) => {
    if (request.method === 'POST')
      return accept(jobs, request, response)
    const job = jobOf(jobs, request)
    if (!job)
      return response.writeHead(404).end()

    const last = keepsHistory ? Number(request.headers['last-event-id'] ?? 0) : job.events.length
    const missed = job.events.slice(last)
    const isOver = job.result !== undefined && missed.length === 0
    // The only answer but an error after which a browser does not come back.
    if (isOver && ending === 'no-content')
      return response.writeHead(204).end()

    const write = (text: string, isLast: boolean) => isLast && ending !== 'done' ? response.end(text) : response.write(text)
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' })
    write(`retry: ${retry}\n\n${missed.map(formatted).join('')}`, job.result !== undefined)
    const stop = job.watch(event => write(formatted(event), event.type === 'result'))
    const timer = setInterval(() => response.write(':\n\n'), commentEvery)
    response.once('close', () => {
      stop()
      clearInterval(timer)
    })
  }

  function formatted({ id, type, data }: JobEvent): string {
    const event = type === 'result' && ending === 'done' ? 'done' : type
    return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  }
}
