/** Milliseconds since the program started; virtual ones under the virtual clock. */
export type ElapsedMs = number

export type Level = 'debug' | 'log' | 'info' | 'warn' | 'error'

/** An error as it is shown: without its stack, but with the line of the snippet that created it, its cause and its nested errors. */
export interface PrintedError {
  name: string
  message: string
  /** 1-based line of the snippet; null when the error was created elsewhere. The column is known of syntax errors only. */
  line: number | null
  column: number | null
  cause: PrintedError | null
  /** Those of an AggregateError. */
  errors: PrintedError[]
}

/**
 * How an error left the program: `thrown` by the program's own promise, `floating` as a rejection nobody awaits, in a
 * `timer`'s callback, in another `callback`, or before the first line ran (`syntax`, `import`).
 */
export type FailureKind = 'thrown' | 'floating' | 'timer' | 'callback' | 'syntax' | 'import'

export interface Failure {
  kind: FailureKind
  error: PrintedError
}

/**
 * Why a run is over. `done`: the program settled and no timer is pending. `error`: Node would exit with code 1.
 * `unsettled`: the program awaits what nothing can settle any more (Node's code 13). `stopped`: by the reader.
 * `endless`: no answer for 2 s. `overwork`: too much computing in all, or too many big arrays. `flood`: too much output.
 * `memory`: out of memory. `limit`: the virtual clock reached its end with timers still pending. `crash`: the worker could
 * not be started. `unreachable`: what a run needs could not be loaded. `tampered`: the program changed what its run stands on, so
 * that its worker said what no worker says.
 */
export const END_REASONS = [
  ...['done', 'error', 'unsettled', 'stopped', 'limit', 'endless'],
  ...['overwork', 'flood', 'memory', 'crash', 'unreachable', 'tampered'],
] as const
export type EndReason = typeof END_REASONS[number]

export interface OutputLine {
  at: ElapsedMs
  level: Level
  text: string
}

/** A promise that nobody awaits: from the moment it was created to the moment it settled, or was awaited after all. */
export interface FloatingPromise {
  from: ElapsedMs
  /** Null while it is pending. */
  to: ElapsedMs | null
}

/** From the call of `setTimeout` (or the tick before, for an interval) to the moment it fired or was cleared. */
export interface TimerWait {
  from: ElapsedMs
  /** Null while it is pending. */
  to: ElapsedMs | null
  cleared: boolean
}

/** What a module that a program imports saw it do: a request, a write, an email. */
export interface Fact {
  at: ElapsedMs
  name: string
  data: Record<string, string | number | boolean>
}

/** All that is known of one run. The panel on the slide, the printed page and the tests read this same object. */
export interface RunRecord {
  lines: OutputLine[]
  waits: TimerWait[]
  floats: FloatingPromise[]
  /** In order; what a program prints is none of them. */
  facts: Fact[]
  /** When the promise of the program itself settled, timers and floating promises aside; null before that. */
  settledAt: ElapsedMs | null
  failure: (Failure & { at: ElapsedMs }) | null
  /** Besides, the code that Node exits with, unless it is 0 or follows from the reason. */
  end: { at: ElapsedMs, reason: EndReason, exitCode?: number } | null
}

/** The events that a running program sends to its host, in order. */
export type RunEvent
  = | { type: 'started' }
    | { type: 'line', line: OutputLine }
    | { type: 'wait', id: number, from: ElapsedMs }
    | { type: 'waited', id: number, to: ElapsedMs, cleared: boolean }
    | { type: 'float', id: number, from: ElapsedMs }
    | { type: 'floated', id: number, to: ElapsedMs }
    | { type: 'fact', fact: Fact }
    | { type: 'settled', at: ElapsedMs }
    | { type: 'end', at: ElapsedMs, reason: EndReason, failure?: Failure, exitCode?: number }

/** The first line of the snippet named by an error, its nested errors or its cause; null when none names one. */
export function lineOf({ line, errors, cause }: PrintedError): number | null {
  return line ?? [...errors, ...(cause ? [cause] : [])].map(lineOf).find(found => found !== null) ?? null
}

export const emptyRecord = (): RunRecord => ({ lines: [], waits: [], floats: [], facts: [], settledAt: null, failure: null, end: null })

/** The record after one more event; the given record is left as it was. */
export function recordEvent(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.type) {
    case 'started':
      return record
    case 'line':
      return { ...record, lines: [...record.lines, event.line] }
    case 'wait':
      return { ...record, waits: withItem(record.waits, event.id, { from: event.from, to: null, cleared: false }) }
    case 'waited': {
      const wait = record.waits[event.id]
      return wait ? { ...record, waits: withItem(record.waits, event.id, { ...wait, to: event.to, cleared: event.cleared }) } : record
    }
    case 'float':
      return { ...record, floats: withItem(record.floats, event.id, { from: event.from, to: null }) }
    case 'floated': {
      const float = record.floats[event.id]
      return float ? { ...record, floats: withItem(record.floats, event.id, { ...float, to: event.to }) } : record
    }
    case 'fact':
      return { ...record, facts: [...record.facts, event.fact] }
    case 'settled':
      return { ...record, settledAt: event.at }
    case 'end':
      return {
        ...record,
        end: { at: event.at, reason: event.reason, ...event.exitCode && { exitCode: event.exitCode } },
        failure: event.failure ? { ...event.failure, at: event.at } : null,
      }
  }
}

function withItem<T>(items: T[], index: number, item: T): T[] {
  const copy = [...items]
  copy[index] = item
  return copy
}
