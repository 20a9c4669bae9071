import type { PrintedError } from './record.ts'
import { formatWithOptions, inspect } from 'node-inspect-extracted'
import { SNIPPET_URL, withoutFrames } from './stack.ts'
import { SnippetSyntaxError } from './transpile.ts'

/** Most characters of one printed text. */
const MAX_TEXT = 2000
/** Most characters of a string that is formatted with others. */
const MAX_STRING = 10_000
const MAX_NAME = 200
/** Most nested errors that an error shows. */
const MAX_ERRORS = 20
const MAX_DEPTH = 3
/** Most values inside the values of one call. More take too long: Node bounds neither properties nor depth nor the two together. */
const MAX_VALUES = 20_000

class TooManyValues extends Error {}

const { apply } = Reflect
const { includes, slice } = String.prototype

/** Formats as `console.log` does in Node: the first text may hold `%s`. The frames of an error's stack are left out, since a slide has no room for them. */
export function printValues(values: unknown[]): string {
  if (values.length === 1 && typeof values[0] === 'string')
    return cut(values[0], MAX_TEXT)
  // Without methods of arrays and texts, which a program may replace.
  const args: unknown[] = [{ stylize: undefined }]
  let short = ''
  let asksForStack = false
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    const bounded = typeof value === 'string' ? cut(value, MAX_STRING) : value
    args[index + 1] = bounded
    asksForStack ||= typeof value === 'string' && apply(includes, value, [SNIPPET_URL])
  }
  const text = withinBounds(
    (stylize) => {
      args[0] = { stylize }
      return apply(formatWithOptions, undefined, args)
    },
    () => {
      for (let index = 1; index < args.length; index++)
        short += (index > 1 ? ' ' : '') + (typeof args[index] === 'string' ? args[index] : inspect(args[index], { depth: -1 }))
      return short
    },
  )
  return cut(asksForStack ? text : withoutFrames(text), MAX_TEXT)
}

/** One value as `util.inspect` tells it. */
export function printValue(value: unknown, options: object = {}): string {
  return cut(inspectWithin(value, options), MAX_TEXT)
}

/** The same, however long. */
export function inspectWithin(value: unknown, options: object = {}): string {
  return withoutFrames(withinBounds(stylize => inspect(value, { ...options, stylize } as object), () => inspect(value, { depth: -1 })))
}

/** What a printer gives that meets a bounded number of values, else what the shorter one gives; a word where reading a value throws. */
function withinBounds(print: (stylize: (text: string, style: string) => string) => string, printShort: () => string): string {
  let values = 0
  const count = (text: string, style: string) => {
    // What stands behind a proxy stands there alone, as in Node 24; later ones name the proxy.
    if (style === 'special' && (text === 'Proxy(' || text === ')'))
      return ''
    if (++values > MAX_VALUES)
      throw new TooManyValues()
    return text
  }
  try {
    return print(count)
  }
  catch (error) {
    if (error instanceof TooManyValues)
      return printShort()
    throw error
  }
}

/** What was thrown, as plain data. Reading it may throw in turn, since its properties are the program's. */
export function printError(thrown: unknown, depth = 0): PrintedError {
  try {
    return thrown instanceof Error ? readError(thrown, depth) : withoutName(printValues([thrown]))
  }
  catch {
    return withoutName('[unreadable]')
  }
}

function readError(error: Error, depth: number): PrintedError {
  const isDeep = depth >= MAX_DEPTH
  const nested = !isDeep && 'errors' in error && Array.isArray(error.errors) ? error.errors.slice(0, MAX_ERRORS) : []
  return {
    name: cut(String(error.name), MAX_NAME),
    message: cut(String(error.message), MAX_TEXT),
    ...placeOf(error),
    cause: !isDeep && error.cause !== undefined ? printError(error.cause, depth + 1) : null,
    errors: nested.map(error => printError(error, depth + 1)),
  }
}

const withoutName = (message: string): PrintedError => ({ name: '', message, ...nowhere, cause: null, errors: [] })

const stackLine = new RegExp(`${SNIPPET_URL}:(\\d+)`)
const nowhere = { line: null, column: null }

function placeOf(error: Error): { line: number | null, column: number | null } {
  if (error instanceof SnippetSyntaxError)
    return { line: error.line, column: error.column }
  const line = String(error.stack).match(stackLine)?.[1]
  return line ? { line: Number(line), column: null } : nowhere
}

const cut = (text: string, length: number) => text.length > length ? `${apply(slice, text, [0, length])}… (${text.length} characters)` : text
