import type { RequestListener } from 'node:http'
import type { Jobs } from './jobs.ts'
import { accept, jobOf } from './accept.ts'

/** `GET /imports/:id` is answered with the result, or after `timeout` with nothing. */
export function longPollingServer(jobs: Jobs, { timeout }: { timeout: number }): RequestListener {
  return (request, response) => {
    if (request.method === 'POST')
      return accept(jobs, request, response)
    const job = jobOf(jobs, request)
    if (!job)
      return response.writeHead(404).end()

    response.setHeader('Cache-Control', 'no-store')
    // #region hold
    const answer = () => job.result
      ? response.end(JSON.stringify(job.result.data))
      : response.writeHead(204).end()
    if (job.result)
      return answer()
    const stop = job.watch(() => job.result && answer())
    const timer = setTimeout(answer, timeout)
    // #endregion hold
    // Answered, or the client is gone: nothing is held any more.
    response.once('close', () => {
      stop()
      clearTimeout(timer)
    })
  }
}
