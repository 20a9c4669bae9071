import { isFault, note, wait } from './journal.ts'

export { attach } from './journal.ts'

export interface Reply {
  status: 200 | 202 | 503
  /** Seconds to wait before the next request, of 202 and 503. */
  retryAfter?: number
  /** Of 200. */
  result?: string
}

const READY_AT = 7000
const start = { at: -1 }
let requests = 0

/** Milliseconds since the first request. */
function elapsed(): number {
  if (start.at < 0)
    start.at = Date.now()
  return Date.now() - start.at
}

/** One request for the state of the job. Rejects where the network is cut. */
export async function getJob(): Promise<Reply> {
  const n = ++requests
  const at = elapsed()
  note('asked', { n }, `server: request ${n}`)
  await wait(isFault('slow') ? 2500 : 300)
  if (isFault('cut') && at > 2000 && at < 6000) {
    note('lost', { n }, `network: request ${n} lost`)
    throw new TypeError('network is down')
  }
  const reply = replyAt(elapsed())
  note('replied', { n, status: reply.status, retryAfter: reply.retryAfter ?? 0 }, `server: ${reply.status} to request ${n}`)
  return reply
}

function replyAt(at: number): Reply {
  if (isFault('busy') && at > 2000 && at < 6000)
    return { status: 503, retryAfter: 5 }
  return at < READY_AT ? { status: 202, retryAfter: 2 } : { status: 200, result: 'label.pdf' }
}

/** Shows the result to the user. */
export function show(result: string): void {
  note('shown', { result }, `user reads: ${result}`)
}
