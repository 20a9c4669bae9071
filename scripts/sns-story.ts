/** The story of the slide on SNS as processes: Atlas uploads, Core stores and publishes, Metis reads. */
import type { ChildProcess } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import type { SnsRequest } from './sns-arguments.ts'
import type { Fact, Story } from './sns-process.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** Where its topic and queues are. */
export type Place = Pick<Story, 'client' | 'account' | 'prefix'>

/** What became of the documents. */
export interface Outcome { uploaded: number, published: number, readings: number, read: number, duplicates: number }

interface Telling {
  request: Pick<SnsRequest, 'kill' | 'at' | 'instances' | 'isFifo' | 'isSlow'>
  place: Place
  /** Told of all that happens: by whom, and when, milliseconds after the first upload. */
  onFact: (who: string, fact: Fact, at: number) => void
  /** Ends it before its end. */
  signal?: AbortSignal
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Plays it until each document is read, and who was killed runs again. @throws a process ended in error */
export async function playStory({ request: { kill, at, instances, isFifo, isSlow }, place, onFact, signal }: Telling): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'sns-'))
  const ports = await Promise.all(Array.from({ length: instances.core }, freePort))
  const story: Story = { ...place, isFifo, isSlow, ports, database: join(folder, 'core.db') }
  const running = new Map<string, ChildProcess>()
  const [uploaded, published, read]: [string[], string[], string[]] = [[], [], []]
  const allUp = instances.core + instances.metis
  const up = new Set<string>()
  const finished = Promise.withResolvers<void>()
  const uploading = Promise.withResolvers<void>()
  /** When the first document is uploaded. */
  let start = Infinity
  let isUploaded = false
  const open = (role: string, index = 0) => fork(fileURLToPath(new URL('sns-process.ts', import.meta.url)), [role, String(index), JSON.stringify(story)])

  function run(role: string, index = 0) {
    const who = index === 0 ? role : `${role} ${index + 1}`
    const child = open(role, index)
    running.set(who, child)
    child.on('message', ({ at, fact }: { at: number, fact: Fact }) => {
      if (role === 'atlas') {
        start = Math.min(start, at)
        uploading.resolve()
      }
      onFact(who, fact, at - start)
      note(who, fact)
    })
    child.once('exit', (code) => {
      if (role === 'atlas' && code === 0)
        isUploaded = true
      else if (code)
        finished.reject(new Error(`${who} ended with code ${code}`))
      endIfDone()
    })
  }

  function note(who: string, { what, document }: Fact) {
    const list = { uploads: uploaded, published, read }[what as string]
    list?.push(document!)
    if (what === 'is-up' && up.add(who).size === allUp && !running.has('atlas'))
      run('atlas')
    endIfDone()
  }

  function endIfDone() {
    if (isUploaded && new Set(read).size === uploaded.length)
      finished.resolve()
  }

  async function killAndStartAgain(role: string) {
    await uploading.promise
    await wait(at, undefined, { signal })
    onFact(role, { what: 'is-killed' }, Date.now() - start)
    running.get(role)!.kill('SIGKILL')
    await wait(1000, undefined, { signal })
    onFact(role, { what: 'starts-again' }, Date.now() - start)
    run(role)
  }

  signal?.addEventListener('abort', () => finished.reject(signal.reason))
  try {
    const [code] = await once(open('setUp'), 'exit')
    if (code !== 0)
      throw new Error('The topic and the queues could not be made')
    signal?.throwIfAborted()
    for (const role of ['core', 'metis'] as const)
      Array.from({ length: instances[role] }, (_, index) => run(role, index))
    await Promise.all([finished.promise, kill && killAndStartAgain(kill)])
    const documents = new Set(read).size
    return { uploaded: uploaded.length, published: published.length, readings: read.length, read: documents, duplicates: read.length - documents }
  }
  finally {
    running.forEach(child => child.kill('SIGKILL'))
    await rm(folder, { recursive: true, force: true })
  }
}
