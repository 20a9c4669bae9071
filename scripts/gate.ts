/**
 * The one gate, `npm test`: runs every check, two at a time, for a check often waits; ends with the first that fails, and with a table of where
 * the time went. Each line of a check's output begins with its name.
 */
import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { availableParallelism, cpus } from 'node:os'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { TESTED } from './built.ts'

interface Step {
  /** Name of an npm script. */
  name: string
  args?: string
  /** Steps that come before. */
  after?: string[]
}

/** What ends last begins first. */
const STEPS: Step[] = [
  { name: 'build', args: `--out ${TESTED.dist} --base ${TESTED.base}` },
  { name: 'lint' },
  { name: 'test:e2e', after: ['build'] },
  { name: 'typecheck' },
  { name: 'test:unit' },
  { name: 'export', args: `--dist ${TESTED.dist}`, after: ['build'] },
  { name: 'export:handout', args: `--dist ${TESTED.dist}`, after: ['build'] },
]
const AT_ONCE = 2
const isWindows = process.platform === 'win32'

const seconds = () => performance.now() / 1000
/** Processor seconds that all cores of the machine have computed, whoever for: what a browser leaves behind is told by nobody else. */
const computed = () => cpus().reduce((sum, { times: { user, nice, sys } }) => sum + (user + nice + sys) / 1000, 0)
const begunAt = seconds()
const computedBefore = computed()
const running = new Map<Step, ChildProcess>()
const times: { step: string, begins: number, takes: number }[] = []

/** Ends a check with all that it started. */
function end({ pid }: ChildProcess): void {
  if (isWindows)
    spawnSync('taskkill', ['/pid', String(pid), '/t', '/f'])
  else
    process.kill(-pid!, 'SIGTERM')
}

function endAll(): void {
  running.forEach(end)
}

/** Resolves to whether the check passed. */
function run(step: Step): Promise<boolean> {
  const { name, args = '' } = step
  const begins = seconds()
  // A group of its own, which can be ended as a whole.
  const child = spawn(`npm run --silent ${name} -- ${args}`, { shell: true, detached: !isWindows, stdio: ['ignore', 'pipe', 'pipe'] })
  running.set(step, child)
  for (const output of [child.stdout, child.stderr])
    createInterface({ input: output }).on('line', line => console.log(`${name} │ ${line}`))
  return new Promise(resolve => child.once('close', (code) => {
    running.delete(step)
    times.push({ step: name, begins: Math.round(begins - begunAt), takes: Math.round(seconds() - begins) })
    resolve(code === 0)
  }))
}

/** Runs what may begin, and again whenever a check is over. Resolves to the first check that failed, if one did. */
async function runAll(): Promise<Step | undefined> {
  const waiting = [...STEPS]
  const passed = new Set<string>()
  let failed: Step | undefined
  async function work(): Promise<void> {
    for (;;) {
      const index = waiting.findIndex(({ after = [] }) => after.every(name => passed.has(name)))
      if (failed || index === -1)
        return
      const [step] = waiting.splice(index, 1) as [Step]
      if (await run(step)) {
        passed.add(step.name)
      }
      else if (!failed) {
        failed = step
        endAll()
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return failed
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    endAll()
    process.exit(1)
  })
}

const failed = await runAll()
console.table(Object.fromEntries(times.map(({ step, begins, takes }) => [step, { 'begins at (s)': begins, 'takes (s)': takes }])))
const total = `${Math.round(seconds() - begunAt)} s on ${availableParallelism()} cores, which computed for ${Math.round(computed() - computedBefore)} s`
console.log(failed ? `${failed.name} failed, after ${total}: its lines begin with “${failed.name} │”.` : `All checks passed in ${total}.`)
process.exitCode = failed ? 1 : 0
