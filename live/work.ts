import type { Job, JobEvent, Jobs } from '../snippets/transports/jobs.ts'

interface WorkOptions {
  /** How long the job of this key takes, in milliseconds. */
  durationOf: (key: string) => number
  /** How long every job is expected to take still, where nobody knows more: that of exponential durations is always their mean. */
  expected?: number
  /** Parts of equal work; the end of each is an event, that of the last one the result. */
  parts: number
}

/** Jobs that take their time, kept as in a database: they outlive a server that goes down. */
export interface Work extends Jobs {
  /** Forgets all jobs. */
  clear: () => void
  /** The server is down: work since the last event is lost. */
  stop: () => void
  /** The server is up again: each job goes on from its last event. */
  resume: () => void
  /** 1 is normal; a job keeps what it has done. */
  setSpeed: (speed: number) => void
}

/** @returns jobs that have not started yet */
export function createWork({ durationOf, expected, parts }: WorkOptions): Work {
  const jobs = new Map<string, TimedJob>()
  let speed = 1
  let isStopped = false
  const each = (act: (job: TimedJob) => void) => jobs.forEach(job => job.result ? undefined : act(job))

  return {
    start(key) {
      let job = jobs.get(key)
      if (!job) {
        jobs.set(key, job = new TimedJob(key, durationOf(key), parts, expected))
        if (!isStopped)
          job.run(speed)
      }
      return job
    },
    find: id => jobs.get(id),
    clear() {
      each(job => job.stop(false))
      jobs.clear()
    },
    stop() {
      isStopped = true
      each(job => job.stop(true))
    },
    resume() {
      isStopped = false
      each(job => job.run(speed))
    },
    setSpeed(value) {
      speed = value
      if (!isStopped) {
        each((job) => {
          job.stop(false)
          job.run(speed)
        })
      }
    },
  }
}

class TimedJob implements Job {
  readonly id: string
  readonly events: JobEvent[] = []
  private readonly duration: number
  private readonly parts: number
  private readonly listeners = new Set<(event: JobEvent) => void>()
  /** Milliseconds of work that were done when it last began to run. */
  private done = 0
  private since = 0
  private speed = 1
  private timer: NodeJS.Timeout | undefined

  private readonly expected: number | undefined

  constructor(id: string, duration: number, parts: number, expected?: number) {
    this.expected = expected
    this.id = id
    this.duration = duration
    this.parts = parts
  }

  get result() {
    return this.events[this.parts - 1]
  }

  remaining() {
    return this.expected ?? Math.max(0, this.duration - this.worked())
  }

  watch(listener: (event: JobEvent) => void) {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  run(speed: number) {
    this.speed = speed
    this.since = performance.now()
    this.waitForNext()
  }

  /** @param toLastEvent what was done since is lost */
  stop(toLastEvent: boolean) {
    clearTimeout(this.timer)
    this.done = toLastEvent ? this.workUntil(this.events.length) : this.worked()
    this.since = Number.NaN
  }

  private worked() {
    return Number.isNaN(this.since) ? this.done : this.done + (performance.now() - this.since) * this.speed
  }

  private workUntil(event: number) {
    return this.duration * event / this.parts
  }

  private waitForNext() {
    const left = this.workUntil(this.events.length + 1) - this.worked()
    this.timer = setTimeout(() => this.tell(), left / this.speed)
  }

  private tell() {
    const id = this.events.length + 1
    const event: JobEvent = id === this.parts
      ? { id, type: 'result', data: { lines: 1240 } }
      : { id, type: 'progress', data: { percent: Math.round(100 * id / this.parts) } }
    this.events.push(event)
    if (id < this.parts)
      this.waitForNext()
    for (const listener of [...this.listeners])
      listener(event)
  }
}
