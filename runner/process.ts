import type { RunClock } from './clock.ts'
import type { Level } from './record.ts'
import { EventEmitter } from './event-emitter.ts'
import { invalidArgument, outOfRange, UnavailableError } from './node-errors.ts'

type Listener = (...args: unknown[]) => unknown

interface ProcessHost {
  env: Record<string, string>
  clock: RunClock
  write: (level: Level, text: string) => void
  /** Ends the run. */
  exit: (code: number) => void
  /** Called when a callback is given to `nextTick`. */
  onTick: () => void
  /** Called with what such a callback throws. */
  onThrow: (error: unknown) => void
}

/** The version of Node whose answers the runner gives: the one that the tests compare it with. */
const NODE_VERSION = '24.21.0'

/** The only process there is. */
const PID = 1

/** What of a process is the machine's, and cannot be had here. */
const unavailable = [
  ...['abort', 'chdir', 'dlopen', 'kill', 'setuid', 'setgid', 'send', 'disconnect', 'binding', 'loadEnvFile', 'cpuUsage'],
  ...['resourceUsage', 'getActiveResourcesInfo', 'setUncaughtExceptionCaptureCallback', 'initgroups', 'umask'],
]

export interface ProcessControl {
  /** What the program gets as `process`. */
  process: Record<string, unknown>
  /** Calls the listeners of an event, and says whether there are any. */
  emit: (event: string, ...args: unknown[]) => boolean
  /** Callbacks of `nextTick` that have not been called. */
  ticks: () => number
  /** Calls them, with those that they add. To be called when no microtask is left, before the next callback of a timer. */
  runTicks: () => void
  /** What Node ends with, unless an error gives another one. */
  exitCode: () => number | undefined
  /** Prints a warning as Node does, in the next tick. */
  warn: (message: string, name?: string) => void
  /** Writes what stands in the last line of `stdout` and `stderr` without its line break. */
  flush: () => void
  /** A text of `console`, which ends with a line break. */
  writeLine: (level: Level, text: string) => void
}

function refuse(name: string) {
  return () => {
    throw new UnavailableError(name)
  }
}

/** Node's `process`, of which a program can have what needs no machine. */
export function createProcess({ env, clock, write, exit, onTick, onThrow }: ProcessHost): ProcessControl {
  const ticks: (() => void)[] = []
  let unfinished = ''
  let lastLevel: Level = 'log'
  let hasWarned = false
  const code = { value: undefined as number | string | undefined }

  function append(level: Level, text: string) {
    lastLevel = level
    const lines = (unfinished + text).split('\n')
    unfinished = lines.pop()!
    if (lines.length > 0)
      write(level, lines.join('\n'))
  }
  function flush() {
    const text = unfinished
    unfinished = ''
    if (text)
      write(lastLevel, text)
  }
  function writeLine(level: Level, text: string) {
    const begun = unfinished
    unfinished = ''
    lastLevel = level
    write(level, begun + text)
  }
  const stream = (fd: number, level: Level) => ({
    write(text: unknown, ...rest: unknown[]) {
      append(level, String(text))
      const done = rest.findLast(value => typeof value === 'function') as (() => void) | undefined
      if (done)
        nextTick(done)
      return true
    },
    isTTY: undefined,
    fd,
  })

  function nextTick(callback: Listener, ...args: unknown[]) {
    if (typeof callback !== 'function')
      throw invalidArgument('callback', 'of type function', callback)
    ticks.push(() => callback(...args))
    onTick()
  }

  function runTicks() {
    for (let tick = ticks.shift(); tick; tick = ticks.shift()) {
      try {
        tick()
      }
      catch (error) {
        onThrow(error)
      }
    }
  }

  function emitWarning(warning: string | Error, type: unknown = 'Warning') {
    const name = typeof type === 'object' && type !== null ? String((type as { type?: string }).type ?? 'Warning') : String(type)
    const error = typeof warning === 'string' ? Object.assign(new Error(warning), { name }) : warning
    nextTick(() => {
      const hint = hasWarned ? '' : '\n(Use `node --trace-warnings ...` to show where the warning was created)'
      writeLine('error', `(node:${PID}) ${error.name}: ${error.message}${hint}`)
      hasWarned = true
      emitter.emit('warning', error)
    })
  }

  const elapsedNs = () => BigInt(Math.round(clock.nowExact() * 1e6))
  const hrtime = Object.assign((previous?: [number, number]): [number, number] => {
    const ns = elapsedNs() - (previous ? BigInt(previous[0]) * 1_000_000_000n + BigInt(previous[1]) : 0n)
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)]
  }, { bigint: elapsedNs })

  const emitter = new EventEmitter()
  const process = Object.assign(emitter as object, {
    title: 'node',
    version: `v${NODE_VERSION}`,
    versions: { node: NODE_VERSION },
    arch: 'x64',
    platform: 'linux',
    release: { name: 'node' },
    argv: ['/usr/bin/node', '/snippet-on-slide.ts'],
    execArgv: [],
    execPath: '/usr/bin/node',
    env,
    pid: PID,
    ppid: 0,
    stdout: stream(1, 'log'),
    stderr: stream(2, 'error'),
    nextTick,
    emitWarning,
    hrtime,
    uptime: () => clock.nowExact() / 1000,
    cwd: () => '/',
    memoryUsage: Object.assign(() => ({ rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 }), { rss: () => 0 }),
    exit(given: number | string | undefined = code.value) {
      if (given !== undefined)
        setCode(given)
      exit(Number(code.value ?? 0))
      throw new UnavailableError('What follows process.exit()')
    },
    ...Object.fromEntries(unavailable.map(name => [name, refuse(`process.${name}`)])),
  })
  function setCode(value: number | string | undefined) {
    if (value !== undefined && value !== null && !Number.isInteger(typeof value === 'string' && value !== '' ? Number(value) : value))
      throw invalidArgument('code', 'of type number', value)
    if (!Number.isSafeInteger(Number(value ?? 0)))
      throw outOfRange('code', Number(value))
    code.value = value
  }
  Object.defineProperty(process, 'exitCode', { enumerable: true, configurable: true, get: () => code.value, set: setCode })
  Object.defineProperty(process, 'stdin', { configurable: true, get: refuse('process.stdin') })
  Object.defineProperty(process, Symbol.toStringTag, { value: 'process', configurable: true })

  return {
    process,
    emit: (event, ...args) => emitter.emit(event, ...args),
    ticks: () => ticks.length,
    runTicks,
    exitCode: () => code.value === undefined ? undefined : Number(code.value),
    warn: (message, name) => emitWarning(message, name),
    flush,
    writeLine,
  }
}
