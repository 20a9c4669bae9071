import type { FromFrame, ToFrame } from './frame.ts'
import type { RunJob, RunWorker } from './job.ts'
import type { ModuleText } from './module-texts.ts'
import { frame as frameUrl, moduleFiles } from 'virtual:snippet-sandbox'
import { ENDLESS_AFTER } from './job.ts'
import { FAKE_TIMERS, modulesIn } from './modules.ts'

/** Milliseconds after which the next worker is created, so that it does not delay the first lines of the run that begins. */
const NEXT_AFTER = 300
/** Milliseconds that a frame may take to speak once it is loaded: the page of an error never does. */
const SILENCE = 2000

type CrashReason = 'memory' | 'crash' | 'unreachable'

/** The frame that makes the workers. */
interface Sandbox {
  create: (id: number, port: MessagePort) => void
  terminate: (id: number) => void
}

let sandbox: Promise<Sandbox> | undefined
let spare: RunWorker | undefined
let workers = 0
/** By the number of the worker. */
const crashes = new Map<number, (reason: CrashReason) => void>()

/** A new Web Worker. The next one is created while this one runs, so that a click need not wait for it. */
export function takeWorker(): RunWorker {
  const worker = spare ?? createWorker()
  spare = undefined
  setTimeout(warmUp, NEXT_AFTER)
  return worker
}

/**
 * Loads what runs need before the first one, and creates a worker: a click then makes no request, and needs no network.
 * @param code of a block that may run
 */
export function warmUp(code = ''): void {
  spare ??= createWorker()
  modulesIn(code).forEach(specifier => filesOf([specifier]).forEach(({ url }) => void textAt(url).catch(() => {})))
}

function createWorker(): RunWorker {
  const id = ++workers
  const { port1, port2 } = new MessageChannel()
  // A worker may crash before a run takes it.
  const crash = new Promise<CrashReason>(resolve => crashes.set(id, resolve))
  const own = sandbox ??= openSandbox()
  own.then(({ create }) => create(id, port2), () => lose(id, 'unreachable'))
  const worker: RunWorker = {
    port: port1,
    patience: ENDLESS_AFTER,
    modules: textsFor,
    onCrash: listener => void crash.then(listener),
    terminate: () => {
      port1.close()
      crashes.delete(id)
      own.then(({ terminate }) => terminate(id), () => {})
    },
  }
  void crash.then(() => {
    if (spare === worker)
      spare = undefined
  })
  return worker
}

function lose(id: number, reason: CrashReason): void {
  crashes.get(id)?.(reason)
  crashes.delete(id)
}

/** Forgets the frame, so that the next worker is made in another one. */
function leaveSandbox(frame: HTMLIFrameElement, reason: CrashReason): void {
  frame.remove()
  sandbox = undefined
  for (const id of [...crashes.keys()])
    lose(id, reason)
}

/** @throws when the frame does not load */
function openSandbox(): Promise<Sandbox> {
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.hidden = true
  frame.src = frameUrl
  return new Promise<Sandbox>((resolve, reject) => {
    function welcome({ source, ports: [port] }: MessageEvent) {
      if (source !== frame.contentWindow || !port)
        return
      removeEventListener('message', welcome)
      port.onmessage = ({ data: { id, reason } }: MessageEvent<FromFrame>) => lose(id, reason)
      // A frame in a process of its own may end without the page.
      port.addEventListener('close', () => leaveSandbox(frame, 'memory'))
      const send = (message: ToFrame, transfer: Transferable[] = []) => port.postMessage(message, transfer)
      resolve({ create: (id, port) => send({ id, port }, [port]), terminate: id => send({ id, port: null }) })
    }
    addEventListener('message', welcome)
    frame.onload = () => setTimeout(() => reject(new Error('The frame of the runner did not load')), SILENCE)
    document.body.append(frame)
  }).catch((error) => {
    leaveSandbox(frame, 'unreachable')
    addEventListener('online', () => warmUp(), { once: true })
    throw error
  })
}

/** The texts of modules, by address. One that could not be loaded is asked for again. */
const texts = new Map<string, Promise<string>>()

function textAt(url: string): Promise<string> {
  const text = texts.get(url) ?? fetchText(url)
  texts.set(url, text)
  text.catch(() => texts.delete(url))
  return text
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url)
  // A host answers an address that it does not know with the page of the deck.
  if (!response.ok || !/javascript/.test(response.headers.get('content-type') ?? ''))
    throw new Error(`${url}: ${response.status}`)
  return response.text()
}

const filesOf = (specifiers: string[]) => moduleFiles.filter(({ servesFor }) => servesFor.some(specifier => specifiers.includes(specifier)))

/** @throws when one of them cannot be loaded */
function textsFor({ code, clock }: RunJob): Promise<ModuleText[]> {
  const wanted = [...modulesIn(code), ...clock === 'virtual' ? [FAKE_TIMERS] : []]
  return Promise.all(filesOf(wanted).map(async ({ name, specifier, url }) => ({ name, specifier, code: await textAt(url) })))
}
