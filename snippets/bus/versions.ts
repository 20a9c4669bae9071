import type { Schemas } from './message-schema.ts'
import type { Message } from './message.ts'
import { InvalidFieldError, UpcastError } from './errors.ts'
import { copyJson, toJson } from './json-data.ts'
import { validate } from './message-schema.ts'

/**
 * By type, and by version: what makes the data of a version those of the next one. The type's version today is the one that
 * the last of them leads to, 1 without any. One may go once no message of its version is stored any more.
 */
export type Upcasts = Record<string, Record<number, (data: any) => unknown>>

type Stored = Pick<Message, 'id' | 'type' | 'version' | 'data'>

/**
 * Reads messages that were stored under an earlier version.
 * @throws {InvalidFieldError} an upcast from what is no version, or that is no function
 */
export function createVersions(upcasts: Upcasts = {}) {
  const latest = new Map(Object.entries(upcasts).map(([type, steps]) => [type, latestOf(type, steps)]))
  const current = (type: string) => latest.get(type) ?? 1

  /** @throws {UpcastError} nothing leads to today's version */
  function upcast<Given extends Stored>(message: Given): Given {
    const { id, type, version } = message
    const today = current(type)
    if (version === today)
      return message
    if (version > today)
      throw new UpcastError(`${type} ${id} has version ${version}, this process reads up to ${today}: redrive it once the newer one is deployed here`)
    let data: unknown = copyJson(message.data)
    for (let from = version; from < today; from++)
      data = step(message, from, data)
    return { ...message, version: today, data }
  }

  function step({ id, type, version }: Stored, from: number, data: unknown): unknown {
    const next = upcasts[type]?.[from]
    if (!next)
      throw new UpcastError(`${type} ${id} has version ${version}, and no upcast leads from ${from} to ${from + 1}: upcasts.${type}[${from}] is missing`)
    try {
      return next(data)
    }
    catch (error) {
      throw new UpcastError(`${type} ${id}: its upcast from ${from} to ${from + 1} failed`, { cause: error })
    }
  }

  return {
    current,
    upcast,

    /** As today's, and as it is stored where nothing leads there: for whoever needs only a part of it. */
    upcastIfPossible(message: Message): Message {
      try {
        return upcast(message)
      }
      catch {
        return message
      }
    },

    /**
     * A message as a handler of today expects it: an earlier one is upcast, and fits the schema of its type again.
     * @throws {UpcastError} it cannot be read, and no later attempt will change that
     */
    async read(message: Message, schemas?: Schemas<any>): Promise<Message> {
      const upcasted = upcast(message)
      try {
        return { ...upcasted, data: toJson(message.type, await validate(message.kind, message.type, upcasted.data, schemas)) }
      }
      catch (error) {
        const what = `${message.type} ${message.id}, upcast from version ${message.version}`
        throw new UpcastError(`${what}, does not fit its schema: ${(error as Error).message}`, { cause: error })
      }
    },
  }
}

function latestOf(type: string, steps: Upcasts[string]): number {
  const versions = Object.keys(steps).map(Number)
  for (const version of versions) {
    if (!Number.isSafeInteger(version) || version < 1)
      throw new InvalidFieldError(`upcasts.${type}`, 'each is named by the version that it begins with, a whole number from 1 on')
    if (typeof steps[version] !== 'function')
      throw new InvalidFieldError(`upcasts.${type}[${version}]`, 'a function is needed')
  }
  return Math.max(0, ...versions) + 1
}

interface Contract {
  events: Schemas<any>
  upcasts?: Upcasts
  /** By type and version: data as they were stored. They are kept for as long as such messages are. */
  examples: Record<string, Record<number, unknown[]>>
}

/**
 * What a change of a schema breaks for those who read stored messages: each example that today's upcasts and schema do not
 * accept, and each version without an example. For a test, which expects none.
 */
export async function contractFaults({ events, upcasts = {}, examples }: Contract): Promise<string[]> {
  const versions = createVersions(upcasts)
  const missing = Object.keys(events).flatMap(type => [...Object.keys(upcasts[type] ?? {}).map(Number), versions.current(type)]
    .filter(version => !examples[type]?.[version]?.length)
    .map(version => `${type} version ${version}: no example`))
  const all = Object.entries(examples).flatMap(([type, byVersion]) =>
    Object.entries(byVersion).flatMap(([version, stored]) =>
      stored.map((data, index) => ({ type, version: Number(version), data, id: `example ${index + 1}` }))))
  const refused = await Promise.all(all.map(async (example) => {
    try {
      await validate('event', example.type, versions.upcast(example).data, events)
      return []
    }
    catch (error) {
      return [`${example.type} version ${example.version}, ${example.id}: ${(error as Error).message}`]
    }
  }))
  return [...missing, ...refused.flat()]
}
