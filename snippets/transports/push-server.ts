import type { RequestListener } from 'node:http'
import type { Agent } from 'node:https'
import type { PushSubscription, RequestOptions } from 'web-push'
import type { Job, Jobs } from './jobs.ts'
import type { PushMessage } from './push-worker.ts'
import webPush from 'web-push'
import { accept, jobOf } from './accept.ts'

export interface PushOptions {
  /** The keys by which the push service knows this server, and whom to write to: RFC 8292. */
  vapidDetails: NonNullable<RequestOptions['vapidDetails']>
  /** How long, in seconds, the push service keeps a notification for a device that it does not reach; 0: not at all. */
  TTL: number
  /** Of the connection to the push service. */
  agent?: Agent
  onSent?: (outcome: 'accepted' | 'gone' | 'failed') => void
}

/** `PUT /imports/:id/subscription` asks for a notification of the end, `GET /imports/:id` gives the result. */
export function pushServer(jobs: Jobs, options: PushOptions): RequestListener {
  return async (request, response) => {
    if (request.method === 'POST')
      return accept(jobs, request, response)
    const job = jobOf(jobs, request)
    if (!job)
      return response.writeHead(404).end()
    if (request.method === 'GET')
      return job.result ? response.end(JSON.stringify(job.result.data)) : response.writeHead(204).end()

    let body = ''
    for await (const chunk of request.setEncoding('utf8'))
      body += chunk
    const subscription = JSON.parse(body) as PushSubscription
    const stop = job.watch(() => {
      if (!job.result)
        return
      stop()
      void notify(job, subscription, options)
    })
    response.writeHead(204).end()
  }
}

/** Says that there is a result, encrypted for the device alone (RFC 8291); not the result, which may be large and late. */
async function notify({ id }: Job, subscription: PushSubscription, { onSent, ...options }: PushOptions) {
  try {
    // #region notify
    const payload = JSON.stringify({ url: `/imports/${id}` } satisfies PushMessage)
    await webPush.sendNotification(subscription, payload, { ...options, urgency: 'high' })
    // #endregion notify
    onSent?.('accepted')
  }
  catch (error) {
    // 404 and 410: the user has withdrawn it, or changed the browser. It is to be forgotten.
    const isGone = error instanceof webPush.WebPushError && [404, 410].includes(error.statusCode)
    onSent?.(isGone ? 'gone' : 'failed')
  }
}
