import type { FromWorker, RunJob, RunWorker, ToWorker } from './job.ts'
import type { EndReason, Ms, RunEvent, RunRecord } from './record.ts'
import { ENDLESS_AFTER } from './job.ts'
import { emptyRecord, recordEvent } from './record.ts'

export interface Run {
  stop: () => void
  /** The record once the run is over; it never rejects. */
  done: Promise<RunRecord>
}

/** Pings that remain unanswered in a row make a program endless; counting them, a computer that slept does no harm. */
const PING_EVERY = 250
const MAX_MISSED = ENDLESS_AFTER / PING_EVERY

/**
 * Runs a job in a worker of its own and terminates it as soon as the run is over.
 * @param job the code, its environment and its clock
 * @param worker a fresh one; it is used up
 * @param onChange called with the record after each event, the last one included
 */
export function startRun(job: RunJob, worker: RunWorker, onChange: (record: RunRecord) => void = () => {}): Run {
  let record = emptyRecord()
  let startedAt: number | null = null
  let missed = 0
  let heartbeat: ReturnType<typeof setInterval> | undefined
  let finish: (record: RunRecord) => void
  const done = new Promise<RunRecord>(resolve => finish = resolve)

  const elapsed = (): Ms => startedAt === null ? 0 : Math.round(performance.now() - startedAt)

  function take(event: RunEvent) {
    if (record.end)
      return
    record = recordEvent(record, event)
    if (event.type === 'started')
      startedAt = performance.now()
    if (record.end) {
      clearInterval(heartbeat)
      worker.port.onmessage = null
      worker.terminate()
    }
    onChange(record)
    if (record.end)
      finish(record)
  }
  const end = (reason: EndReason) => take({ type: 'end', at: job.clock === 'real' ? elapsed() : record.lines.at(-1)?.at ?? 0, reason })
  const tell = (message: ToWorker) => worker.port.postMessage(message)

  function beat() {
    if (missed++ >= MAX_MISSED)
      end('endless')
    else
      tell({ type: 'ping' })
  }

  worker.onCrash(end)
  worker.port.onmessage = ({ data }: MessageEvent<FromWorker>) => {
    missed = 0
    if (data.type === 'pong')
      return
    if (data.type === 'started')
      heartbeat = setInterval(beat, PING_EVERY)
    take(data)
  }
  tell({ type: 'run', job })

  return { done, stop: () => end('stopped') }
}
