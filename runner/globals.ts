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

/** Globals of a browser that readers try, and that a run has not. */
const unavailable = [
  ...['document', 'window', 'location', 'navigator', 'localStorage', 'sessionStorage', 'indexedDB', 'caches'],
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'Worker', 'postMessage', 'importScripts'],
]
const names = unavailable.join('|')
const missing = new RegExp(`^(?:(?:${names}) is not defined|Can't find variable: (?:${names}))$`)

/** Whether this is the message of a ReferenceError, in Safari's wording too, about one of these globals. */
export const isOutOfReach = (message: string) => missing.test(message)

const codeMakers = [() => {}, async () => {}, function* () {}, async function* () {}]

/** Takes the place of `Function`: it serves `instanceof`, and makes no code. */
function NoFunction() {
  throw new EvalError('Code cannot be made from text here')
}
NoFunction.prototype = Function.prototype

/** Deletes the globals that `allowed` does not name, then adds `given`. It changes the worker for good. */
export function restrictGlobals(given: Record<string, unknown>): void {
  for (let holder: object | null = globalThis; holder && holder !== Object.prototype; holder = Object.getPrototypeOf(holder)) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!allowed.has(name) && name !== 'constructor' && !Reflect.deleteProperty(holder, name))
        Reflect.set(holder, name, undefined)
    }
  }
  for (const make of codeMakers)
    Object.defineProperty(Object.getPrototypeOf(make), 'constructor', { value: NoFunction })
  for (const [name, value] of Object.entries({ Function: NoFunction, ...given }))
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
}
