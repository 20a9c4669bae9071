import type { JobAnswer, JobCall, JobName, SimulationJobs } from './simulation-jobs'
import { haveFile } from '../build/client/lazy-parts'
import workerUrl from './simulation-worker.ts?worker&url'

type Result<Name extends JobName> = ReturnType<SimulationJobs[Name]>

const pending = new Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>()
let started: Promise<Worker> | undefined
let calls = 0

async function startWorker(): Promise<Worker> {
  await haveFile(workerUrl)
  const worker = new Worker(workerUrl, { type: 'module', name: 'simulation' })
  worker.onmessage = ({ data: { id, result, error } }: MessageEvent<JobAnswer>) => {
    const call = pending.get(id)
    pending.delete(id)
    if (error === undefined)
      call?.resolve(result)
    else
      call?.reject(new Error(error))
  }
  return worker
}

/** Runs a job in the worker that all simulations of the page share. */
async function compute<Name extends JobName>(name: Name, args: Parameters<SimulationJobs[Name]>): Promise<Result<Name>> {
  const worker = await (started ??= startWorker())
  const call: JobCall = { id: ++calls, name, args }
  return new Promise((resolve, reject) => {
    pending.set(call.id, { resolve, reject })
    worker.postMessage(call)
  })
}

/**
 * One job whose arguments change faster than it runs: while it runs, of all later wishes only the latest is kept.
 * @returns asks for the job. `onResult` is called with each result and the arguments that it is of; not with those of wishes that were overtaken.
 */
export function latestOf<Name extends JobName>(name: Name, onResult: (result: Result<Name>, args: Parameters<SimulationJobs[Name]>) => void) {
  type Args = Parameters<SimulationJobs[Name]>
  let isRunning = false
  let wish: Args | undefined

  async function run() {
    isRunning = true
    try {
      while (wish) {
        const args = wish
        wish = undefined
        onResult(await compute(name, args), args)
      }
    }
    finally {
      isRunning = false
    }
  }

  return (...args: Args) => {
    wish = args
    if (!isRunning)
      void run()
  }
}
