import type { ModuleText } from './module-texts.ts'
import type { EndReason, RunEvent } from './record.ts'

export type ClockKind = 'real' | 'virtual'

/** One run of one piece of code. */
export interface RunJob {
  /** TypeScript, as the reader sees it. */
  code: string
  /** `process.env` of the run; it holds nothing else. */
  env: Record<string, string>
  /** `virtual`: the same lines with the same times, without waiting. */
  clock: ClockKind
}

/** A worker that runs one job, then is thrown away: a Web Worker in a browser, a worker thread in Node. */
export interface RunWorker {
  /** Between host and worker; the code that runs cannot reach it. */
  port: MessagePort
  /** Milliseconds without an answer after which its program counts as endless, should its own meter not find that. */
  patience: number
  /** The modules that a job needs, for a worker that cannot load them itself. Rejects when one of them cannot be had. */
  modules: (job: RunJob) => Promise<ModuleText[]>
  /** Called once if the worker dies by itself, or cannot be made. */
  onCrash: (listener: (reason: Extract<EndReason, 'memory' | 'crash' | 'unreachable'>) => void) => void
  terminate: () => void
}

export type ToWorker = { type: 'run', job: RunJob, modules: ModuleText[] } | { type: 'ping' }
/** It travels as the text that `encode` makes, and is read by `createDoor`. */
export type FromWorker = RunEvent | { type: 'pong' }

/** Most characters of the code of a block that windows share. */
export const MAX_CODE = 100_000
/** Most output lines of a run; one more ends it as a `flood`, as does one more of what follows. */
export const MAX_LINES = 1000
/** Most characters of all its lines. */
export const MAX_OUTPUT = 200_000
/** Most rows on the screen that the line breaks of all its lines make. */
export const MAX_ROWS = 5000
/** Most characters of one line, and of all messages of an error; what comes after is cut. */
export const MAX_TEXT = 5000
/** Most characters of the name of an error. */
export const MAX_NAME = 200
/** The last line and column that an error may name. */
export const MAX_PLACE = 1e6
/** Most errors that one error shows, itself included: its causes and those it holds. */
export const MAX_ERRORS = 20
/** Most causes, or errors held by errors, one under the other. */
export const MAX_ERROR_DEPTH = 3
/** Most characters of what a worker says at once. */
export const MAX_MESSAGE = 60_000
/** Most timer waits that a record keeps, and most floating promises; later ones run unrecorded. */
export const MAX_SPANS = 500
/** Most facts of a run; later ones are left out. */
export const MAX_FACTS = 500
/** Most values of one fact. */
export const MAX_FACT_PARTS = 10
/** Virtual milliseconds after which a run under the virtual clock is ended. */
export const VIRTUAL_LIMIT = 60_000
/** Milliseconds without an answer after which a program counts as endless. */
export const ENDLESS_AFTER = 2000
/** Milliseconds after which a worker that did not start is given up. */
export const START_AFTER = 30_000
/** Milliseconds a program may compute besides its longest turn. */
export const WORK_LIMIT = 1000
/** Milliseconds a program may compute in all. */
export const TOTAL_LIMIT = 2250
/**
 * Milliseconds of computing that a byte of a big array counts for: a gigabyte counts as 2 s, the longest a turn may take. A
 * fast machine fills several gigabytes in that time, and a tab of Chromium crashes at 4.
 */
export const WORK_PER_BYTE = 2e-6
