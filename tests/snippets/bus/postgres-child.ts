/**
 * Runs a PostgreSQL server on a new database until its own input ends, as it does when whoever started this process ends,
 * however that happens; then nothing is left of either. A server that is killed is started again. For each start a line of
 * JSON is printed once connections are accepted.
 */
import type { ChildProcess } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { placeBinaries, serverUser } from './postgres-binaries.ts'

/** What a line says: where the server is, and the process to kill. */
export interface Started { url: string, pid: number }

export interface Options {
  /** Of `postgresql.conf`. */
  settings?: Record<string, string>
  /** Kibibytes: no file of the database grows beyond, as on a disk that is full. Not less than a segment of the log, 1024. */
  largestFile?: number
}

const READY = 'database system is ready to accept connections'
/** A server that was killed leaves processes behind, which take some milliseconds to notice. */
const MOST_STARTS = 100
const BETWEEN_STARTS = 50
const KEPT_LINES = 20

const { settings, largestFile } = JSON.parse(process.argv[2]!) as Options
const user = serverUser()
const folder = mkdtempSync(join(tmpdir(), 'bus-postgres-'))
const data = join(folder, 'data')
const passwordFile = join(folder, 'password')
const password = randomBytes(16).toString('hex')
let lastLines: string[] = []
let server: ChildProcess | undefined
let isOver = false

process.stdin.on('end', () => {
  isOver = true
  server ? server.kill('SIGQUIT') : end(0)
}).resume()

function end(code: number): never {
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}

async function freePort() {
  const probe = createServer()
  await once(probe.listen(0, '127.0.0.1'), 'listening')
  const { port } = probe.address() as AddressInfo
  await once(probe.close(), 'close')
  return port
}

/** Resolves when the server has ended: true if it had come to accept connections. */
async function run(postgres: string, port: number) {
  let hasStarted = false
  const allSettings = { ...settings, port, listen_addresses: '127.0.0.1', unix_socket_directories: '' }
  const command = [postgres, '-D', data, ...Object.entries(allSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const [program, ...args] = largestFile ? ['sh', '-c', `ulimit -f ${2 * largestFile} && exec "$@"`, 'sh', ...command] : command
  const started = server = spawn(program!, args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  createInterface(started.stderr!).on('line', (line) => {
    lastLines = [...lastLines.slice(1 - KEPT_LINES), line]
    if (line.includes(READY)) {
      hasStarted = true
      console.log(JSON.stringify({ url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, pid: started.pid! } satisfies Started))
    }
  })
  await once(started, 'close')
  server = undefined
  return hasStarted
}

async function keepRunning(postgres: string, port: number, failures = 0): Promise<void> {
  const hasStarted = await run(postgres, port)
  if (isOver)
    return
  if (failures === MOST_STARTS)
    throw new Error(`PostgreSQL does not start:\n${lastLines.join('\n')}`)
  await new Promise(resolve => setTimeout(resolve, BETWEEN_STARTS))
  return keepRunning(postgres, port, hasStarted ? 0 : failures + 1)
}

try {
  const { initdb, postgres } = placeBinaries(folder)
  mkdirSync(data, { mode: 0o700 })
  writeFileSync(passwordFile, password)
  if (user)
    [folder, data, passwordFile].forEach(path => chownSync(path, user.uid, user.gid))
  const identity = ['-U', 'postgres', '-A', 'password', `--pwfile=${passwordFile}`]
  const options = ['-E', 'UTF8', '--no-locale', '--wal-segsize=1', '--no-sync', '--no-instructions']
  execFileSync(initdb, ['-D', data, ...identity, ...options], { ...user, cwd: folder })
  await keepRunning(postgres, await freePort())
  end(0)
}
catch (error) {
  console.error(error)
  end(1)
}
