import type { RunWorker } from './job.ts'
import SnippetWorker from './worker.ts?worker&inline'

/** Milliseconds after which the next worker starts: the first lines of the run that began come first. */
const NEXT_AFTER = 300

let spare: RunWorker | undefined

/** A fresh Web Worker; the next one starts while this one runs, so that a click need not wait for it. */
export function takeWorker(): RunWorker {
  const worker = spare ?? createWorker()
  spare = undefined
  setTimeout(warmUp, NEXT_AFTER)
  return worker
}

/** Starts the first spare worker ahead of the first run. */
export function warmUp(): void {
  spare ??= createWorker()
}

/** The code of the worker comes with this module: a run starts without a request, offline too. */
function createWorker(): RunWorker {
  const worker = new SnippetWorker({ name: 'snippet' })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage(port2, [port2])
  // A spare one may die before a run takes it.
  const crash = new Promise<'memory' | 'crash'>((resolve) => {
    worker.onerror = (event) => {
      event.preventDefault()
      resolve(/memory/i.test(event.message) ? 'memory' : 'crash')
    }
  })
  return {
    port: port1,
    onCrash: listener => void crash.then(listener),
    terminate: () => worker.terminate(),
  }
}
