import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { MessageKind } from './message.ts'
import { InvalidDataError, UnknownTypeError } from './errors.ts'

/** Type of the data by name of event, or of command. */
export type DataByType = Record<string, any>

/** One schema for each type, of any library that speaks Standard Schema: valibot, zod, arktype. */
export type Schemas<Types extends DataByType> = { [Type in keyof Types]: StandardSchemaV1<any, Types[Type]> }

/**
 * The data as their schema returns them. Where no schemas are given, anything passes.
 * @throws {UnknownTypeError} no schema has this name
 * @throws {InvalidDataError} the data do not fit; the message names each field
 */
export async function validate(kind: MessageKind, type: string, data: unknown, schemas?: Schemas<any>) {
  const schema = checkType(kind, type, schemas)
  const result = await schema?.['~standard'].validate(data)
  if (result?.issues)
    throw new InvalidDataError(type, result.issues)
  return result ? result.value : data
}

/**
 * The schema of a type.
 * @throws {UnknownTypeError} no schema has this name
 */
export function checkType(kind: MessageKind, type: string, schemas?: Schemas<any>): StandardSchemaV1 | undefined {
  if (schemas && !Object.hasOwn(schemas, type))
    throw new UnknownTypeError(kind, type, Object.keys(schemas))
  return schemas?.[type]
}
