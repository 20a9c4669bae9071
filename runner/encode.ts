import type { FromWorker } from './job.ts'
import { isArray, keys, stringify } from './intrinsics.ts'

/**
 * A message as JSON, whatever the program did to the prototypes: neither a `toJSON` nor a setter nor an iterator of the
 * program's has a part in it.
 * @param message plain data; what is undefined is left out
 */
export const encode = (message: FromWorker): string => textOf(message)

function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
    return stringify(value)
  if (typeof value !== 'object')
    return 'null'
  const names = isArray(value) ? null : keys(value)
  const { length } = names ?? value as unknown[]
  let text = ''
  for (let index = 0; index < length; index++) {
    const name = names?.[index]
    const item = (value as Record<string | number, unknown>)[name ?? index]
    if (name === undefined || item !== undefined)
      text += `${text && ','}${name === undefined ? '' : `${stringify(name)}:`}${textOf(item)}`
  }
  return names ? `{${text}}` : `[${text}]`
}
