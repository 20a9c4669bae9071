import type { EventQueue, ScheduledEvent } from '../engine/event-queue.ts'
import type { Recorder } from '../engine/recorder.ts'
import type { Input, InputSpec } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Network } from './network.ts'
import { drawsFor } from '../engine/random.ts'
import { DETAILED_CLIENTS, SERVER } from './network.ts'

/** A slow worker takes this many times as long for its work. */
export const SLOWDOWN = 3

/** Processing takes longer, by {@link SLOWDOWN}, until 'normal-worker'. */
export type WorkerInput = 'slow-worker' | 'normal-worker'
export const workerInputs: Record<WorkerInput, InputSpec> = { 'slow-worker': {}, 'normal-worker': { ends: 'slow-worker' } }

interface Job {
  readonly client: number
  /** Duration of the work at normal speed. */
  readonly duration: Ms
  /** Work that was done when the job was last resumed. Times are computed from there, so that rounding errors do not add up. */
  done: Ms
  /** When the job was last resumed. */
  resumedAt: Ms
  /** Milestones passed. */
  milestone: number
  readyAt: Ms | null
  /** The next milestone; null while the job is paused, and at its end. */
  next: Milestone | null
  endSpan: ((end: Ms) => void) | null
}

/** A job reaches its next milestone. */
class Milestone implements ScheduledEvent {
  isCancelled = false
  readonly job: Job
  readonly onReached: (job: Job) => void

  constructor(job: Job, onReached: (job: Job) => void) {
    this.job = job
    this.onReached = onReached
  }

  fire() {
    this.onReached(this.job)
  }
}

interface JobsOptions {
  queue: EventQueue
  recorder: Pick<Recorder<never>, 'span' | 'mark'>
  network: Network
  seed: number
  /** Duration of each job, or the mean of exponential ones. */
  processing: Ms
  distribution: 'fixed' | 'exponential'
  /** Parts of equal work in a job; a milestone is the end of a part, the last one the end of the job. */
  milestones?: number
  /** @param milestone from 1 */
  onMilestone: (client: number, milestone: number) => void
  /** Number of clients whose jobs the trace shows. */
  detailed?: number
}

export interface Jobs {
  /** Starts a client's job; without effect when it was started before. */
  start: (client: number) => void
  /** Whether the result is there. */
  isReady: (client: number) => boolean
  /** When the result was there; null before. */
  readyAt: (client: number) => Ms | null
  /** Milestones passed so far. */
  progress: (client: number) => number
  /** How long the server expects the job to take still: the exact time for fixed work, the mean for exponential work. */
  expectedRemaining: (client: number) => Ms
  /** Schedules the changes of speed among the inputs. */
  apply: (inputs: readonly Input[]) => void
}

/**
 * The server's work: one job for each client, all in parallel. Jobs are kept in a database, so that they outlive a server
 * that goes down: each continues from its last milestone when the server is up again.
 */
export function createJobs(options: JobsOptions): Jobs {
  const { queue, recorder, network, seed, processing, distribution, milestones = 1, onMilestone, detailed = DETAILED_CLIENTS } = options
  const jobs: (Job | undefined)[] = []
  /** The same jobs in the order of their starts. */
  const started: Job[] = []
  let speed = 1

  /** Work until a milestone. */
  const workUntil = ({ duration }: Job, milestone: number) => duration * milestone / milestones

  function resume(job: Job) {
    job.resumedAt = queue.now
    if (job.client < detailed)
      job.endSpan ??= recorder.span({ lane: SERVER, start: queue.now, label: 'processing', tone: 'server', step: 3 })
    scheduleNext(job)
  }

  function scheduleNext(job: Job) {
    job.next = new Milestone(job, onReached)
    queue.at(Math.max(queue.now, job.resumedAt + (workUntil(job, job.milestone + 1) - job.done) / speed), job.next)
  }

  function onReached(job: Job) {
    job.milestone++
    if (job.milestone === milestones) {
      job.readyAt = queue.now
      job.next = null
      job.endSpan?.(queue.now)
    }
    onMilestone(job.client, job.milestone)
    if (job.next)
      scheduleNext(job)
  }

  function pause(job: Job) {
    if (job.next)
      job.next.isCancelled = true
    job.next = null
    job.done += (queue.now - job.resumedAt) * speed
  }

  const unfinished = () => started.filter(({ readyAt }) => readyAt === null)

  network.onChange((change) => {
    if (change === 'server-down') {
      for (const job of unfinished()) {
        pause(job)
        job.done = workUntil(job, job.milestone)
        job.endSpan?.(queue.now)
        job.endSpan = null
      }
    }
    else if (change === 'server-up') {
      unfinished().filter(({ next }) => !next).forEach(resume)
    }
  })

  function setSpeed(value: number, label: string) {
    recorder.mark({ lane: SERVER, at: queue.now, label, tone: value < 1 ? 'failure' : 'success' })
    const running = unfinished().filter(({ next }) => next)
    running.forEach(pause)
    speed = value
    running.forEach(resume)
  }

  return {
    start(client) {
      if (jobs[client])
        return
      const duration = distribution === 'fixed' ? processing : drawsFor(seed, 'processing', client).exponential(processing)
      const job: Job = { client, duration, done: 0, resumedAt: queue.now, milestone: 0, readyAt: null, next: null, endSpan: null }
      jobs[client] = job
      started.push(job)
      resume(job)
    },
    isReady: client => jobs[client]?.readyAt != null,
    readyAt: client => jobs[client]?.readyAt ?? null,
    progress: client => jobs[client]?.milestone ?? 0,
    expectedRemaining(client) {
      const job = jobs[client]
      if (!job || distribution === 'exponential')
        return processing
      return Math.max(0, job.duration - job.done - (queue.now - job.resumedAt) * speed)
    },
    apply(inputs) {
      for (const { at, do: kind } of inputs) {
        if (kind === 'slow-worker' || kind === 'normal-worker')
          queue.at(at, () => setSpeed(kind === 'slow-worker' ? 1 / SLOWDOWN : 1, kind))
      }
    },
  }
}
