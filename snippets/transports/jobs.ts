/** What a job has to tell, numbered from 1 and kept: its progress, at last its result. */
export interface JobEvent {
  id: number
  type: 'progress' | 'result'
  data: unknown
}

/** A job as the database knows it: every server of the service sees the same. */
export interface Job {
  readonly id: string
  readonly events: readonly JobEvent[]
  /** The last event, once the work is done. */
  readonly result: JobEvent | undefined
  /** How long the work is expected to take still, in milliseconds. */
  remaining: () => number
  /** Calls back with each event from now on. @returns stops */
  watch: (listener: (event: JobEvent) => void) => () => void
}

export interface Jobs {
  /** Starts a job; the same key gives the same job, so that a request may be sent again. */
  start: (key: string) => Job
  find: (id: string) => Job | undefined
}
