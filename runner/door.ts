import type { FromWorker } from './job.ts'
import type { Fact, Failure, OutputLine, PrintedError, RunEvent, RunRecord } from './record.ts'
import * as v from 'valibot'
import { rowsOf, rowsOfError } from './bounds.ts'
import {
  MAX_ERROR_DEPTH,
  MAX_ERRORS,
  MAX_FACT_PARTS,
  MAX_FACTS,
  MAX_LINES,
  MAX_MESSAGE,
  MAX_NAME,
  MAX_OUTPUT,
  MAX_PLACE,
  MAX_ROWS,
  MAX_SPANS,
  MAX_TEXT,
} from './job.ts'
import { END_REASONS } from './record.ts'

/** Most milliseconds of a moment: eleven days. */
const LATEST = 1e9

const at = v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST))
const place = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PLACE)))
const id = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_SPANS - 1))
const text = v.pipe(v.string(), v.maxLength(MAX_TEXT))

/** What a process of Node ends with, where the reason does not tell. */
const exitCode = v.optional(v.pipe(v.number(), v.safeInteger()))

/** An error with so many more under it. */
function errorUnder(depth: number): v.GenericSchema<PrintedError> {
  const nested = depth > 0 ? errorUnder(depth - 1) : v.never()
  return v.strictObject({
    name: v.pipe(v.string(), v.maxLength(MAX_NAME)),
    message: text,
    line: place,
    column: place,
    cause: v.nullable(nested),
    errors: v.pipe(v.array(nested), v.maxLength(MAX_ERRORS)),
  })
}

const failureParts = {
  kind: v.picklist(['thrown', 'floating', 'timer', 'callback', 'syntax', 'import']),
  error: errorUnder(MAX_ERROR_DEPTH),
}
const failure: v.GenericSchema<Failure> = v.strictObject(failureParts)

const line: v.GenericSchema<OutputLine> = v.strictObject({ at, level: v.picklist(['debug', 'log', 'info', 'warn', 'error']), text })

const short = v.pipe(v.string(), v.maxLength(MAX_NAME))
const factData = v.pipe(v.record(short, v.union([short, v.number(), v.boolean()])), v.maxEntries(MAX_FACT_PARTS))
const fact: v.GenericSchema<Fact> = v.strictObject({ at, name: short, data: factData })

/** What a worker may say. Only an error has a failure. */
const messages = v.variant('type', [
  v.strictObject({ type: v.literal('started') }),
  v.strictObject({ type: v.literal('pong') }),
  v.strictObject({ type: v.literal('line'), line }),
  v.strictObject({ type: v.literal('wait'), id, from: at }),
  v.strictObject({ type: v.literal('waited'), id, to: at, cleared: v.boolean() }),
  v.strictObject({ type: v.literal('float'), id, from: at }),
  v.strictObject({ type: v.literal('floated'), id, to: at }),
  v.strictObject({ type: v.literal('fact'), fact }),
  v.strictObject({ type: v.literal('settled'), at }),
  v.strictObject({ type: v.literal('end'), at, reason: v.literal('error'), failure, exitCode }),
  v.strictObject({ type: v.literal('end'), at, exitCode, reason: v.picklist(['done', 'unsettled', 'endless', 'overwork', 'flood', 'limit', 'tampered']) }),
]) satisfies v.GenericSchema<unknown, FromWorker>

const spans = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(MAX_SPANS))

/** A whole run, as a window that runs it tells the others: no more than a worker may say of it. */
export const recordSchema: v.GenericSchema<unknown, RunRecord> = v.pipe(
  v.strictObject({
    lines: v.pipe(v.array(line), v.maxLength(MAX_LINES)),
    waits: spans(v.strictObject({ from: at, to: v.nullable(at), cleared: v.boolean() })),
    floats: spans(v.strictObject({ from: at, to: v.nullable(at) })),
    facts: v.pipe(v.array(fact), v.maxLength(MAX_FACTS)),
    settledAt: v.nullable(at),
    failure: v.nullable(v.strictObject({ ...failureParts, at })),
    end: v.nullable(v.strictObject({ at, reason: v.picklist(END_REASONS), exitCode })),
  }),
  v.check(({ lines }) => sumOf(lines, ({ text }) => text.length) <= MAX_OUTPUT && sumOf(lines, ({ text }) => rowsOf(text)) <= MAX_ROWS, 'Too much output'),
)

const sumOf = <Item>(items: Item[], of: (item: Item) => number) => items.reduce((sum, item) => sum + of(item), 0)

/** What of a run came in so far. */
type Account = Record<'started' | 'lines' | 'characters' | 'rows' | 'waits' | 'waited' | 'floats' | 'floated' | 'facts' | 'settled', number>

/**
 * Reads what the worker of one run says: a program may have got hold of its voice.
 * @returns a function that gives a message, or null for what no worker of ours says, be it of a wrong form, too long or one too many
 */
export function createDoor(): (data: unknown, pings: number) => FromWorker | null {
  const sums: Account = { started: 0, lines: 0, characters: 0, rows: 0, waits: 0, waited: 0, floats: 0, floated: 0, facts: 0, settled: 0 }
  let pongs = 0

  return function read(data, pings) {
    const message = parse(data)
    if (!message)
      return null
    if (message.type === 'pong')
      return ++pongs <= pings ? message : null
    return isDue(message, sums) ? message : null
  }
}

function parse(data: unknown): FromWorker | null {
  if (typeof data !== 'string' || data.length > MAX_MESSAGE)
    return null
  try {
    const { success, output } = v.safeParse(messages, JSON.parse(data), { abortEarly: true })
    return success ? output : null
  }
  catch {
    return null
  }
}

/** Whether an event may come now. The account is kept by it. */
function isDue(event: RunEvent, sums: Account): boolean {
  switch (event.type) {
    case 'started':
      return ++sums.started === 1
    case 'line':
      sums.characters += event.line.text.length
      sums.rows += rowsOf(event.line.text)
      return ++sums.lines <= MAX_LINES && sums.characters <= MAX_OUTPUT && sums.rows <= MAX_ROWS
    case 'wait':
      return event.id === sums.waits++
    case 'waited':
      return event.id < sums.waits && ++sums.waited <= MAX_SPANS
    case 'float':
      return event.id === sums.floats++
    case 'floated':
      return event.id < sums.floats && ++sums.floated <= MAX_SPANS
    case 'fact':
      return ++sums.facts <= MAX_FACTS
    case 'settled':
      return ++sums.settled === 1
    case 'end':
      return !event.failure || rowsOfError(event.failure.error) <= MAX_ROWS + MAX_ERRORS
  }
}
