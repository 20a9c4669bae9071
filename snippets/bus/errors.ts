import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { ErrorRecord } from './message.ts'

/** Thrown by a handler: an error that no later attempt can cure, straight to `failed`. */
export class NonRetriableError extends Error {
  override name = 'NonRetriableError'
}

/** Thrown by a handler that knows when to come back, as after an HTTP 429. The wait is in milliseconds. */
export class RetryAfterError extends Error {
  override name = 'RetryAfterError'
  wait: number

  constructor(wait: number, message = `Retry in ${wait} ms`, options?: ErrorOptions) {
    super(message, options)
    this.wait = wait
  }
}

/** A handler that was still running when its time was over. */
export class HandlerTimeoutError extends Error {
  override name = 'HandlerTimeoutError'
}

/** The data do not fit the schema of their type; nothing was stored. */
export class InvalidDataError extends Error {
  override name = 'InvalidDataError'
  issues: readonly StandardSchemaV1.Issue[]

  constructor(type: string, issues: readonly StandardSchemaV1.Issue[]) {
    super(issues.map(issue => `${[type, ...pathOf(issue)].join('.')}: ${issue.message}`).join('\n'))
    this.issues = issues
  }
}

/** No event or command of this name is known. */
export class UnknownTypeError extends Error {
  override name = 'UnknownTypeError'

  constructor(kind: string, type: string, known: string[]) {
    super(`Unknown ${kind} ${type}. Known: ${known.join(', ') || 'none'}`)
  }
}

/** A command that nobody handles. */
export class NoHandlerError extends Error {
  override name = 'NoHandlerError'

  constructor(type: string, known: string[]) {
    super(`No handler for ${type}. Known: ${known.join(', ') || 'none'}`)
  }
}

/** Two subscribers of one name, or two handlers of one command. */
export class DuplicateSubscriberError extends Error {
  override name = 'DuplicateSubscriberError'
}

/** A retry, replay, redrive or cancel that concerns no stored delivery. */
export class NothingToDoError extends Error {
  override name = 'NothingToDoError'
}

const DEEPEST = 10

/** The error with its whole chain of causes, as it is stored. Anything can be thrown: what is not an error is put in words. */
export function describeError(error: unknown, depth = 0): ErrorRecord {
  if (!(error instanceof Error))
    return { name: 'Thrown', message: String(error) }
  const { name, message, stack, cause } = error
  const isDeepest = depth === DEEPEST
  return {
    name,
    message,
    ...stack !== undefined && { stack },
    ...cause !== undefined && !isDeepest && { cause: describeError(cause, depth + 1) },
    ...error instanceof AggregateError && !isDeepest && { errors: error.errors.map(each => describeError(each, depth + 1)) },
  }
}

function pathOf({ path = [] }: StandardSchemaV1.Issue): PropertyKey[] {
  return path.map(step => typeof step === 'object' ? step.key : step)
}
