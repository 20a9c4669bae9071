/** Node's complaint about an argument, such as `callback`, which is not what it must be, such as `of type function`. */
export function invalidArgument(name: string, expected: string, value: unknown): TypeError {
  return withCode(new TypeError(`The "${name}" argument must be ${expected}. Received ${received(value)}`), 'ERR_INVALID_ARG_TYPE')
}

/** An error with a code, which its stack names as Node's does. */
function withCode<T extends Error>(error: T, code: string): T {
  const { name } = error
  // The stack is made when it is read first.
  error.name = `${name} [${code}]`
  void error.stack
  delete (error as Partial<T>).name
  return Object.assign(error, { code })
}

function received(value: unknown): string {
  if (value === undefined || value === null)
    return `${value}`
  if (typeof value === 'function')
    return `function ${value.name}`
  if (typeof value === 'object')
    return value.constructor?.name ? `an instance of ${value.constructor.name}` : '[Object: null prototype] {}'
  if (typeof value === 'string')
    return `type string ('${value.length > 28 ? `${value.slice(0, 25)}...` : value}')`
  return `type ${typeof value} (${String(value)}${typeof value === 'bigint' ? 'n' : ''})`
}

/** Thrown by what a run cannot have, such as `process.kill`. */
export class UnavailableError extends Error {
  constructor(name: string) {
    super(`${name} is not available here`)
  }
}

/** What Node rejects with when a signal ends a wait. */
export function abortError(cause: unknown): Error {
  const error = withCode(new Error('The operation was aborted', { cause }), 'ABORT_ERR')
  error.name = 'AbortError'
  return error
}

/** That an integer is not one that a number can tell from its neighbours. */
export function outOfRange(name: string, value: number): RangeError {
  const { MIN_SAFE_INTEGER: least, MAX_SAFE_INTEGER: most } = Number
  const received = String(value).replaceAll(/(?<=\d.*)(?=(?:.{3})+$)/g, '_')
  return withCode(new RangeError(`The value of "${name}" is out of range. It must be >= ${least} && <= ${most}. Received ${received}`), 'ERR_OUT_OF_RANGE')
}
