import { InvalidDataError } from './errors.ts'

/** What becomes of data on its way through JSON: what a handler gets. A `Date` becomes its text, by its `toJSON`. */
export type Json<T>
  = 0 extends 1 & T ? T
    : T extends string | number | boolean | null | undefined ? T
      : T extends { toJSON: (...args: any[]) => infer Text } ? Json<Text>
        : T extends bigint | symbol | ((...args: any[]) => unknown) | ReadonlyMap<any, any> | ReadonlySet<any> ? never
          : { [Key in keyof T]: Json<T[Key]> }

/** Deeper data make some databases give up: SQLite reads a thousand levels. */
const MAX_DEPTH = 500

/**
 * A copy of the data as JSON carries them, so that each handler, attempt and store sees the same. Fields that are undefined
 * are left out.
 * @throws {InvalidDataError} JSON cannot carry a part of them, which the message names
 */
export function toJson(type: string, data: unknown): unknown {
  const parents = new Set<object>()

  function copy(value: any, path: string[]): unknown {
    if (value === null || typeof value === 'string' || typeof value === 'boolean')
      return value
    if (typeof value === 'number')
      return Number.isFinite(value) ? value + 0 : refuse(`${value} is not a number of JSON`, path)
    if (typeof value !== 'object')
      return refuse(`JSON cannot carry a ${typeof value}`, path)
    if (parents.has(value))
      return refuse('it holds itself', path)
    if (path.length > MAX_DEPTH)
      return refuse(`nested deeper than ${MAX_DEPTH} levels`, path.slice(0, 3))
    parents.add(value)
    const result = copyObject(value, path)
    parents.delete(value)
    return result
  }

  function copyObject(value: any, path: string[]): unknown {
    if (typeof value.toJSON === 'function') {
      const text = value.toJSON(path.at(-1) ?? '')
      return text === null && value instanceof Date ? refuse('an invalid date', path) : copy(text, path)
    }
    if (Array.isArray(value))
      return Array.from(value, (item, index) => copy(item, [...path, String(index)]))
    const prototype = Object.getPrototypeOf(value)
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
      return refuse(`JSON cannot carry a ${nameOf(value)}`, path)
    if (Object.getOwnPropertySymbols(value).length > 0)
      return refuse('JSON cannot carry a symbol', path)
    const result = {}
    for (const key of Object.keys(value)) {
      if (value[key] !== undefined)
        set(result, key, copy(value[key], [...path, key]))
    }
    return result
  }

  function refuse(message: string, path: string[]): never {
    throw new InvalidDataError(type, [{ message, path }])
  }

  return data === undefined ? null : copy(data, [])
}

/** A copy of what came through JSON: whoever gets it can change it, and nobody else sees that. */
export function copyJson<T>(value: T): T {
  if (typeof value !== 'object' || value === null)
    return value
  if (Array.isArray(value))
    return value.map(copyJson) as T
  const result = {}
  for (const key of Object.keys(value))
    set(result, key, copyJson((value as any)[key]))
  return result as T
}

/** As an own property, even where its name is that of the prototype. */
function set(object: any, key: string, value: unknown) {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  else
    object[key] = value
}

function nameOf(value: object): string {
  return Object.prototype.toString.call(value).slice(8, -1)
}
