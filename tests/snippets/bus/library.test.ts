import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openUrl } from './open-url.ts'
import { ownSchema, servers } from './stores.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'snippets/bus')

/** The README's blocks of one language. */
function blocks(language: string) {
  return [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code!)
}

/** Those that are files, by the name in their first line; of two with one name, on PostgreSQL the second. */
function programs(database: 'SQLite' | 'PostgreSQL') {
  const files = blocks('ts').map(code => [/^\/\/ (\S+\.ts)\n/.exec(code)![1]!, code] as const)
  return new Map(database === 'SQLite' ? files.toReversed() : files)
}

const [settings] = blocks('json')

/** An empty project with the bus in it, and the packages of that name. */
function createProject(packages: string[], files: Iterable<readonly [string, string]>) {
  const project = mkdtempSync(join(tmpdir(), 'bus-library-'))
  onTestFinished(() => rmSync(project, { recursive: true }))
  cpSync(folder, join(project, 'bus'), { recursive: true })
  for (const name of packages) {
    mkdirSync(join(project, 'node_modules', dirname(name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  for (const [file, content] of [['package.json', '{ "type": "module" }'], ['tsconfig.json', settings!], ...files] as const)
    writeFileSync(join(project, file), content)
  return project
}

const onAnyRuntime = ['emittery', '@opentelemetry/api', '@standard-schema/spec', '@types/node']
const onDatabases = [...onAnyRuntime, 'kysely', 'pg', '@types/pg']

/** What TypeScript complains of. */
async function compile(project: string, ...options: string[]) {
  const tsc = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options], { cwd: project })
  return text(tsc.stdout)
}

describe('the bus, copied into an empty strict project', () => {
  const strictest = [
    'exactOptionalPropertyTypes',
    'noUncheckedIndexedAccess',
    'noImplicitOverride',
    'noFallthroughCasesInSwitch',
    'noUnusedLocals',
    'noUnusedParameters',
    'noImplicitReturns',
    'noPropertyAccessFromIndexSignature',
    'isolatedModules',
    'verbatimModuleSyntax',
    'erasableSyntaxOnly',
  ]

  it('compiles, with the programs of its README', async () => {
    const project = createProject(onDatabases, [...programs('SQLite'), ['on-postgres.ts', programs('PostgreSQL').get('messages.ts')!]])
    expect(await compile(project, ...strictest.flatMap(name => [`--${name}`, 'true']))).toBe('')
  })

  it('becomes JavaScript that runs without the packages of a database, where none is imported', async () => {
    const project = createProject(onAnyRuntime, [['main.ts', `
      import { createBus } from './bus/index.ts'
      const bus = createBus<{ orderPlaced: { id: string } }>()
      await bus.subscribe('orderPlaced', ({ data }) => console.log(data.id), { name: 'email' })
      await bus.publish('orderPlaced', { id: 'O-1' })
    `]])
    const { compilerOptions: { noEmit, allowImportingTsExtensions, ...compilerOptions } } = JSON.parse(settings!)
    const emitting = { ...compilerOptions, rewriteRelativeImportExtensions: true, outDir: 'dist' }
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions: emitting, files: ['main.ts'] }))
    expect(await compile(project)).toBe('')
    expect(execFileSync(process.execPath, ['dist/main.js'], { cwd: project, encoding: 'utf8' })).toBe('O-1\n')
  })
})

/** A program of the project, and what it prints, line by line. */
function start(project: string, file: string, args: string[], env: NodeJS.ProcessEnv) {
  const program = spawn(process.execPath, [file, ...args], { cwd: project, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void program.kill('SIGKILL'))
  const lines = createInterface(program.stdout)[Symbol.asyncIterator]()
  const line = async () => (await lines.next()).value as string | undefined
  return {
    line,
    kill: (signal: NodeJS.Signals) => program.kill(signal),
    /** All lines until it ends. */
    async rest() {
      const all: string[] = []
      for await (const line of lines)
        all.push(line)
      return all
    },
  }
}

describe.each([
  { database: 'SQLite' as const, locate: async (project: string) => join(project, 'messages.db') },
  ...servers.map(({ url }) => ({ database: 'PostgreSQL' as const, locate: () => ownSchema(url) })),
])('the two processes of the README, on $database', ({ database, locate }) => {
  it('hand messages over, also those of the time when the worker was away, and none that was rolled back', async () => {
    const project = createProject(onDatabases, programs(database))
    const url = await locate(project)
    const run = (file: string, ...args: string[]) => start(project, file, args, database === 'PostgreSQL' ? { DATABASE_URL: url } : {})

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
