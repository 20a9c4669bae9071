import type { RequestListener } from 'node:http'
import type { Jobs } from './jobs.ts'
import { accept, jobOf, retryAfter } from './accept.ts'

/** `POST /imports` starts a job, `GET /imports/:id` says how it stands. */
export function pollingServer(jobs: Jobs): RequestListener {
  return (request, response) => {
    if (request.method === 'POST')
      return accept(jobs, request, response)
    const job = jobOf(jobs, request)
    if (!job)
      return response.writeHead(404).end()

    // #region status
    const etag = `"${job.events.length}"`
    response.setHeader('ETag', etag)
    // The browser keeps the answer, and asks each time whether it changed.
    response.setHeader('Cache-Control', 'no-cache')
    if (!job.result)
      response.setHeader('Retry-After', retryAfter(job))
    if (request.headers['if-none-match'] === etag)
      return response.writeHead(304).end()
    // #endregion status

    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(job.result
      ? { status: 'done', result: job.result.data }
      : { status: 'running' }))
  }
}
