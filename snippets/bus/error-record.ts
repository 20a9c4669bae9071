import type { ErrorRecord } from './message.ts'

const MAX_DEPTH = 10
/** Errors of one AggregateError. */
const MAX_ERRORS = 20
const MAX_TEXT = 10_000

/**
 * The error with its causes, as it is stored. Anything can be thrown, an object without a prototype or one whose fields throw
 * when they are read: describing it never throws.
 */
export function describeError(thrown: unknown, depth = 0): ErrorRecord {
  const error = readableError(thrown)
  if (!(error instanceof Error))
    return { name: 'Thrown', message: inWords(error) }
  const [name, message, stack] = ['name', 'message', 'stack'].map(field => textOf(error, field))
  const cause = read(error, 'cause')
  const errors = read(error, 'errors')
  const isDeepest = depth === MAX_DEPTH
  return {
    name: name ?? 'Error',
    message: message ?? '',
    ...stack !== undefined && { stack },
    ...cause !== undefined && !isDeepest && { cause: describeError(cause, depth + 1) },
    ...Array.isArray(errors) && !isDeepest && { errors: errors.slice(0, MAX_ERRORS >> depth).map(each => describeError(each, depth + 1)) },
  }
}

/** What was thrown; an error that says so, where not even its class can be asked for. */
export function readableError(thrown: unknown): unknown {
  try {
    void (thrown instanceof Error)
    return thrown
  }
  catch {
    return new TypeError('a value that cannot be read')
  }
}

function read(object: object, field: string): unknown {
  try {
    return (object as Record<string, unknown>)[field]
  }
  catch (error) {
    return `${field} cannot be read: ${inWords(error)}`
  }
}

function textOf(error: object, field: string): string | undefined {
  const value = read(error, field)
  return value === undefined ? undefined : inWords(value)
}

/** What is thrown shows in its text, or its JSON where that says more. */
function inWords(value: unknown): string {
  return (attempt(() => typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined)
    ?? attempt(() => String(value))
    ?? attempt(() => Object.prototype.toString.call(value))
    ?? 'a value that cannot be read').slice(0, MAX_TEXT)
}

function attempt(words: () => string | undefined): string | undefined {
  try {
    return words()
  }
  catch {
    return undefined
  }
}
