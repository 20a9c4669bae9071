import type { EventQueue } from './event-queue.ts'
import type { Network } from './network.ts'
import type { Recorder } from './recorder.ts'
import type { Input } from './scenario.ts'
import type { Ms } from './trace.ts'
import { DETAILED_CLIENTS, SERVER } from './network.ts'
import { drawsFor } from './random.ts'

/** A slow worker takes this many times as long. */
export const SLOWDOWN = 3

interface Job {
  /** Duration of the work at normal speed. */
  duration: Ms
  done: Ms
  /** Since when it has been running without a change. */
  since: Ms
  milestone: number
  readyAt: Ms | null
  stop?: () => void
  endSpan?: (end: Ms) => void
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
  const jobs = new Map<number, Job>()
  let speed = 1

  function run(client: number, job: Job) {
    job.since = queue.now
    if (client < detailed && !job.endSpan)
      job.endSpan = recorder.span({ lane: SERVER, start: queue.now, label: 'processing', tone: 'server', step: 3 })
    const next = job.duration * (job.milestone + 1) / milestones
    job.stop = queue.timer((next - job.done) / speed, () => {
      job.done = next
      job.milestone++
      if (job.milestone === milestones) {
        job.readyAt = queue.now
        job.stop = undefined
        job.endSpan?.(queue.now)
      }
      onMilestone(client, job.milestone)
      if (job.readyAt === null && job.stop)
        run(client, job)
    })
  }

  function pause(job: Job) {
    job.stop?.()
    job.stop = undefined
    job.done += (queue.now - job.since) * speed
  }

  const unfinished = () => [...jobs].filter(([, { readyAt }]) => readyAt === null)

  network.onChange((change) => {
    if (change === 'server-down') {
      for (const [, job] of unfinished()) {
        pause(job)
        job.done = job.duration * job.milestone / milestones
        job.endSpan?.(queue.now)
        job.endSpan = undefined
      }
    }
    else if (change === 'server-up') {
      for (const [client, job] of unfinished())
        run(client, job)
    }
  })

  function setSpeed(value: number, label: string) {
    recorder.mark({ lane: SERVER, at: queue.now, label, tone: value < 1 ? 'failure' : 'success' })
    const running = unfinished().filter(([, { stop }]) => stop)
    running.forEach(([, job]) => pause(job))
    speed = value
    running.forEach(([client, job]) => run(client, job))
  }

  return {
    start(client) {
      if (jobs.has(client))
        return
      const duration = distribution === 'fixed' ? processing : drawsFor(seed, 'processing', client).exponential(processing)
      const job: Job = { duration, done: 0, since: queue.now, milestone: 0, readyAt: null }
      jobs.set(client, job)
      run(client, job)
    },
    isReady: client => jobs.get(client)?.readyAt != null,
    readyAt: client => jobs.get(client)?.readyAt ?? null,
    progress: client => jobs.get(client)?.milestone ?? 0,
    expectedRemaining(client) {
      const job = jobs.get(client)
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
