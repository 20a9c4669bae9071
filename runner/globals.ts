/**
 * The globals that a run keeps. All others are deleted from the worker (page, storage, network, messages to the host, nested
 * workers, making code from text), so that they are "not defined", in the browser as in Node.
 */
const allowed = new Set([
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'isFinite', 'isNaN', 'parseFloat', 'parseInt'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent', 'escape', 'unescape'],
  ...['Object', 'Boolean', 'Symbol', 'Number', 'BigInt', 'Math', 'Date', 'String', 'RegExp', 'Array', 'Map', 'Set'],
  ...['WeakMap', 'WeakSet', 'WeakRef', 'FinalizationRegistry', 'Iterator', 'Promise', 'Proxy', 'Reflect', 'JSON', 'Intl', 'Temporal'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SuppressedError', 'SyntaxError', 'TypeError', 'URIError'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'],
  ...['Float16Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'DisposableStack', 'AsyncDisposableStack'],
  ...['queueMicrotask', 'structuredClone', 'performance', 'crypto', 'atob', 'btoa', 'TextEncoder', 'TextDecoder', 'URL', 'URLSearchParams'],
  ...['AbortController', 'AbortSignal', 'Event', 'EventTarget', 'CustomEvent', 'DOMException'],
])

const codeMakers = [() => {}, async () => {}, function* () {}, async function* () {}] as const

/** Takes the place of `Function` and its like: it serves `instanceof`, and makes no code. */
function withoutCode(prototype: object, name: string): object {
  function NoFunction() {
    throw new EvalError('Code cannot be made from text here')
  }
  NoFunction.prototype = prototype
  return Object.defineProperty(NoFunction, 'name', { value: name })
}

/**
 * The global object of a Web Worker inherits from `EventTarget`, whose methods would be globals. They go to a class that takes
 * its place, and with it under `AbortSignal`.
 */
function separateEventTarget(): Record<string, unknown> {
  const Native = globalThis.EventTarget
  if (!(globalThis instanceof Native))
    return {}
  const { constructor: _, ...methods } = Object.getOwnPropertyDescriptors(Native.prototype)
  class EventTarget extends Native {}
  Object.defineProperty(EventTarget, 'name', { value: 'EventTarget' })
  Object.defineProperties(EventTarget.prototype, methods as PropertyDescriptorMap)
  Object.setPrototypeOf(AbortSignal.prototype, EventTarget.prototype)
  return { EventTarget }
}

/** Deletes the globals that `allowed` does not name, then adds `given`. It changes the worker for good. */
export function restrictGlobals(given: Record<string, unknown>): void {
  const separated = separateEventTarget()
  for (let holder: object | null = globalThis; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!allowed.has(name) && name !== 'constructor' && !Reflect.deleteProperty(holder, name))
        Reflect.set(holder, name, undefined)
    }
  }
  for (const prototype of codeMakers.map(Object.getPrototypeOf))
    Object.defineProperty(prototype, 'constructor', { value: withoutCode(prototype, prototype.constructor.name) })
  for (const [name, value] of Object.entries({ Function: codeMakers[0].constructor, global: globalThis, ...separated, ...given }))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
}
