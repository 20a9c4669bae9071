import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Job, Jobs } from './jobs.ts'

/** `POST /imports`: the work begins, the answer says where to ask for it. A request that is sent again starts nothing twice. */
export function accept(jobs: Jobs, request: IncomingMessage, response: ServerResponse): void {
  const job = jobs.start(String(request.headers['idempotency-key']))
  response.writeHead(202, { 'Location': `/imports/${job.id}`, 'Retry-After': retryAfter(job) })
  response.end()
}

/** When it is worth asking again, in whole seconds. */
export function retryAfter(job: Job): number {
  return Math.max(1, Math.ceil(job.remaining() / 1000))
}

/** The job that a path such as `/imports/42` or `/imports/42/events` names. */
export function jobOf(jobs: Jobs, { url = '' }: IncomingMessage): Job | undefined {
  const [, id] = /^\/imports\/([\w-]+)/.exec(url) ?? []
  return id === undefined ? undefined : jobs.find(id)
}
