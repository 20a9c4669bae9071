import type { ChildProcess } from 'node:child_process'
import type { SqlStore } from '../../../snippets/bus/sql-store.ts'
import type { Job } from './kill-child.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../../../snippets/bus/postgres.ts'
import { seeded } from './kit.ts'
import { ownSchema, servers } from './stores.ts'

const MESSAGES = 1000
const KILLS = 100
/** A process is killed at one of its first points; on average, too early for all messages to be handled in a hundred lives. */
const MOST_POINTS = 80
/** A hundred processes start and die: on a busy machine for longer than any other test lasts. */
const PATIENCE = 600_000

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

interface Database { url: string, open: () => Promise<SqlStore> }

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bus-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

async function sqliteFile(): Promise<Database> {
  const url = join(temporaryFolder(), 'messages.db')
  return { url, open: () => openNodeSqlite(url) }
}

async function postgresServer(server: string): Promise<Database> {
  const url = await ownSchema(server)
  return { url, open: () => openPostgres(url) }
}

/** Processes that are ready to begin; the next one starts while one lives. */
function nursery() {
  const start = () => spawn(process.execPath, [join(built, 'kill-child.js')], { stdio: ['pipe', 'inherit', 'inherit'] })
  const ready = [start(), start()]
  onTestFinished(() => ready.forEach(child => child.kill('SIGKILL')))
  return () => {
    ready.push(start())
    return ready.shift()!
  }
}

interface Life { signal: string | null, lines: string[] }

/** Lets a process live until its end, and reads what it noted. */
async function live(child: ChildProcess, job: Job): Promise<Life> {
  writeFileSync(job.log, '')
  child.stdin!.write(`${JSON.stringify(job)}\n`)
  const [, signal] = await once(child, 'exit')
  return { signal, lines: readFileSync(job.log, 'utf8').trim().split('\n') }
}

/** The numbers of the messages that were published, or handled. */
const numbersOf = (what: string, lines: string[]) => lines.filter(line => line.startsWith(what)).map(line => Number(line.split(' ')[1]))

describe.each([
  { name: 'a SQLite file', create: sqliteFile },
  ...servers.map(({ name, url }) => ({ name, create: () => postgresServer(url) })),
])('killed 100 times on $name', ({ create }) => {
  it('loses no message, and runs each at least once', { timeout: PATIENCE }, async () => {
    const { url, open } = await create()
    const log = join(temporaryFolder(), 'log')
    const random = seeded(20)
    const takeChild = nursery()
    const lives: Life[] = []
    let from = 0
    for (let life = 0; life <= KILLS; life++) {
      const killAt = life < KILLS ? 1 + Math.floor(random() * MOST_POINTS) : null
      const ended = await live(takeChild(), { url, log, from, to: MESSAGES, killAt })
      lives.push(ended)
      from = Math.max(from - 1, ...numbersOf('published', ended.lines)) + 1
    }

    const store = await open()
    const [messages, deliveries] = [await store.messages(), await store.deliveries()]
    await store.close()
    const lines = lives.flatMap(({ lines }) => lines)
    const runs = Map.groupBy(numbersOf('handled', lines), number => number)
    const dataOf = new Map(messages.map(({ id, data }) => [id, data as number]))
    const repeated = deliveries.filter(({ messageId }) => runs.get(dataOf.get(messageId)!)!.length > 1)

    expect(messages.map(({ data }) => data).toSorted((a, b) => a - b)).toEqual(Array.from({ length: MESSAGES }, (_, number) => number))
    expect(deliveries.filter(({ state, lockedBy }) => state !== 'completed' || lockedBy !== null)).toEqual([])
    expect(runs.size).toBe(MESSAGES)
    // A message is handled twice only where a process was killed between its handler and the commit of what became of it.
    expect(repeated.filter(({ attempts, lastError }) => attempts === 1 || lastError?.name !== 'WorkerLostError')).toEqual([])
    expect(lives.map(({ signal }) => signal)).toEqual([...Array.from({ length: KILLS }).fill('SIGKILL'), null])
    expect(lines.filter(line => line.startsWith('error'))).toEqual([])
    console.log(`${MESSAGES} messages, ${KILLS} kills: ${repeated.length} handled more than once, ${deliveries.filter(({ attempts }) => attempts > 1).length} taken from a dead process`)
  })
})
