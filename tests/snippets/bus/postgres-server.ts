import type { Options, Started } from './postgres-child.ts'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'

/** Settings for a server whose data survives its processes, but not the machine: nothing waits for a disk. */
export const surviving = { fsync: 'off', full_page_writes: 'off' }
/** For one whose data need not even survive its processes. */
export const forgetful = { ...surviving, synchronous_commit: 'off' }

export type PostgresServer = Awaited<ReturnType<typeof startPostgres>>

/** Starts a PostgreSQL server on a new, empty database. It ends with this process, if not before. */
export async function startPostgres(options: Options = {}) {
  const program = join(import.meta.dirname, 'postgres-child.ts')
  const keeper = spawn(process.execPath, [program, JSON.stringify(options)], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(keeper, 'exit')
  const lines = createInterface(keeper.stdout)[Symbol.asyncIterator]()

  async function started(): Promise<Started> {
    const { value, done } = await lines.next()
    if (done)
      throw new Error('PostgreSQL did not start')
    return JSON.parse(value)
  }

  let { url, pid } = await started()
  return {
    url,
    pid: () => pid,
    /** Kills the server as a power cut would, and resolves when it has recovered. */
    crash: async () => {
      process.kill(pid, 'SIGKILL')
      pid = (await started()).pid
    },
    stop: async () => {
      keeper.stdin.end()
      await ended
    },
  }
}
