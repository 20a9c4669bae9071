/**
 * The document in which the workers of runs are made: a sandboxed frame, whose origin is opaque and whose content policy has
 * no network. What a worker does that escapes from its run, it does there: no storage, channel, window or server of the deck
 * is within its reach. `build/snippet-sandbox.ts` writes the document around this script, with the text of the worker.
 */

/** What the page asks on the port: a worker that answers on this port, or the end of a worker. */
export type ToFrame = { id: number, port: MessagePort } | { id: number, port: null }

/** What the page hears of a worker that died by itself. */
export interface FromFrame { id: number, reason: 'memory' | 'crash' }

// Opened by itself, this document would have the origin of the deck.
if (globalThis.origin === 'null' && parent !== window)
  serve(JSON.parse(document.querySelector('script[type="application/json"]')!.textContent) as string)

function serve(code: string): void {
  // Of a blob, Chromium would make a worker that has no `crypto.subtle` and shares the origin of this document.
  const url = `data:text/javascript;charset=utf-8,${encodeURIComponent(code)}`
  const workers = new Map<number, Worker>()
  const { port1: own, port2: forPage } = new MessageChannel()

  own.onmessage = ({ data: { id, port } }: MessageEvent<ToFrame>) => {
    if (port) {
      workers.set(id, createWorker(id, port))
      return
    }
    workers.get(id)?.terminate()
    workers.delete(id)
  }

  function createWorker(id: number, port: MessagePort): Worker {
    const worker = new Worker(url, { name: 'snippet' })
    worker.onerror = (event) => {
      event.preventDefault()
      own.postMessage({ id, reason: /memory/i.test(event.message) ? 'memory' : 'crash' } satisfies FromFrame)
    }
    worker.postMessage(port, [port])
    return worker
  }

  // Whoever shows this document gets what it offers, which is to run code that reaches nothing.
  parent.postMessage(null, '*', [forPage])
}
