import type { StandardSchemaV1 } from '@standard-schema/spec'

/** Thrown by a handler: an error that no later attempt can cure, straight to `failed`. */
export class NonRetriableError extends Error {
  override name = 'NonRetriableError'
}

/** A stored message of a version that cannot be read here: straight to `failed`. */
export class UpcastError extends NonRetriableError {
  override name = 'UpcastError'
}

/** Longer than anyone waits: a number as great is a date, in milliseconds since 1970. */
const LONGEST_WAIT = 10 * 365 * 86_400_000

/**
 * Thrown by a handler that knows when to come back, as after an HTTP 429: in so many milliseconds, at a date, or as the
 * header `Retry-After` says, in seconds or as a date. What says neither leaves the wait to the retry policy.
 */
export class RetryAfterError extends Error {
  override name = 'RetryAfterError'
  /** Milliseconds from now, or a date. */
  when: number | Date

  constructor(when: number | Date | string, message?: string, options?: ErrorOptions) {
    const known = fromHeader(when)
    super(message ?? (known instanceof Date ? `Retry at ${toText(known)}` : `Retry in ${known} ms`), options)
    this.when = known
  }

  /** Milliseconds to wait at that time; NaN where that is not known. */
  waitAt(now: number): number {
    const wait = this.when instanceof Date ? this.when.getTime() - now : this.when
    return Number.isNaN(wait) ? wait : Math.max(0, wait)
  }
}

function fromHeader(when: number | Date | string): number | Date {
  if (typeof when === 'string')
    return /^\s*\d+\s*$/.test(when) ? Number(when) * 1000 : new Date(when)
  return typeof when === 'number' && when > LONGEST_WAIT && when < Infinity ? new Date(when) : when
}

const toText = (date: Date) => Number.isNaN(date.getTime()) ? 'a date that cannot be read' : date.toISOString()

/** A handler that was still running when its time was over. */
export class HandlerTimeoutError extends Error {
  override name = 'HandlerTimeoutError'
}

/** What a handler asked of the bus after its time was over, or after its process had stopped: nothing was stored. */
export class AbortedHandlerError extends Error {
  override name = 'AbortedHandlerError'
}

/** The data do not fit the schema of their type, or JSON cannot carry them; nothing was stored. */
export class InvalidDataError extends Error {
  override name = 'InvalidDataError'
  issues: readonly StandardSchemaV1.Issue[]

  constructor(type: string, issues: readonly StandardSchemaV1.Issue[]) {
    super(issues.map(issue => `${[type, ...pathOf(issue)].join('.')}: ${issue.message}`).join('\n'))
    this.issues = issues
  }
}

/** A name, type or key that not every database can store. */
export class InvalidFieldError extends Error {
  override name = 'InvalidFieldError'
  field: string

  constructor(field: string, reason: string) {
    super(`${field}: ${reason}`)
    this.field = field
  }
}

/** No event or command of this name is known. */
export class UnknownTypeError extends Error {
  override name = 'UnknownTypeError'

  constructor(kind: string, type: string, known: string[]) {
    super(`Unknown ${kind} ${type}. Known: ${known.join(', ') || 'none'}`)
  }
}

/** A command that no process handles. */
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

/** A subscription is stored under this name already, with another type, mode or key. */
export class SubscriptionConflictError extends Error {
  override name = 'SubscriptionConflictError'
}

/** A sync subscriber that cannot be waited for: in another process, paused, in a transaction, or at a later date. */
export class SyncRefusedError extends Error {
  override name = 'SyncRefusedError'
}

/** A call that would wait for the end of the transaction it stands in. */
export class InsideTransactionError extends Error {
  override name = 'InsideTransactionError'
}

/** A bus that was stopped is started again. */
export class StoppedBusError extends Error {
  override name = 'StoppedBusError'
}

/** Deliveries were addressed to subscriptions that have changed since: nothing was stored, and the bus does it again. */
export class StaleSubscriptionsError extends Error {
  override name = 'StaleSubscriptionsError'
}

/** No reply came in time. The command stays stored, and may yet be handled. */
export class ReplyTimeoutError extends Error {
  override name = 'ReplyTimeoutError'
}

/** The handler of a request failed for good. Its error is the `cause`, as it was stored. */
export class RequestFailedError extends Error {
  override name = 'RequestFailedError'
}

/** A retry, replay, redrive or cancel that concerns no stored delivery. */
export class NothingToDoError extends Error {
  override name = 'NothingToDoError'
}

function pathOf({ path = [] }: StandardSchemaV1.Issue): PropertyKey[] {
  return path.map(step => typeof step === 'object' ? step.key : step)
}
