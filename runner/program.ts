import type { Program } from './compile.ts'
import type { FromWorker, RunJob, ToWorker } from './job.ts'
import type { ModuleText } from './module-texts.ts'
import type { LoadModule } from './modules.ts'
import type { EndReason, Fact, Failure, FailureKind, Level, PrintedError, RunEvent } from './record.ts'
import { abortAsNode } from './abort.ts'
import { boundError, boundFact, clip, rowsOf } from './bounds.ts'
import { createClock, nativeNow, pause } from './clock.ts'
import { compile } from './compile.ts'
import { createConsole } from './console.ts'
import { trackCryptoCalls } from './crypto-calls.ts'
import { encode } from './encode.ts'
import { trackFloatingPromises } from './floating-promises.ts'
import { createCleaner, hideOwnCode } from './function-text.ts'
import { restrictGlobals } from './globals.ts'
import { createImports, MissingExportError } from './imports.ts'
import { max } from './intrinsics.ts'
import { MAX_FACTS, MAX_LINES, MAX_OUTPUT, MAX_ROWS, VIRTUAL_LIMIT } from './job.ts'
import { loadModules, UnknownImportError } from './modules.ts'
import { createNodeModules } from './node-modules.ts'
import { printError } from './print.ts'
import { createProcess } from './process.ts'
import { hideOwnFrames } from './stack.ts'
import { createTimers } from './timers.ts'
import { SnippetSyntaxError } from './transpile.ts'
import { inspectAsNode, inspectPromisesBy } from './web-inspect.ts'
import { createWorkMeter } from './work-meter.ts'

type Send = (message: FromWorker) => void

/** Registers a listener for the unhandled rejections and the uncaught errors of the worker. */
export type ListenForErrors = (onError: (kind: FailureKind, error: unknown, promise?: Promise<unknown>) => void) => void

/** Turns of the event loop with nothing pending after which a settled program is over, and an unsettled one never will be. */
const QUIET_TURNS = 3
const STUCK_TURNS = 25

/** What Node ends with when the program awaits what nothing can settle. */
const UNSETTLED = 13

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
  const state = { isOver: false, isSettled: false, isExiting: false, lines: 0, characters: 0, rows: 0, facts: 0, lastActivity: 0 }

  function report(event: RunEvent) {
    if (state.isOver)
      return
    state.isOver = event.type === 'end'
    state.lastActivity = max(state.lastActivity, activityOf(event))
    send(event)
  }

  const clock = await createClock(job.clock, load)
  const floats = trackFloatingPromises(clock, report)
  function end(reason: EndReason, at: number, { failure, exitCode = 0 }: { failure?: Failure, exitCode?: number } = {}) {
    try {
      floats.endTurn()
      node.flush()
    }
    catch {
      // The program took from it what it works with; that a run ends does not depend on it.
    }
    // Of an exit code, a process tells the lowest byte.
    const code = exitCode & 0xFF
    report({ type: 'end', at, reason, ...failure && { failure }, ...code && { exitCode: code } })
  }

  /** Once there is a program: what it prints is free of what the run adds. */
  let clean = (text: string) => text
  /** What was thrown, bounded. */
  function read(thrown: unknown): PrintedError {
    try {
      const printed = printError(thrown)
      return boundError({ ...printed, message: clean(printed.message) })
    }
    catch {
      return { name: '', message: '[unreadable]', line: null, column: null, cause: null, errors: [] }
    }
  }

  function writeLine(level: Level, text: string) {
    if (state.isOver)
      return
    const shown = clip(clean(text))
    state.characters += shown.length
    state.rows += rowsOf(shown)
    if (++state.lines > MAX_LINES || state.characters > MAX_OUTPUT || state.rows > MAX_ROWS)
      return end('flood', clock.now())
    report({ type: 'line', line: { at: clock.now(), level, text: shown } })
  }

  function note(name: string, data: Fact['data']) {
    if (++state.facts <= MAX_FACTS)
      report({ type: 'fact', fact: boundFact({ at: clock.now(), name, data }) })
  }

  /** What nobody catches: the program may listen for it, or it is the end. */
  function fail(kind: FailureKind, error: unknown, promise?: Promise<unknown>) {
    if (state.isOver)
      return
    const isImport = error instanceof UnknownImportError || error instanceof MissingExportError
    try {
      if (kind === 'floating' && node.emit('unhandledRejection', error, promise && floats.originalOf(promise)))
        return
      if (!isImport && node.emit('uncaughtException', error, kind === 'floating' || kind === 'thrown' ? 'unhandledRejection' : 'uncaughtException'))
        return
      emitExit(1)
    }
    catch (thrown) {
      error = thrown
    }
    end('error', clock.now(), { failure: { kind: isImport ? 'import' : kind, error: read(error) } })
  }

  /** Returns what the process ends with after its last listeners, who may change it. */
  function emitExit(code: number): number {
    if (state.isExiting)
      return code
    state.isExiting = true
    node.process.exitCode = code
    node.emit('exit', code)
    return node.exitCode() ?? 0
  }

  const ticks = new MessageChannel()
  ticks.port1.onmessage = () => node.runTicks()
  const node = createProcess({
    env: { ...job.env },
    clock,
    write: writeLine,
    exit: code => end('done', clock.now(), { exitCode: emitExit(code) }),
    onTick: () => ticks.port2.postMessage(null),
    onThrow: error => fail('callback', error),
  })
  const work = createWorkMeter(workTime, reason => end(reason, clock.now()))
  const timers = createTimers(clock, {
    report,
    onFire: () => {
      floats.endTurn()
      node.runTicks()
    },
    onFired: node.runTicks,
    onThrow: error => fail('timer', error),
    onReturn: floats.observe,
    warn: node.warn,
  })
  const cryptoCalls = trackCryptoCalls()

  function observe(value: unknown): unknown {
    work.countBytes(value)
    return floats.observe(value)
  }

  const require = await loadModules(job.code, load, { env: { ...job.env }, note })
  listenForErrors(fail)
  restrictGlobals({
    console: createConsole({ write: node.writeLine, now: clock.nowExact, warn: node.warn }),
    process: node.process,
    ...timers.functions,
    ...clock.globals,
    ...work.globals,
  })
  Object.assign(AbortSignal, { timeout: timers.abortAfter })
  abortAsNode()
  inspectAsNode()
  inspectPromisesBy(floats.outcomeOf, floats.unobserved)

  let program: Program
  try {
    program = compile(job.code)
  }
  catch (error) {
    return end('error', 0, { failure: { kind: error instanceof SnippetSyntaxError ? 'syntax' : 'import', error: read(error) } })
  }
  hideOwnCode(program.functionTexts)
  clean = createCleaner(program)
  hideOwnFrames(program.columnOf)
  const nodeModules = createNodeModules(timers.functions, node.process)
  const imports = createImports(specifier => nodeModules[specifier.replace(/^node:/, '')] ?? require(specifier))
  clock.start()
  send({ type: 'started' })

  async function runToItsEnd() {
    try {
      await program.run({ observe, tick: work.tick, imports })
      report({ type: 'settled', at: clock.now() })
    }
    catch (error) {
      fail('thrown', error)
    }
    state.isSettled = true
  }
  void runToItsEnd()

  const isBusy = () => timers.isWaited() || cryptoCalls.pending > 0 || node.ticks() > 0
  let quiet = 0
  while (!state.isOver) {
    await pause(0)
    floats.endTurn()
    quiet = isBusy() ? 0 : quiet + 1
    if (timers.isWaited())
      await clock.advance(() => cryptoCalls.pending > 0 || node.ticks() > 0)
    if (job.clock === 'virtual' && clock.now() > VIRTUAL_LIMIT)
      end('limit', clock.now())
    else if (quiet >= (state.isSettled ? QUIET_TURNS : STUCK_TURNS))
      await exit()
  }

  /** The end of a program that nothing keeps going, unless a listener finds more to do. */
  async function exit() {
    const code = node.exitCode() ?? 0
    if (node.emit('beforeExit', code)) {
      await pause(0)
      if (isBusy() || state.isOver)
        return
    }
    if (state.isSettled)
      end('done', state.lastActivity, { exitCode: emitExit(code) })
    else
      end('unsettled', state.lastActivity, { exitCode: emitExit(node.exitCode() ?? UNSETTLED) })
  }
}

/** The moment at which the program did what the event reports; 0 for an event that is none of its doing. */
function activityOf(event: RunEvent): number {
  switch (event.type) {
    case 'line':
      return event.line.at
    case 'fact':
      return event.fact.at
    case 'waited':
    case 'floated':
      return event.to
    case 'settled':
      return event.at
    default:
      return 0
  }
}
