/**
 * The story of the slide on SNS as processes, on an emulator of SNS and SQS: Atlas uploads, Core stores and publishes, Metis
 * reads. Prints what all of them do as one trace. `npm run sns -- --kill metis --at 900` kills one of them, 900 ms after the
 * first upload, and starts it again a second later.
 */
import type { ChildProcess } from 'node:child_process'
import type { AddressInfo } from 'node:net'
import type { Told } from './sns-process.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs, styleText } from 'node:util'
import { startSnsEmulator } from './sns-emulator.ts'

const USAGE = 'npm run sns -- [--kill core|metis] [--at <milliseconds>]'
const colours = { atlas: 'cyan', core: 'green', metis: 'magenta' } as const
type Role = keyof typeof colours

interface Request { kill?: 'core' | 'metis', at: number }

/** @throws with the usage: an option that is unknown, or a value that it does not take */
function readArguments(): Request {
  const { values: { kill, at } } = parseArgs({ options: { kill: { type: 'string' }, at: { type: 'string', default: '900' } } })
  if ((kill !== undefined && kill !== 'core' && kill !== 'metis') || !/^\d+$/.test(at))
    throw new Error(USAGE)
  return { ...kill !== undefined && { kill }, at: Number(at) }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function main({ kill, at }: Request) {
  const emulator = await startSnsEmulator()
  const folder = await mkdtemp(join(tmpdir(), 'sns-'))
  const given = [emulator.address, String(await freePort()), join(folder, 'core.db')]
  const running = new Map<Role, ChildProcess>()
  const published: string[] = []
  const read: string[] = []
  const up = new Set<Role>()
  const finished = Promise.withResolvers<void>()
  const uploading = Promise.withResolvers<void>()
  /** When the first document is uploaded. */
  let start = Infinity
  let isUploaded = false

  const print = (role: Role, text: string, time = Date.now()) =>
    console.log(`${String(Math.max(0, time - start)).padStart(6)} ms  ${styleText(colours[role], role.padEnd(5))}  ${text}`)
  const open = (role: Role | 'setUp') => fork(fileURLToPath(new URL('sns-process.ts', import.meta.url)), [role, ...given])

  function run(role: Role) {
    const child = open(role)
    running.set(role, child)
    child.on('message', ({ at, text, ...fact }: Told) => {
      if (role === 'atlas') {
        start = Math.min(start, at)
        uploading.resolve()
      }
      print(role, text, at)
      if (fact.isUp && up.add(role).size === 2 && !running.has('atlas'))
        run('atlas')
      if (fact.published !== undefined)
        published.push(fact.published)
      if (fact.read !== undefined)
        read.push(fact.read)
      endIfDone()
    })
    child.once('exit', (code) => {
      if (role === 'atlas' && code === 0)
        isUploaded = true
      else if (code)
        finished.reject(new Error(`${role} ended with code ${code}`))
      endIfDone()
    })
  }

  function endIfDone() {
    if (isUploaded && new Set(read).size === 3)
      finished.resolve()
  }

  async function killAndStartAgain(role: Role) {
    await uploading.promise
    await wait(at)
    print(role, styleText('red', 'is killed'))
    running.get(role)!.kill('SIGKILL')
    await wait(1000)
    print(role, 'starts again')
    run(role)
  }

  try {
    const [code] = await once(open('setUp'), 'exit')
    if (code !== 0)
      throw new Error('The topic and the queues could not be made')
    run('core')
    run('metis')
    await Promise.all([finished.promise, kill && killAndStartAgain(kill)])
    console.log(`3 documents uploaded, ${published.length} publications, ${read.length} readings, ${new Set(read).size} documents read`)
  }
  finally {
    running.forEach(child => child.kill('SIGKILL'))
    await emulator.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

await main(readArguments())
