import type { Program } from './compile.ts'
import type { FromWorker, RunJob, ToWorker } from './job.ts'
import type { ModuleText } from './module-texts.ts'
import type { LoadModule } from './modules.ts'
import type { EndReason, Failure, FailureKind, Level, PrintedError, RunEvent } from './record.ts'
import { boundError, clip, rowsOf } from './bounds.ts'
import { createClock, nativeNow, pause } from './clock.ts'
import { compile } from './compile.ts'
import { trackCryptoCalls } from './crypto-calls.ts'
import { encode } from './encode.ts'
import { trackFloatingPromises } from './floating-promises.ts'
import { restrictGlobals } from './globals.ts'
import { max } from './intrinsics.ts'
import { MAX_LINES, MAX_OUTPUT, MAX_ROWS, VIRTUAL_LIMIT } from './job.ts'
import { loadModules, UnknownImportError } from './modules.ts'
import { printError, printValues } from './print.ts'
import { createTimers } from './timers.ts'
import { SnippetSyntaxError } from './transpile.ts'
import { createWorkMeter } from './work-meter.ts'

type Send = (message: FromWorker) => void

/** Registers a listener for the unhandled rejections and the uncaught errors of the worker. */
export type ListenForErrors = (onError: (kind: FailureKind, error: unknown) => void) => void

/** Turns of the event loop with nothing pending after which a settled program is over, and an unsettled one never will be. */
const QUIET_TURNS = 3
const STUCK_TURNS = 25

const levels: Record<string, Level> = { log: 'log', info: 'info', debug: 'debug', warn: 'warn', error: 'error', dir: 'log', table: 'log', trace: 'debug' }

/** What a worker gives to a run. */
export interface RunHost {
  listenForErrors: ListenForErrors
  /** The modules, of the texts that the host handed in or by the worker's own means. */
  loadWith: (texts: ModuleText[]) => LoadModule
  /** Milliseconds of work. */
  workTime?: () => number
}

/**
 * Answers the page on the port: runs one job, and answers pings meanwhile. A worker serves one job only, for its globals are
 * changed for good.
 */
export function serveOneJob(port: MessagePort, host: RunHost): void {
  const post = port.postMessage.bind(port)
  const send: Send = message => post(encode(message))
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'ping')
      send({ type: 'pong' })
    else
      runProgram(data.job, host.loadWith(data.modules), send, host).catch(() => send({ type: 'end', at: 0, reason: 'tampered' }))
  }
}

async function runProgram(job: RunJob, load: LoadModule, send: Send, { listenForErrors, workTime = nativeNow }: RunHost): Promise<void> {
  const state = { isOver: false, isSettled: false, lines: 0, characters: 0, rows: 0, lastActivity: 0 }

  function report(event: RunEvent) {
    if (state.isOver)
      return
    state.isOver = event.type === 'end'
    state.lastActivity = max(state.lastActivity, activityOf(event))
    send(event)
  }

  const clock = await createClock(job.clock, load)
  const floats = trackFloatingPromises(clock, report)
  function end(reason: EndReason, at: number, failure?: Failure) {
    try {
      floats.endTurn()
    }
    catch {
      // The program took from it what it works with; that a run ends does not depend on it.
    }
    report({ type: 'end', at, reason, failure })
  }

  const fail = (kind: FailureKind, error: unknown) =>
    end('error', clock.now(), { kind: error instanceof UnknownImportError ? 'import' : kind, error: read(error) })
  const require = await loadModules(job.code, load)
  const work = createWorkMeter(workTime, reason => end(reason, clock.now()))
  const timers = createTimers(clock, { report, onFire: floats.endTurn, onThrow: error => fail('timer', error), onReturn: floats.observe })
  const cryptoCalls = trackCryptoCalls()

  function observe(value: unknown): unknown {
    work.countBytes(value)
    return floats.observe(value)
  }

  function write(level: Level, values: unknown[]) {
    if (state.isOver)
      return
    const text = clip(printValues(values))
    state.characters += text.length
    state.rows += rowsOf(text)
    if (++state.lines > MAX_LINES || state.characters > MAX_OUTPUT || state.rows > MAX_ROWS)
      return end('flood', clock.now())
    report({ type: 'line', line: { at: clock.now(), level, text } })
  }

  listenForErrors(fail)
  restrictGlobals({
    console: Object.fromEntries(Object.entries(levels).map(([name, level]) => [name, (...values: unknown[]) => write(level, values)])),
    process: { env: { ...job.env } },
    ...timers.functions,
    ...clock.globals,
    ...work.globals,
  })
  Object.assign(AbortSignal, { timeout: timers.abortAfter })
  let program: Program
  try {
    program = compile(job.code)
  }
  catch (error) {
    return end('error', 0, { kind: error instanceof SnippetSyntaxError ? 'syntax' : 'import', error: read(error) })
  }
  clock.start()
  send({ type: 'started' })

  async function runToItsEnd() {
    try {
      await program(require, {}, observe, work.tick)
      state.isSettled = true
      report({ type: 'settled', at: clock.now() })
    }
    catch (error) {
      fail('thrown', error)
    }
  }
  void runToItsEnd()

  let quiet = 0
  while (!state.isOver) {
    await pause(0)
    floats.endTurn()
    quiet = timers.pending.size > 0 || cryptoCalls.pending > 0 ? 0 : quiet + 1
    if (timers.pending.size > 0)
      await clock.advance(() => cryptoCalls.pending > 0)
    if (job.clock === 'virtual' && clock.now() > VIRTUAL_LIMIT)
      end('limit', clock.now())
    else if (quiet >= QUIET_TURNS && state.isSettled)
      end('done', state.lastActivity)
    else if (quiet >= STUCK_TURNS)
      end('unsettled', state.lastActivity)
  }
}

/** The moment at which the program did what the event reports; 0 for an event that is none of its doing. */
function activityOf(event: RunEvent): number {
  switch (event.type) {
    case 'line':
      return event.line.at
    case 'waited':
    case 'floated':
      return event.to
    case 'settled':
      return event.at
    default:
      return 0
  }
}

/** What was thrown, bounded. */
function read(thrown: unknown): PrintedError {
  try {
    return boundError(printError(thrown))
  }
  catch {
    return { name: '', message: '[unreadable]', line: null, column: null, cause: null, errors: [] }
  }
}
