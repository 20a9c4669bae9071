import type { RunWorker } from './job.ts'

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

function createWorker(): RunWorker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'snippet' })
  const { port1, port2 } = new MessageChannel()
  worker.postMessage(port2, [port2])
  return {
    port: port1,
    onCrash: (listener) => {
      worker.onerror = (event) => {
        event.preventDefault()
        listener(/memory/i.test(event.message) ? 'memory' : 'crash')
      }
    },
    terminate: () => worker.terminate(),
  }
}
