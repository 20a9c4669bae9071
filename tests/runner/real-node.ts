import { spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** What a program comes to in real Node. */
export interface NodeAnswer {
  /** All that it printed, to either stream, as a slide shows it: without the frames of stacks. */
  output: string
  /** Name and message of the error that ended it; null when none did. */
  error: string | null
  exitCode: number
}

const root = fileURLToPath(new URL('../../', import.meta.url))

/** How Node tells of an error that nobody caught: where it was thrown, the line and mostly a mark under it, then the error and the version. */
const PLACE = String.raw`(?:file:///|/|node:|<anonymous_script>)\S*:\d+\n`
const FATAL = new RegExp(String.raw`(?:^|\n)(?:${PLACE}(?:[^\n]*\n)?[^\n]*\^\n\n|Uncaught:\n|${PLACE}[^\n]*\n[^\n]*\n)([\s\S]*)\n\nNode\.js v\S+\n$`)
const UNSETTLED = /Warning: Detected unsettled top-level await at [^\n]*\n[^\n]*\n *\^\n+/

/** Runs each program in a Node process of its own, in the same folder, two at a time. */
export async function askNode(programs: string[]): Promise<NodeAnswer[]> {
  const folder = mkdtempSync(join(tmpdir(), 'node-programs-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  symlinkSync(join(root, 'snippets', 'bus'), join(folder, 'bus'), 'junction')
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  const answers: NodeAnswer[] = []
  let next = 0
  const takeOneByOne = async () => {
    for (let index = next++; index < programs.length; index = next++)
      answers[index] = await run(folder, index, programs[index]!)
  }
  await Promise.all([takeOneByOne(), takeOneByOne()])
  rmSync(folder, { recursive: true })
  return answers
}

function run(folder: string, index: number, code: string): Promise<NodeAnswer> {
  const file = join(folder, `${index}.ts`)
  const printed = join(folder, `${index}.txt`)
  writeFileSync(file, code)
  // One file for both streams keeps their lines in order.
  const output = openSync(printed, 'w')
  const env = { PATH: process.env.PATH, TZ: 'UTC', NO_COLOR: '1' }
  const child = spawn(process.execPath, [file], { cwd: folder, env, stdio: ['ignore', output, output] })
  return new Promise(resolve => child.once('exit', (exitCode) => {
    closeSync(output)
    // Where the program stood is not its answer.
    const text = readFileSync(printed, 'utf8').replaceAll(pathToFileURL(file).href, 'file:///program.ts').replaceAll(file, '/program.ts')
    resolve({ ...readAnswer(text), exitCode: exitCode ?? -1 })
  }))
}

function readAnswer(printed: string): Pick<NodeAnswer, 'output' | 'error'> {
  const fatal = FATAL.exec(printed)
  const text = (fatal ? printed.slice(0, fatal.index) : printed).replace(UNSETTLED, '')
  return { output: alwaysTheSame(withoutFrames(text).replace(/\n$/, '')), error: fatal ? withoutFrames(fatal[1]!) : null }
}

/** Without the number of the process, and what a timer says of when it began. */
const alwaysTheSame = (text: string) => text.replaceAll(/\(node:\d+\)/g, '(node:1)').replaceAll(/_idleStart: \d+/g, '_idleStart: 1')

const FRAME = /\n\s+at (?:async )?(?:[^\n(]*\()?(?:file:|node:|\/|<anonymous>)[^\n]*?\)?(?=$|[\n\],}]| \{\n| \})/g
const withoutFrames = (text: string) => text.replaceAll(FRAME, '')
