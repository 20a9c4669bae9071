import type { JobAnswer, JobCall } from './simulation-jobs'
import { simulationJobs } from './simulation-jobs'

globalThis.onmessage = ({ data: { id, name, args } }: MessageEvent<JobCall>) => {
  const run = simulationJobs[name] as (...args: unknown[]) => unknown
  try {
    globalThis.postMessage({ id, result: run(...args) } satisfies JobAnswer)
  }
  catch (error) {
    globalThis.postMessage({ id, error: String(error) } satisfies JobAnswer)
  }
}
