import type { FromWorker, RunJob, RunWorker, ToWorker } from './job.ts'
import type { ElapsedMs, EndReason, RunEvent, RunRecord } from './record.ts'
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
  let unanswered = 0
  let pinging: ReturnType<typeof setInterval> | undefined
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
    if (unanswered++ >= worker.patience / PING_EVERY)
      end('endless')
    else
      send({ type: 'ping' })
  }

  worker.onCrash(end)
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    unanswered = 0
    if (data.type === 'pong')
      return
    if (data.type === 'started')
      pinging = setInterval(ping, PING_EVERY)
    handle(data)
  }
  send({ type: 'run', job })

  return { done, stop: () => end('stopped') }
}
