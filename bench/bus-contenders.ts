import type { SqlStore } from '../snippets/bus/sql-store.ts'
import process from 'node:process'
import { PGlite } from '@electric-sql/pglite'
import Database from 'better-sqlite3'
import { Logger, makeWorkerUtils, run } from 'graphile-worker'
import { PGliteDialect, sql } from 'kysely'
import { buildDBClient, Runner, SqliteQueue } from 'liteque'
import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { better, defineQueue, defineWorker } from 'plainjob'
import { createBus } from '../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../snippets/bus/node-sqlite.ts'
import { openPostgres } from '../snippets/bus/postgres.ts'
import { pglite } from '../snippets/bus/sql-flavours.ts'
import { openSqlStore } from '../snippets/bus/sql-store.ts'

/** A queue with a worker that is running; its handler does nothing but count. */
export interface Contender {
  /** Stores one message, durably once it resolves. */
  publish: (data: Data) => unknown
  /** Stores many by one call, where it has one. */
  publishBatch?: (data: Data[]) => unknown
  /** Resolves once its database holds that all handled messages are, where it can tell: the others are spared that wait. */
  settled?: () => Promise<unknown>
  close: () => unknown
}

export interface Data { shipmentId: string }
/** What one process does of it: all, or its part beside another process on the same database. */
export type Part = 'both' | 'publish' | 'handle'
/**
 * Opens it on a database, a file of SQLite at that path, which is empty where one process does both or handles; calls back for each
 * message that is handled.
 */
export type Open = (onHandled: () => void, part: Part, path: string) => Promise<Contender>

/** Messages a worker takes from its database at once, where it can take several. */
const AT_ONCE = 1000
/** Handlers the bus runs at once, for each subscriber: more than are ever stored and not handled yet. */
const CONCURRENCY = 10_000
const quietLogger = { debug() {}, info() {}, warn() {}, error: console.error }

/** The bus on a store, with one or more subscribers. What another process publishes is looked for every millisecond, as by its peers. */
export async function openBus(store: SqlStore, onHandled: () => void, part: Part = 'both', subscribers = 1): Promise<Contender> {
  const bus = createBus<{ departed: Data }>({ store, concurrency: CONCURRENCY * subscribers, ...part === 'handle' && { poll: 1 } })
  if (part !== 'publish') {
    for (let index = 0; index < subscribers; index++)
      bus.subscribe('departed', onHandled, { name: `subscriber-${index}` })
    await bus.start()
  }
  return {
    publish: data => bus.publish('departed', data),
    publishBatch: batch => bus.publishBatch(batch.map(data => ({ type: 'departed', data }))),
    settled: bus.idle,
    close: async () => {
      await bus.stop()
      await store.close()
    },
  }
}

/**
 * Every database in a file, with a write-ahead log, and each commit waits for the disk: journal_mode=wal, synchronous=full.
 * The peers ask for better-sqlite3 and get libsql, which has its API and its pace, and which no machine has to compile.
 */
const onSqlite: Record<string, Open> = {
  'this bus': async (onHandled, part, path) => openBus(await openNodeSqlite(path, { synchronous: 'full' }), onHandled, part),

  'plainjob': async (onHandled, part, path) => {
    const database = new Database(path)
    const queue = defineQueue({ connection: better(database), logger: quietLogger })
    database.pragma('synchronous = full')
    const worker = defineWorker('departed', onHandled, { queue, logger: quietLogger, pollIntervall: 1 })
    if (part !== 'publish')
      void worker.start()
    return {
      publish: data => queue.add('departed', data),
      publishBatch: batch => queue.addMany('departed', batch),
      close: async () => {
        if (part !== 'publish')
          await worker.stop()
        queue.close()
      },
    }
  },

  'liteque': async (onHandled, part, path) => {
    const db = buildDBClient(path, { runMigrations: part !== 'publish' })
    const { session } = db as unknown as { session: { client: Database.Database } }
    session.client.pragma('synchronous = full')
    session.client.pragma('busy_timeout = 5000')
    allowAsyncTransactions(session.client)
    const queue = new SqliteQueue<Data>('departed', db, { defaultJobArgs: { numRetries: 4 }, keepFailedJobs: true })
    const runner = new Runner(queue, { run: async () => onHandled() }, { concurrency: 10, pollIntervalMs: 1, timeoutSecs: 30 })
    const stopped = part === 'publish' ? undefined : runner.run()
    return {
      publish: data => queue.enqueue(data),
      close: async () => {
        runner.stop()
        await stopped
      },
    }
  },
}

/** liteque hands async functions to `transaction`, which not every better-sqlite3 takes: here it commits at their first await, as before. */
function allowAsyncTransactions(database: Database.Database) {
  const transaction = (work: (...args: unknown[]) => unknown) => {
    const run = (...args: unknown[]) => {
      database.exec('begin')
      const result = work(...args)
      database.exec('commit')
      return result
    }
    return { deferred: run, immediate: run, exclusive: run }
  }
  Object.assign(database, { transaction })
}

/** On a server every commit waits for the disk, as it does by default: synchronous_commit=on. */
function onPostgres(url: string): Record<string, Open> {
  return {
    'this bus': async (onHandled, part) => {
      const store = await openPostgres(url)
      if (part !== 'publish')
        await sql`truncate message, delivery, handled, worker, subscription`.execute(store.db)
      return openBus(store, onHandled, part)
    },

    'pg-boss': async (onHandled, part) => openPgBoss(new PgBoss({ connectionString: url, max: 4, supervise: false, schedule: false }), onHandled, part),

    'graphile-worker': async (onHandled, part) => {
      const pool = new pg.Pool({ connectionString: url, max: 6 })
      pool.on('error', console.error)
      pool.on('connect', client => client.on('error', console.error))
      if (part !== 'publish')
        await pool.query('drop schema if exists graphile_worker cascade')
      const logger = new Logger(() => () => {})
      const utils = await makeWorkerUtils({ pgPool: pool, logger })
      await utils.migrate()
      const runner = part === 'publish'
        ? undefined
        : await run({
            pgPool: pool,
            logger,
            noHandleSignals: true,
            taskList: { departed: async () => onHandled() },
            preset: { worker: { concurrentJobs: 100, pollInterval: 100, localQueue: { size: AT_ONCE }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
          })
      return {
        publish: data => utils.addJob('departed', data),
        publishBatch: batch => utils.addJobs(batch.map(payload => ({ identifier: 'departed', payload }))),
        close: async () => {
          await runner?.stop()
          await utils.release()
          await pool.end()
        },
      }
    },
  }
}

/** Without a server: PGlite in this process, which has one session and keeps nothing on a disk. graphile-worker cannot run on it. */
function onPGlite(): Record<string, Open> {
  return {
    'this bus': async (onHandled, part) => openBus(await openSqlStore(new PGliteDialect({ pglite: new PGlite() }), pglite), onHandled, part),

    'pg-boss': async (onHandled, part) => {
      const pglite = new PGlite()
      const executeSql = async (text: string, values: unknown[] = []) =>
        values.length > 0 ? pglite.query(text, values) : { rows: (await pglite.exec(text)).at(-1)?.rows ?? [] }
      return openPgBoss(new PgBoss({ db: { executeSql: executeSql as never }, supervise: false, schedule: false }), onHandled, part)
    },
  }
}

/** Fetches and completes in a loop, a thousand at a time: `work` would wait half a second between two fetches. */
async function openPgBoss(boss: PgBoss, onHandled: () => void, part: Part): Promise<Contender> {
  boss.on('error', console.error)
  await boss.start()
  await boss.createQueue('departed')
  if (part !== 'publish')
    await boss.deleteAllJobs('departed')
  const closing = new AbortController()
  let completion: Promise<unknown> = Promise.resolve()
  async function handleAll() {
    while (!closing.signal.aborted) {
      const jobs = await boss.fetch('departed', { batchSize: AT_ONCE })
      jobs.forEach(onHandled)
      completion = jobs.length > 0 ? boss.complete('departed', jobs.map(({ id }) => id)) : new Promise(resolve => setTimeout(resolve, 1))
      await completion
    }
  }
  const loop = part === 'publish' ? undefined : handleAll()
  return {
    publish: data => boss.send('departed', data),
    publishBatch: batch => boss.insert('departed', batch.map(data => ({ data }))),
    settled: () => completion,
    close: async () => {
      closing.abort()
      await loop
      await boss.stop({ graceful: false })
    },
  }
}

/** By name, on SQLite, PGlite, or the PostgreSQL server of DATABASE_URL. */
export function contendersOn(database: string): Record<string, Open> {
  switch (database) {
    case 'SQLite': return onSqlite
    case 'PGlite': return onPGlite()
    default: return onPostgres(process.env.DATABASE_URL!)
  }
}
