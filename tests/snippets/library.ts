/** A library of `snippets/` copied into an empty project of its own, with the programs of its README. */
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** The blocks of one language in the README of a library. */
function blocks(library: string, language: string): string[] {
  return [...readFileSync(join(root, 'snippets', library, 'README.md'), 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code!)
}

/** Those that are files, by the name in their first line. */
export const programsOf = (library: string) => blocks(library, 'ts').map(code => [/^\/\/ (\S+\.ts)\n/.exec(code)![1]!, code] as const)

/** The TypeScript settings that the bus asks for. */
export const [settings = ''] = blocks('bus', 'json')

/** An empty project with these libraries in it, and the packages of that name. */
export function createProject(libraries: string[], packages: string[], files: Iterable<readonly [string, string]>): string {
  const project = mkdtempSync(join(tmpdir(), 'library-'))
  onTestFinished(() => rmSync(project, { recursive: true }))
  for (const name of libraries)
    cpSync(join(root, 'snippets', name), join(project, name), { recursive: true })
  for (const name of packages) {
    mkdirSync(join(project, 'node_modules', dirname(name)), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  for (const [file, content] of [['package.json', '{ "type": "module" }'], ['tsconfig.json', settings], ...files] as const)
    writeFileSync(join(project, file), content)
  return project
}

/** Every option that may be on beside `strict`. */
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
].flatMap(name => [`--${name}`, 'true'])

/** What TypeScript complains of. */
export async function compile(project: string, options: string[] = []): Promise<string> {
  const tsc = spawn(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...options], { cwd: project })
  return text(tsc.stdout)
}
export const compileStrictly = (project: string, ...options: string[]) => compile(project, [...strictest, ...options])

/** A program of the project, and what it prints, line by line. */
export function start(project: string, args: string[], env: NodeJS.ProcessEnv) {
  const program = spawn(process.execPath, args, { cwd: project, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] })
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
