import type { PrintedError } from './record.ts'
import { SnippetSyntaxError } from './transpile.ts'

/** Name of the code of a run in stack traces. */
export const SNIPPET_URL = 'snippet-on-slide.ts'

const MAX_TEXT = 2000
const MAX_STRING = 200
const MAX_ITEMS = 20
const MAX_DEPTH = 3
const MAX_WIDTH = 48

/** The text of one `console.log` call, as Node would write it, bounded in depth, items and length. */
export function printValues(values: unknown[]): string {
  return cut(values.map(value => typeof value === 'string' ? value : print(value, new Set())).join(' '), MAX_TEXT)
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
  const nested = !isDeep && 'errors' in error && Array.isArray(error.errors) ? error.errors.slice(0, MAX_ITEMS) : []
  return {
    name: String(error.name),
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

function print(value: unknown, above: Set<object>): string {
  if (typeof value === 'string')
    return quote(value)
  if (typeof value === 'function')
    return /^class\b/.test(Function.prototype.toString.call(value)) ? `[class ${value.name}]` : `[Function: ${value.name || '(anonymous)'}]`
  if (typeof value === 'bigint')
    return `${value}n`
  if (Object.is(value, -0))
    return '-0'
  if (typeof value !== 'object' || value === null)
    return String(value)
  if (above.has(value))
    return '[Circular]'
  try {
    return printObject(value, new Set([...above, value]))
  }
  catch {
    return '[unreadable]'
  }
}

function printObject(value: object, above: Set<object>): string {
  if (value instanceof Error)
    return printErrorText(printError(value))
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (value instanceof RegExp)
    return String(value)
  if (value instanceof Promise)
    return 'Promise {}'

  const name = Object.getPrototypeOf(value) === null ? '[Object: null prototype]' : String(value.constructor?.name ?? 'Object')
  if (above.size > MAX_DEPTH)
    return Array.isArray(value) ? '[Array]' : `[${name}]`
  if (Array.isArray(value))
    return list('', '[', bounded(value, item => print(item, above)), ']')
  if (ArrayBuffer.isView(value) && 'length' in value)
    return list(`${name}(${value.length}) `, '[', bounded(value as unknown as ArrayLike<unknown>, item => print(item, above)), ']')
  if (value instanceof Map)
    return list(`Map(${value.size}) `, '{', bounded([...value], ([key, item]) => `${print(key, above)} => ${print(item, above)}`), '}')
  if (value instanceof Set)
    return list(`Set(${value.size}) `, '{', bounded([...value], item => print(item, above)), '}')
  return list(name === 'Object' ? '' : `${name} `, '{', bounded(Object.keys(value), key => `${printKey(key)}: ${printProperty(value, key, above)}`), '}')
}

/** Getters are named, not called: printing runs no code of the program. */
function printProperty(value: object, key: string, above: Set<object>): string {
  const property = Object.getOwnPropertyDescriptor(value, key)
  return property?.get ? '[Getter]' : print(property?.value, above)
}

function printErrorText({ name, message, cause, errors }: PrintedError): string {
  const head = name ? `${name}: ${message}` : message
  const nested = [...(cause ? [`[cause]: ${printErrorText(cause)}`] : []), ...errors.map(error => `- ${printErrorText(error)}`)]
  return [head, ...nested.map(text => `  ${text.replaceAll('\n', '\n  ')}`)].join('\n')
}

const printKey = (key: string) => /^[\w$]+$/.test(key) ? key : quote(key)
const quote = (text: string) => `'${cut(text, MAX_STRING).replaceAll('\\', '\\\\').replaceAll('\'', '\\\'').replaceAll('\n', '\\n')}'`
const cut = (text: string, length: number) => text.length > length ? `${text.slice(0, length)}… (${text.length} characters)` : text

function bounded<T>(items: ArrayLike<T>, text: (item: T) => string): string[] {
  const shown = Array.from({ length: Math.min(items.length, MAX_ITEMS) }, (_, index) => text(items[index] as T))
  return items.length > MAX_ITEMS ? [...shown, `… ${items.length - MAX_ITEMS} more`] : shown
}

/** On one line if it fits, else one item a line, as `util.inspect` does. */
function list(prefix: string, open: string, items: string[], close: string): string {
  if (items.length === 0)
    return `${prefix}${open}${close}`
  const line = open === '[' ? `[ ${items.join(', ')} ]` : `{ ${items.join(', ')} }`
  return prefix + (line.length <= MAX_WIDTH && !line.includes('\n') ? line : `${open}\n  ${items.join(',\n').replaceAll('\n', '\n  ')}\n${close}`)
}
