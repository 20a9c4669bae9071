import type { GenericSchema } from 'valibot'
import * as v from 'valibot'

/** Most characters of a text that windows share. */
const MAX_TEXT = 100_000
/** Most items of a list that they share. */
const MAX_ITEMS = 1000

/**
 * The schema of what has the form of an initial value: the same parts, each of the same type, a list with items like its first.
 * @throws where a value does not tell: null, and an empty list
 */
export function schemaLike<State>(initial: State): GenericSchema<unknown, State> {
  return likeOf(initial) as GenericSchema<unknown, State>
}

function likeOf(value: unknown): GenericSchema {
  if (typeof value === 'number')
    return v.number()
  if (typeof value === 'boolean')
    return v.boolean()
  if (typeof value === 'string')
    return v.pipe(v.string(), v.maxLength(MAX_TEXT))
  if (Array.isArray(value) && value.length > 0)
    return v.pipe(v.array(likeOf(value[0])), v.maxLength(MAX_ITEMS))
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return v.strictObject(Object.fromEntries(Object.entries(value).map(([name, part]) => [name, likeOf(part)])))
  throw new TypeError(`${JSON.stringify(value)} tells no schema`)
}
