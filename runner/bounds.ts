import type { Fact, PrintedError } from './record.ts'
import { charCodeAt, isArray, isFinite, keys, max, sliceText } from './intrinsics.ts'
import { MAX_ERROR_DEPTH, MAX_ERRORS, MAX_FACT_PARTS, MAX_NAME, MAX_PLACE, MAX_TEXT } from './job.ts'

/** The text, or its beginning. */
export function clip(text: unknown, length = MAX_TEXT): string {
  if (typeof text !== 'string')
    return ''
  return text.length > length ? `${sliceText(text, 0, length - 1)}…` : text
}

/** Line feed, vertical tab, form feed, carriage return, next line, line and paragraph separator: each may begin a row. */
const breaksRow = (code: number) => (code >= 10 && code <= 13) || code === 0x85 || code === 0x2028 || code === 0x2029

/** How many rows a text takes on the screen by its line breaks. */
export function rowsOf(text: string): number {
  let rows = 1
  for (let index = 0; index < text.length; index++) {
    if (breaksRow(charCodeAt(text, index)))
      rows += 1
  }
  return rows
}

/** A number of a line or a column, which a program may have written into a stack. */
const boundPlace = (place: number | null) => place !== null && place > 0 && place <= MAX_PLACE ? place : null

/** An error with no more than may be shown: what it holds may be itself, and its name a book. */
export function boundError(error: PrintedError): PrintedError {
  let left = MAX_ERRORS
  let room = MAX_TEXT

  function bound({ name, message, line, column, cause, errors }: PrintedError, depth: number): PrintedError {
    const own = clip(message, max(1, room))
    left -= 1
    room -= own.length
    const boundCause = cause && depth < MAX_ERROR_DEPTH && left > 0 ? bound(cause, depth + 1) : null
    const boundErrors: PrintedError[] = []
    const { length } = isArray(errors) && depth < MAX_ERROR_DEPTH ? errors : []
    for (let index = 0; index < length && left > 0; index++)
      boundErrors[index] = bound(errors[index]!, depth + 1)
    return { name: clip(name, MAX_NAME), message: own, line: boundPlace(line), column: boundPlace(column), cause: boundCause, errors: boundErrors }
  }
  return bound(error, 0)
}

/** A fact with no more than a record may hold: a program hands modules whatever it likes. */
export function boundFact({ at, name, data }: Fact): Fact {
  const bound: Fact['data'] = {}
  const names = keys(data)
  for (let index = 0; index < names.length && index < MAX_FACT_PARTS; index++) {
    const value: unknown = data[names[index]!]
    bound[clip(names[index], MAX_NAME)] = typeof value === 'boolean' || isFinite(value) ? value as boolean | number : clip(value, MAX_NAME)
  }
  return { at, name: clip(name, MAX_NAME), data: bound }
}

/** How many rows an error takes, with all that it holds. */
export function rowsOfError({ name, message, cause, errors }: PrintedError): number {
  return rowsOf(name) + rowsOf(message) + (cause ? rowsOfError(cause) : 0) + errors.reduce((rows, error) => rows + rowsOfError(error), 0)
}
