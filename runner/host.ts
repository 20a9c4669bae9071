import type { RunJob, RunWorker, ToWorker } from './job.ts'
import type { ElapsedMs, EndReason, RunEvent, RunRecord } from './record.ts'
import { createDoor } from './door.ts'
import { START_AFTER } from './job.ts'
import { emptyRecord, recordEvent } from './record.ts'

export interface Run {
  stop: () => void
  /** The record once the run is over; it never rejects. */
  done: Promise<RunRecord>
}

/** A program is endless when so many pings in a row remain unanswered. They are counted, not timed: a computer may have slept meanwhile. */
const PING_EVERY = 250

/**
 * Runs a job in a worker of its own and terminates it as soon as the run is over.
 * @param job the code, its environment and its clock
 * @param worker a new one, which serves no other run
 * @param onChange called with the record after each event, the last one included
 */
export function startRun(job: RunJob, worker: RunWorker, onChange: (record: RunRecord) => void = () => {}): Run {
  let record = emptyRecord()
  let startedAt: number | null = null
  let pings = 0
  let unanswered = 0
  const read = createDoor()
  let finish: (record: RunRecord) => void
  const done = new Promise<RunRecord>(resolve => finish = resolve)

  const elapsed = (): ElapsedMs => startedAt === null ? 0 : Math.round(performance.now() - startedAt)

  function handle(event: RunEvent) {
    if (record.end)
      return
    record = recordEvent(record, event)
    if (event.type === 'started')
      startedAt = performance.now()
    if (record.end) {
      clearInterval(pinging)
      worker.port.onmessage = null
      worker.terminate()
    }
    onChange(record)
    if (record.end)
      finish(record)
  }
  const end = (reason: EndReason) => handle({ type: 'end', at: job.clock === 'real' ? elapsed() : record.lines.at(-1)?.at ?? 0, reason })
  const send = (message: ToWorker) => worker.port.postMessage(message)

  function ping() {
    const patience = startedAt === null ? Math.max(worker.patience, START_AFTER) : worker.patience
    if (unanswered++ >= patience / PING_EVERY)
      return end(startedAt === null ? 'crash' : 'endless')
    pings += 1
    send({ type: 'ping' })
  }
  const pinging = setInterval(ping, PING_EVERY)

  worker.onCrash(end)
  worker.port.onmessage = ({ data }: MessageEvent<unknown>) => {
    unanswered = 0
    const message = read(data, pings)
    if (!message)
      end('tampered')
    else if (message.type !== 'pong')
      handle(message)
  }
  worker.modules(job).then(modules => send({ type: 'run', job, modules }), () => end('unreachable'))

  return { done, stop: () => end('stopped') }
}
