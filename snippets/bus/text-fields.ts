import type { PublishOptions } from './bus-options.ts'
import { InvalidFieldError } from './errors.ts'
import { checkTraceparent } from './tracing.ts'

/** Names and keys stand in indexes, whose rows are short. */
const MAX_LENGTH = 255

/**
 * Names, types and keys have to mean the same in every database.
 * @throws {InvalidFieldError} empty, longer than 255 characters, or with a character that PostgreSQL or UTF-8 has not
 */
export function checkText(field: string, value: string): void {
  if (typeof value !== 'string' || value === '')
    throw new InvalidFieldError(field, 'a text is needed')
  if (value.length > MAX_LENGTH)
    throw new InvalidFieldError(field, `longer than ${MAX_LENGTH} characters`)
  if (value.includes('\0') || !value.isWellFormed())
    throw new InvalidFieldError(field, 'no database stores U+0000 or half of a surrogate pair')
}

/** @throws {InvalidFieldError} not every store could keep them */
export function checkPublishOptions({ subject, correlationId, idempotencyKey, traceparent, at, delay }: PublishOptions<unknown>, hasUuids: boolean): void {
  for (const [field, value] of Object.entries({ subject, correlationId, idempotencyKey })) {
    if (value !== undefined)
      checkText(field, value)
  }
  if (correlationId !== undefined && hasUuids && !isUuid(correlationId))
    throw new InvalidFieldError('correlationId', 'the id of a message is needed, a UUID')
  if (traceparent !== undefined)
    checkTraceparent(traceparent)
  if (at && Number.isNaN(at.getTime()))
    throw new InvalidFieldError('at', 'an invalid date')
  if (delay !== undefined && !(delay >= 0 && delay < Infinity))
    throw new InvalidFieldError('delay', 'a number of milliseconds is needed')
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
export const isUuid = (id: string) => uuid.test(id)
