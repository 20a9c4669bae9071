import type { EventQueue, Happening } from '../engine/event-queue.ts'
import type { Recorder } from '../engine/recorder.ts'
import type { Input } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Network } from './network.ts'
import { drawsFor } from '../engine/random.ts'
import { DETAILED_CLIENTS, SERVER } from './network.ts'

/** A slow worker takes this many times as long. */
export const SLOWDOWN = 3

interface Job {
  readonly client: number
  /** Duration of the work at normal speed. */
  readonly duration: Ms
  /** Work done when it last began to run: what follows is counted from there, so that roundings do not add up. */
  done: Ms
  /** Since when it has been running without a change. */
  since: Ms
  milestone: number
  readyAt: Ms | null
  /** What it runs towards; null while it stands still, and at its end. */
  step: Step | null
  endSpan: ((end: Ms) => void) | null
}

/** A job's way to its next milestone. */
class Step implements Happening {
  isOff = false
  readonly job: Job
  readonly arrive: (job: Job) => void

  constructor(job: Job, arrive: (job: Job) => void) {
    this.job = job
    this.arrive = arrive
  }

  happen() {
    this.arrive(this.job)
  }
}

interface JobsOptions {
  queue: EventQueue
  recorder: Pick<Recorder<never>, 'span' | 'mark'>
  network: Network
  seed: number
  processing: Ms
  distribution: 'fixed' | 'exponential'
  /** Into how many parts of equal work a job is cut; the end of the last is its end. */
  milestones?: number
  onMilestone: (client: number, milestone: number) => void
  /** Clients whose jobs the trace shows. */
  detailed?: number
}

export interface Jobs {
  /** Begins a client's job, once: asked again, it goes on. */
  start: (client: number) => void
  isReady: (client: number) => boolean
  readyAt: (client: number) => Ms | null
  /** Milestones passed so far. */
  progress: (client: number) => number
  /** What the server expects to need still: the exact time for fixed work, the mean where it cannot know. */
  expectedRemaining: (client: number) => Ms
  apply: (inputs: readonly Input[]) => void
}

/**
 * The server's work, one job a client, all at the same time. A job outlives a server that goes down, in the database,
 * and is begun again from its last milestone when the server is back.
 */
export function createJobs({ queue, recorder, network, seed, processing, distribution, milestones = 1, onMilestone, detailed = DETAILED_CLIENTS }: JobsOptions): Jobs {
  const jobs: (Job | undefined)[] = []
  /** The same in the order of their starts. */
  const started: Job[] = []
  let speed = 1

  /** Work done by the time of a milestone. */
  const workUntil = ({ duration }: Job, milestone: number) => duration * milestone / milestones

  function run(job: Job) {
    job.since = queue.now
    if (job.client < detailed)
      job.endSpan ??= recorder.span({ lane: SERVER, start: queue.now, label: 'processing', tone: 'server', step: 3 })
    goOn(job)
  }

  function goOn(job: Job) {
    job.step = new Step(job, pass)
    queue.at(Math.max(queue.now, job.since + (workUntil(job, job.milestone + 1) - job.done) / speed), job.step)
  }

  function pass(job: Job) {
    job.milestone++
    if (job.milestone === milestones) {
      job.readyAt = queue.now
      job.step = null
      job.endSpan?.(queue.now)
    }
    onMilestone(job.client, job.milestone)
    if (job.step)
      goOn(job)
  }

  function pause(job: Job) {
    if (job.step)
      job.step.isOff = true
    job.step = null
    job.done += (queue.now - job.since) * speed
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
      unfinished().filter(({ step }) => !step).forEach(run)
    }
  })

  function setSpeed(value: number, label: string) {
    recorder.mark({ lane: SERVER, at: queue.now, label, tone: value < 1 ? 'failure' : 'success' })
    const running = unfinished().filter(({ step }) => step)
    running.forEach(pause)
    speed = value
    running.forEach(run)
  }

  return {
    start(client) {
      if (jobs[client])
        return
      const duration = distribution === 'fixed' ? processing : drawsFor(seed, 'processing', client).exponential(processing)
      const job: Job = { client, duration, done: 0, since: queue.now, milestone: 0, readyAt: null, step: null, endSpan: null }
      jobs[client] = job
      started.push(job)
      run(job)
    },
    isReady: client => jobs[client]?.readyAt != null,
    readyAt: client => jobs[client]?.readyAt ?? null,
    progress: client => jobs[client]?.milestone ?? 0,
    expectedRemaining(client) {
      const job = jobs[client]
      if (!job || distribution === 'exponential')
        return processing
      return Math.max(0, job.duration - job.done - (queue.now - job.since) * speed)
    },
    apply(inputs) {
      for (const { at, do: kind } of inputs) {
        if (kind === 'slow-worker' || kind === 'normal-worker')
          queue.at(at, () => setSpeed(kind === 'slow-worker' ? 1 / SLOWDOWN : 1, kind))
      }
    },
  }
}
