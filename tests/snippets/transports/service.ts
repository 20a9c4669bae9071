import type { RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Job, JobEvent, Jobs } from '../../../snippets/transports/jobs.ts'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { onTestFinished } from 'vitest'

/** Jobs that a test drives: each event is told when the test says so. */
export function createJobs() {
  const jobs = new Map<string, { job: Job, tell: (type: JobEvent['type'], data: unknown) => void }>()
  let started = 0

  function create(id: string) {
    const events: JobEvent[] = []
    const listeners = new Set<(event: JobEvent) => void>()
    const job: Job = {
      id,
      events,
      get result() {
        return events.find(({ type }) => type === 'result')
      },
      remaining: () => 2400,
      watch(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    const tell = (type: JobEvent['type'], data: unknown) => {
      const event = { id: events.length + 1, type, data }
      events.push(event)
      listeners.forEach(listener => listener(event))
    }
    return { job, tell, listeners }
  }

  const made: Jobs = {
    start(key) {
      if (!jobs.has(key)) {
        started++
        jobs.set(key, create(key))
      }
      return jobs.get(key)!.job
    },
    find: id => jobs.get(id)?.job,
  }
  return {
    ...made,
    started: () => started,
    tell: (id: string, type: JobEvent['type'], data: unknown) => jobs.get(id)!.tell(type, data),
  }
}

/** A server on loopback until the test ends. @param withServer takes more of the server than requests */
export async function listen(answer: RequestListener, withServer: (server: Server) => void = () => {}): Promise<string> {
  const server = createServer(answer)
  withServer(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
