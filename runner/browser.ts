import type { RunWorker } from './job.ts'
import { ENDLESS_AFTER } from './job.ts'
import SnippetWorker from './worker.ts?worker&inline'

/** Milliseconds after which the next worker is created, so that it does not delay the first lines of the run that begins. */
const NEXT_AFTER = 300

let spare: RunWorker | undefined

/** A new Web Worker. The next one is created while this one runs, so that a click need not wait for it. */
export function takeWorker(): RunWorker {
  const worker = spare ?? createWorker()
  spare = undefined
  setTimeout(warmUp, NEXT_AFTER)
  return worker
}

/** Creates a worker before the first run. */
export function warmUp(): void {
  spare ??= createWorker()
}

/** The code of the worker is part of this module: a run starts without a request, offline too. */
function createWorker(): RunWorker {
  const worker = new SnippetWorker({ name: 'snippet' })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage(port2, [port2])
  // A worker may crash before a run takes it.
  const crash = new Promise<'memory' | 'crash'>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault()
      resolve(/memory/i.test(event.message) ? 'memory' : 'crash')
    }
  })
  return {
    port: port1,
    patience: ENDLESS_AFTER,
    onCrash: listener => void crash.then(listener),
    terminate: () => worker.terminate(),
  }
}
