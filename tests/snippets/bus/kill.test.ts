import type { Job } from './kill-child.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { seeded } from './kit.ts'
import { openUrl } from './open-url.ts'
import { ownSchema, servers } from './stores.ts'

const PUBLISHERS = 2
const WORKERS = 3
/** Messages of each publisher: more than it can publish in the lives that are cut short. */
const MESSAGES = 500
/** Of each process: a hundred in all on both databases, at night a hundred on each. */
const KILLS = inject('isLong') ? 20 : 10
/** A process is killed at one of its first points, half of which or more it takes to start. */
const MOST_POINTS = { publisher: 160, worker: 240 }
/** So many processes start and die: on a busy machine for longer than any other test lasts. */
const PATIENCE = 600_000
const SEEDS = Array.from({ length: inject('isLong') ? 20 : 1 }, (_, index) => index + 20)

const built = mkdtempSync(join(tmpdir(), 'bus-kill-'))

/** Hundreds of processes start: in one file of JavaScript each does in a third of the time. */
beforeAll(() => build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  ssr: { noExternal: true },
  build: { ssr: join(import.meta.dirname, 'kill-child.ts'), outDir: built, emptyOutDir: true },
}))
afterAll(() => rmSync(built, { recursive: true }))

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bus-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Processes of one role, one after the other: while one lives, the next one starts, and is ready to begin. */
function createLine(log: string) {
  const start = () => spawn(process.execPath, [join(built, 'kill-child.js')], { stdio: ['pipe', 'inherit', 'inherit'] })
  let next = start()
  let present = next
  let isToEnd = false
  let isLast = false
  onTestFinished(() => [present, next].forEach(child => child.kill('SIGKILL')))
  writeFileSync(log, '')

  return {
    /** Lets one live until its end, and resolves with the signal that ended it. */
    async live(job: Omit<Job, 'log'>): Promise<string | null> {
      present = next
      isLast = job.killAt === null
      next = start()
      present.stdin.on('error', () => {})
      present.stdin.write(`${JSON.stringify({ ...job, log } satisfies Job)}\n${isToEnd && job.killAt === null ? 'end\n' : ''}`)
      const [, signal] = await once(present, 'exit')
      return signal
    },
    /** Tells a worker, in its last life, that no more messages will come. */
    end() {
      isToEnd = true
      if (isLast)
        present.stdin.write('end\n')
    },
    /** The numbers of the messages that were published, or handled. */
    numbers: (what: string) => readFileSync(log, 'utf8').split('\n').filter(line => line.startsWith(what)).map(line => Number(line.split(' ')[1])),
    errors: () => readFileSync(log, 'utf8').split('\n').filter(line => line.startsWith('error')),
  }
}

/** The subscription is stored before anyone publishes: publishers know of no subscriber. */
async function subscribed(url: string) {
  const store = await openUrl(url)
  await createBus({ store }).subscribe('departed', () => {}, { name: 'email', retry: { attempts: 1_000_000 } })
  await store.close()
}

describe.each([
  { name: 'a SQLite file', create: async () => join(temporaryFolder(), 'messages.db') },
  ...servers.map(({ name, url }) => ({ name, create: () => ownSchema(url) })),
])('two publishers and three workers on $name, killed again and again', ({ create }) => {
  it.each(SEEDS)('lose no message, and run each at least once, seed %i', { timeout: PATIENCE }, async (seed) => {
    const url = await create()
    await subscribed(url)
    const folder = temporaryFolder()
    const lines = Array.from({ length: PUBLISHERS + WORKERS }, (_, index) => createLine(join(folder, `${index}.log`)))
    const [publishers, workers] = [lines.slice(0, PUBLISHERS), lines.slice(PUBLISHERS)]

    /** Lives until they have done their part, each but the last one cut short. */
    async function liveAll(line: typeof lines[number], numbers: number[] | null): Promise<(string | null)[]> {
      const random = seeded(seed * lines.length + lines.indexOf(line))
      const signals: (string | null)[] = []
      for (let life = 0; life <= KILLS; life++) {
        const killAt = life < KILLS ? 1 + Math.floor(random() * MOST_POINTS[numbers ? 'publisher' : 'worker']) : null
        const published = new Set(line.numbers('published'))
        signals.push(await line.live({ url, killAt, numbers: numbers && numbers.filter(number => !published.has(number)) }))
      }
      return signals
    }

    const handling = workers.map(line => liveAll(line, null))
    const publishing = publishers.map((line, index) => liveAll(line, Array.from({ length: MESSAGES }, (_, number) => number * PUBLISHERS + index)))
    await Promise.all(publishing)
    workers.forEach(line => line.end())
    const signals = await Promise.all([...publishing, ...handling])

    const store = await openUrl(url)
    const [messages, deliveries] = [await store.messages(), await store.deliveries()]
    await store.close()
    const runs = Map.groupBy(lines.flatMap(line => line.numbers('handled')), number => number)
    const dataOf = new Map(messages.map(({ id, data }) => [id, data as number]))
    const repeated = deliveries.filter(({ messageId }) => runs.get(dataOf.get(messageId)!)!.length > 1)

    expect(messages.map(({ data }) => data).toSorted((a, b) => a - b)).toEqual(Array.from({ length: PUBLISHERS * MESSAGES }, (_, number) => number))
    expect(deliveries).toHaveLength(PUBLISHERS * MESSAGES)
    expect(deliveries.filter(({ state, lockedBy }) => state !== 'completed' || lockedBy !== null)).toEqual([])
    expect(runs.size).toBe(PUBLISHERS * MESSAGES)
    // A message is handled twice only where a process was taken for dead between its handler and the commit of what became of it.
    expect(repeated.filter(({ attempts, lastError }) => attempts === 1 || lastError?.name !== 'WorkerLostError')).toEqual([])
    expect(signals).toEqual(lines.map(() => [...Array.from({ length: KILLS }).fill('SIGKILL'), null]))
    expect(lines.flatMap(line => line.errors())).toEqual([])
    // Processes that handle are killed, not only those that start.
    const taken = deliveries.filter(({ attempts }) => attempts > 1)
    expect(taken.length).toBeGreaterThan(0)
    const kills = signals.flat().filter(signal => signal === 'SIGKILL').length
    const told = `${messages.length} messages, ${kills} kills, ${repeated.length} handled more than once, ${taken.length} taken from a dead process`
    console.log(`seed ${seed}: ${told}`)
  })
})
