import type { FromWorker, RunJob, ToWorker } from './job.ts'
import type { EndReason, Failure, FailureKind, Level, RunEvent } from './record.ts'
import { createClock, nativeNow, pause } from './clock.ts'
import { trackCryptoCalls } from './crypto-calls.ts'
import { trackFloatingPromises } from './floating-promises.ts'
import { restrictGlobals } from './globals.ts'
import { MAX_LINES, VIRTUAL_LIMIT } from './job.ts'
import { loadModules, UnknownImportError } from './modules.ts'
import { printError, printValues, SNIPPET_URL } from './print.ts'
import { createTimers } from './timers.ts'
import { OBSERVE, SnippetSyntaxError, TICK, transpile } from './transpile.ts'
import { createWorkMeter } from './work-meter.ts'

type Send = (message: FromWorker) => void
type Program = (require: (specifier: string) => object, exports: object, observe: (value: unknown) => unknown, tick: () => void) => Promise<void>

/** Registers a listener for the unhandled rejections and the uncaught errors of the worker. */
export type ListenForErrors = (onError: (kind: FailureKind, error: unknown) => void) => void

/** Turns of the event loop with nothing pending after which a settled program is over, and an unsettled one never will be. */
const QUIET_TURNS = 3
const STUCK_TURNS = 25

const levels: Record<string, Level> = { log: 'log', info: 'info', debug: 'debug', warn: 'warn', error: 'error', dir: 'log', table: 'log', trace: 'debug' }
const { eval: indirectEval } = globalThis

/** Answers the host on the port: runs one job, and answers pings meanwhile. A worker serves one job only, for its globals are changed for good. */
export function serveOneJob(port: MessagePort, listenForErrors: ListenForErrors, workTime = nativeNow): void {
  const send: Send = message => port.postMessage(message)
  port.onmessage = ({ data }: MessageEvent<ToWorker>) => {
    if (data.type === 'ping')
      send({ type: 'pong' })
    else
      void runProgram(data.job, send, listenForErrors, workTime)
  }
}

async function runProgram(job: RunJob, send: Send, listenForErrors: ListenForErrors, workTime: () => number): Promise<void> {
  const state = { isOver: false, isSettled: false, lines: 0, lastActivity: 0 }

  function report(event: RunEvent) {
    if (state.isOver)
      return
    state.isOver = event.type === 'end'
    state.lastActivity = Math.max(state.lastActivity, activityOf(event))
    send(event)
  }

  const clock = await createClock(job.clock)
  const floats = trackFloatingPromises(clock, report)
  function end(reason: EndReason, at: number, failure?: Failure) {
    floats.endTurn()
    report({ type: 'end', at, reason, failure })
  }
  let program: Program
  let require: (specifier: string) => object
  try {
    program = compile(job.code)
    require = await loadModules(job.code)
  }
  catch (error) {
    return end('error', 0, { kind: error instanceof SnippetSyntaxError ? 'syntax' : 'import', error: printError(error) })
  }

  const fail = (kind: FailureKind, error: unknown) =>
    end('error', clock.now(), { kind: error instanceof UnknownImportError ? 'import' : kind, error: printError(error) })
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
    if (++state.lines > MAX_LINES)
      return end('flood', clock.now())
    report({ type: 'line', line: { at: clock.now(), level, text: printValues(values) } })
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

/**
 * Compiles the code without running any of it.
 * @throws SnippetSyntaxError
 */
function compile(code: string): Program {
  const js = transpile(code)
  try {
    return indirectEval(`(async function (require, exports, ${OBSERVE}, ${TICK}) {${js}\n})\n//# sourceURL=${SNIPPET_URL}`) as Program
  }
  catch (error) {
    throw new SnippetSyntaxError((error as Error).message)
  }
}
