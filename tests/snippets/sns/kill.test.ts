import type { Job, Role } from './kill-child.ts'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, it, onTestFinished } from 'vitest'
import { createBus } from '../../../snippets/bus/event-bus.ts'
import { openNodeSqlite } from '../../../snippets/bus/node-sqlite.ts'
import { createSnsBus } from '../../../snippets/sns/index.ts'
import { seeded } from '../bus/kit.ts'
import { startEmulator } from './emulator.ts'

/** Of each process: a dozen in all, at night a hundred and two. */
const KILLS = inject('isLong') ? 34 : 4
/** More than a publisher stores in the lives that are cut short. */
const NUMBERS = Array.from({ length: 10 * KILLS }, (_, index) => index)
const MOST_POINTS: Record<Role, number> = { publisher: 25, relay: 40, consumer: 20 }
const SEED = 12

const { address, sns, sqs, world } = await startEmulator()

it(`publisher, relay and consumer killed at ${3 * KILLS} random points: no message is lost, and each takes effect once`, async () => {
  const { prefix, count } = world()
  const folder = mkdtempSync(join(tmpdir(), 'sns-kill-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const databases = { core: join(folder, 'core.db'), metis: join(folder, 'metis.db') }
  const logOf = (role: Role) => join(folder, `${role}.log`)
  const linesOf = (role: Role, what: string) => readFileSync(logOf(role), 'utf8').split('\n').filter(line => line.startsWith(what))

  const core = await openNodeSqlite(databases.core)
  await createBus({ store: core }).subscribe('departed', () => {}, { name: 'sns', retry: { attempts: 1000 } })
  await core.close()
  const bus = createSnsBus({ sns, sqs, account: '000000000000', prefix, visibility: 1000 })
  await bus.subscribe('departed', () => {}, { name: 'email', retry: { attempts: 1000 } })
  await bus.setUp()

  /** Lives one after the other, each but the last one cut short. Returns how many were. */
  async function liveAll(role: Role): Promise<number> {
    const random = seeded(SEED + role.length)
    writeFileSync(logOf(role), '')
    let kills = 0
    for (let life = 0; life <= KILLS; life++) {
      const killAt = life < KILLS ? 1 + Math.floor(random() * MOST_POINTS[role]) : null
      const published = new Set(linesOf(role, 'published').map(line => Number(line.split(' ')[1])))
      const job: Job = { role, endpoint: address, prefix, databases, log: logOf(role), numbers: NUMBERS.filter(number => !published.has(number)), killAt }
      const child = fork(join(import.meta.dirname, 'kill-child.ts'), [JSON.stringify(job)])
      onTestFinished(() => void child.kill('SIGKILL'))
      const [code, signal] = await once(child, 'exit')
      expect(code ?? 0).toBe(0)
      kills += Number(signal === 'SIGKILL')
    }
    return kills
  }

  expect(await Promise.all((['publisher', 'relay', 'consumer'] as const).map(liveAll))).toEqual([KILLS, KILLS, KILLS])
  const metis = await openNodeSqlite(databases.metis)
  onTestFinished(() => metis.close())
  const arrivals = await metis.db.selectFrom('arrival').select('number').orderBy('number').execute()
  expect(arrivals.map(({ number }) => number)).toEqual(NUMBERS)
  expect((['publisher', 'relay', 'consumer'] as const).flatMap(role => linesOf(role, 'error'))).toEqual([])
  expect(await count('email-dead')).toBe(0)
})
