import type { RunJob, RunWorker } from './job.ts'
import type { RunRecord } from './record.ts'
import process from 'node:process'
import { Worker } from 'node:worker_threads'
import { startRun } from './host.ts'

/** Enough memory that a program which runs without end, or computes too much, is stopped for that and not for its memory. */
const MAX_MEGABYTES = 4096

/** A thread that shares its core with others may answer late; what is endless, it finds by its own processor time. */
const PATIENCE = 60_000

/** Runs TypeScript in a worker thread of Node, as a slide runs it in the browser. Never rejects. */
export function runInNode(code: string, { env = {}, clock = 'virtual' }: Partial<Omit<RunJob, 'code'>> = {}): Promise<RunRecord> {
  return startRun({ code, env, clock }, createWorker()).done
}

/** Tests name one that is bundled, by SNIPPET_WORKER: it starts in less than half the time. */
function createWorker(): RunWorker {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(process.env.SNIPPET_WORKER ?? new URL('./node-worker.ts', import.meta.url), {
    workerData: port2,
    transferList: [port2 as never],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
  })
  return {
    port: port1,
    patience: PATIENCE,
    modules: async () => [],
    onCrash: listener => worker.on('error', (error) => {
      listener('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'memory' : 'crash')
    }),
    terminate: () => {
      port1.close()
      void worker.terminate()
    },
  }
}
