import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import { longPoll } from '../../../snippets/transports/long-polling-client.ts'
import { longPollingServer } from '../../../snippets/transports/long-polling-server.ts'
import { poll } from '../../../snippets/transports/polling-client.ts'
import { pollingServer } from '../../../snippets/transports/polling-server.ts'
import { sseServer } from '../../../snippets/transports/sse-server.ts'
import { startJob } from '../../../snippets/transports/start-job.ts'
import { createJobs, listen } from './service.ts'

const patient = { requestTimeout: 60_000, retryDelay: 1, retrySpread: 0, random: () => 0 }
const start = (origin: string, key = 'a') => startJob({ origin, key, ...patient })

/** Answers as told before, then as the server does; calls back with each request. */
function after(first: RequestListener[], answer: RequestListener, onRequest: (request: Parameters<RequestListener>[0]) => void = () => {}): RequestListener {
  const left = [...first]
  return (request, response) => {
    onRequest(request)
    void (left.shift() ?? answer)(request, response)
  }
}

describe('starting a job', () => {
  it('gives its address, and how long to wait in whole seconds', async () => {
    const origin = await listen(pollingServer(createJobs()))
    expect(await start(origin)).toEqual({ url: `${origin}/imports/a`, retryAfter: 3 })
  })

  it('starts it once, however often the server fails', async () => {
    const jobs = createJobs()
    const accept = pollingServer(jobs)
    const origin = await listen(after([
      (_, response) => response.writeHead(503).end(),
      // Started, but the answer is lost.
      (request, response) => {
        jobs.start(String(request.headers['idempotency-key']))
        response.destroy()
      },
    ], accept))
    await start(origin)
    expect(jobs.started()).toBe(1)
  })
})

describe('polling', () => {
  const options = { interval: 1, spread: 0, random: () => 0.5, cache: 'no-cache', requestTimeout: 60_000 } as const

  it('asks until the result is there, after failures too', async () => {
    const jobs = createJobs()
    jobs.start('a')
    let requests = 0
    const origin = await listen(after([(_, response) => response.writeHead(503).end(), (_, response) => response.destroy()], pollingServer(jobs), () => {
      if (++requests === 4)
        jobs.tell('a', 'result', { lines: 3 })
    }))
    expect(await poll(`${origin}/imports/a`, options)).toEqual({ lines: 3 })
    expect(requests).toBe(4)
  })

  it('stops when the user leaves', async () => {
    const jobs = createJobs()
    jobs.start('a')
    const leaving = new AbortController()
    const origin = await listen(after([], pollingServer(jobs), () => leaving.abort()))
    await expect(poll(`${origin}/imports/a`, { ...options, signal: leaving.signal })).rejects.toThrow()
  })

  it('answers 304 while nothing has changed, and says when to come back', async () => {
    const jobs = createJobs()
    jobs.start('a')
    const origin = await listen(pollingServer(jobs))
    const first = await fetch(`${origin}/imports/a`)
    const again = { headers: { 'If-None-Match': first.headers.get('ETag')! } }
    expect([first.status, first.headers.get('Retry-After')]).toEqual([200, '3'])
    expect((await fetch(`${origin}/imports/a`, again)).status).toBe(304)
    jobs.tell('a', 'result', 1)
    const last = await fetch(`${origin}/imports/a`, again)
    expect([last.status, last.headers.get('Retry-After')]).toEqual([200, null])
    expect((await fetch(`${origin}/imports/b`)).status).toBe(404)
  })
})

describe('long polling', () => {
  it('asks again after an answer without the result, and after a failure', async () => {
    const jobs = createJobs()
    jobs.start('a')
    let requests = 0
    const origin = await listen(after([(_, response) => response.destroy()], longPollingServer(jobs, { timeout: 1 }), () => {
      if (++requests === 4)
        jobs.tell('a', 'result', 'done')
    }))
    expect(await longPoll(`${origin}/imports/a`, patient)).toBe('done')
    expect(requests).toBe(4)
  })

  it('is answered as soon as the result is there', async () => {
    const jobs = createJobs()
    jobs.start('a')
    const hold = longPollingServer(jobs, { timeout: 60_000 })
    const origin = await listen((request, response) => {
      hold(request, response)
      jobs.tell('a', 'progress', 1)
      jobs.tell('a', 'result', 'done')
    })
    expect(await longPoll(`${origin}/imports/a`, patient)).toBe('done')
  })
})

describe('an event stream', () => {
  const options = { retry: 3000, retrySpread: 1000, random: () => 0.5, ending: 'done', keepsHistory: true, heartbeat: 0, commentEvery: 60_000 } as const

  async function given({ headers = {}, query = '', ...other }: { headers?: HeadersInit, query?: string } & Partial<Parameters<typeof sseServer>[1]> = {}) {
    const jobs = createJobs()
    jobs.start('a')
    jobs.tell('a', 'progress', 25)
    jobs.tell('a', 'progress', 50)
    jobs.tell('a', 'result', 'all')
    const origin = await listen(sseServer(jobs, { ...options, ...other }))
    const leaving = new AbortController()
    const response = await fetch(`${origin}/imports/a/events${query}`, { headers, signal: leaving.signal })
    const first = response.status === 200 ? await response.body!.getReader().read() : undefined
    leaving.abort()
    return { status: response.status, text: new TextDecoder().decode(first?.value) }
  }

  it('opens with the delay to come back after, and with what was missed', async () => {
    const { text } = await given()
    expect(text.split('\n\n')).toEqual([
      'retry: 3500',
      'id: 1\nevent: progress\ndata: 25',
      'id: 2\nevent: progress\ndata: 50',
      'id: 3\nevent: done\ndata: "all"',
      '',
    ])
  })

  it('goes on after the last event that the client had, by header or by address', async () => {
    const expected = 'retry: 3500\n\nid: 3\nevent: done\ndata: "all"\n\n'
    expect((await given({ headers: { 'Last-Event-ID': '2' } })).text).toBe(expected)
    expect((await given({ query: '?after=2' })).text).toBe(expected)
  })

  it('without a history sends nothing again', async () => {
    expect((await given({ keepsHistory: false })).text).toBe('retry: 3500\n\n')
  })

  it('is refused for good by a 204, once there is nothing more to come', async () => {
    const headers = { 'Last-Event-ID': '3' }
    expect((await given({ ending: 'no-content', headers })).status).toBe(204)
    expect((await given({ ending: 'server-closes', headers })).status).toBe(200)
  })
})
