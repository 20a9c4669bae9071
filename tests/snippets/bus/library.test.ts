import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { compile, compileStrictly, createProject, programsOf, settings, start } from '../library.ts'
import { openUrl } from './open-url.ts'
import { ownSchema, servers } from './stores.ts'

/** Of two programs with one name, on PostgreSQL the second. */
const programs = (database: 'SQLite' | 'PostgreSQL') => new Map(database === 'SQLite' ? programsOf('bus').toReversed() : programsOf('bus'))

const onAnyRuntime = ['emittery', '@opentelemetry/api', '@standard-schema/spec', '@types/node']
const onDatabases = [...onAnyRuntime, 'kysely', 'pg', '@types/pg']

describe('the bus, copied into an empty strict project', () => {
  it('compiles, with the programs of its README', async () => {
    const project = createProject(['bus'], onDatabases, [...programs('SQLite'), ['on-postgres.ts', programs('PostgreSQL').get('messages.ts')!]])
    expect(await compileStrictly(project)).toBe('')
  })

  it('becomes JavaScript that runs without the packages of a database, where none is imported', async () => {
    const project = createProject(['bus'], onAnyRuntime, [['main.ts', `
      import { createBus } from './bus/index.ts'
      const bus = createBus<{ orderPlaced: { id: string } }>()
      await bus.subscribe('orderPlaced', ({ data }) => console.log(data.id), { name: 'email' })
      await bus.publish('orderPlaced', { id: 'O-1' })
    `]])
    const { compilerOptions: { noEmit, allowImportingTsExtensions, ...compilerOptions } } = JSON.parse(settings)
    const emitting = { ...compilerOptions, rewriteRelativeImportExtensions: true, outDir: 'dist' }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: emitting, files: ['main.ts'] }))
    expect(await compile(project)).toBe('')
    expect(execFileSync(process.execPath, ['dist/main.js'], { cwd: project, encoding: 'utf8' })).toBe('O-1\n')
  })
})

describe.each([
  { database: 'SQLite' as const, locate: async (project: string) => join(project, 'messages.db') },
  ...servers.map(({ url }) => ({ database: 'PostgreSQL' as const, locate: () => ownSchema(url) })),
])('the two processes of the README, on $database', ({ database, locate }) => {
  it('hand messages over, also those of the time when the worker was away, and none that was rolled back', async () => {
    const project = createProject(['bus'], onDatabases, programs(database))
    const url = await locate(project)
    const run = (file: string, ...args: string[]) => start(project, [file, ...args], database === 'PostgreSQL' ? { DATABASE_URL: url } : {})

    const worker = run('worker.ts')
    expect(await worker.line()).toBe('ready')
    expect(await run('web.ts', 'O-1').rest()).toEqual(['stored O-1'])
    expect(await worker.line()).toBe('email for O-1')
    worker.kill('SIGINT')
    expect(await worker.rest()).toEqual([])

    expect(await run('web.ts', 'O-2').rest()).toEqual(['stored O-2'])
    expect(await run('outbox.ts').rest()).toEqual(['placed O-3', 'refused, and no message'])
    const successor = run('worker.ts')
    const lines = [await successor.line(), await successor.line(), await successor.line()]
    expect(lines.toSorted()).toEqual(['email for O-2', 'email for O-3', 'ready'])
    successor.kill('SIGTERM')
    expect(await successor.rest()).toEqual([])

    const store = await openUrl(url)
    onTestFinished(() => store.close())
    expect((await store.messages()).map(({ data }) => data.id)).toEqual(['O-1', 'O-2', 'O-3'])
    expect((await store.deliveries()).map(({ state }) => state)).toEqual(['completed', 'completed', 'completed'])
  })
})
