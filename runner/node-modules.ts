import type { createTimers } from './timers.ts'
import { inspect, stripVTControlCharacters } from 'node-inspect-extracted'
import { EventEmitter, once } from './event-emitter.ts'
import { abortError, invalidArgument } from './node-errors.ts'
import { inspectWithin, printValues } from './print.ts'

type Timers = ReturnType<typeof createTimers>['functions']
type Callback = (...args: unknown[]) => unknown

/** By which Node's `promisify` finds the promise of a function. */
const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom')

interface WaitOptions { signal?: AbortSignal, ref?: boolean }

/** Node's own modules, as far as a slide may need them, by their names without `node:`. */
export function createNodeModules(timers: Timers, process: object): Record<string, object> {
  const wait = <T>(start: (done: () => void) => { unref: () => unknown }, stop: (timer: unknown) => void, value: T, { signal, ref = true }: WaitOptions = {}) =>
    new Promise<T>((resolve, reject) => {
      if (signal?.aborted)
        return reject(abortError(signal.reason))
      const onAbort = () => {
        stop(timer)
        reject(abortError(signal!.reason))
      }
      const timer = start(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve(value)
      })
      if (!ref)
        timer.unref()
      signal?.addEventListener('abort', onAbort, { once: true })
    })
  const promises = {
    setTimeout: (ms?: number, value?: unknown, options?: WaitOptions) => wait(done => timers.setTimeout(done, ms), timers.clearTimeout, value, options),
    setImmediate: (value?: unknown, options?: WaitOptions) => wait(done => timers.setImmediate(done), timers.clearImmediate, value, options),
    async* setInterval(ms?: number, value?: unknown, options?: WaitOptions) {
      // Ticks that come while the program is busy are kept.
      let due = 0
      let wake = () => {}
      const timer = timers.setInterval(() => {
        due += 1
        wake()
      }, ms)
      if (options?.ref === false)
        timer.unref()
      options?.signal?.addEventListener('abort', () => wake())
      try {
        for (;;) {
          if (options?.signal?.aborted)
            throw abortError(options.signal.reason)
          if (due === 0)
            await new Promise<void>(resolve => wake = resolve)
          for (; due > 0; due--)
            yield value
        }
      }
      finally {
        timers.clearInterval(timer)
      }
    },
    scheduler: {
      wait: (ms?: number, options?: WaitOptions) => promises.setTimeout(ms, undefined, options),
      yield: () => promises.setImmediate(),
    },
  }
  for (const name of ['setTimeout', 'setImmediate'] as const)
    Object.defineProperty(timers[name], PROMISIFIED, { get: () => promises[name], enumerable: true })

  const emitter = Object.assign(EventEmitter, { EventEmitter, once, default: EventEmitter })
  const modules = {
    'events': emitter,
    'perf_hooks': { performance: globalThis.performance },
    process,
    'timers': { ...timers, promises },
    'timers/promises': promises,
    'util': {
      format: (...values: unknown[]) => printValues(values),
      inspect: Object.assign(
        (value: unknown, options: object | boolean = {}, depth?: number) =>
          inspectWithin(value, typeof options === 'object' ? options : { showHidden: options, depth }),
        { custom: inspect.custom, defaultOptions: inspect.defaultOptions },
      ),
      promisify,
      stripVTControlCharacters,
      inherits: (child: Callback, parent: Callback) => void Object.setPrototypeOf(child.prototype, parent.prototype),
      TextEncoder,
      TextDecoder,
    },
  }
  return Object.fromEntries(Object.entries(modules).map(([name, module]) => [name, { ...module, ...name === 'events' ? {} : { default: module } }]))
}

function promisify(original: Callback & { [PROMISIFIED]?: Callback }): Callback {
  if (typeof original !== 'function')
    throw invalidArgument('original', 'of type function', original)
  return original[PROMISIFIED] ?? function (this: unknown, ...args: unknown[]) {
    return new Promise((resolve, reject) => {
      Reflect.apply(original, this, [...args, (error: unknown, value: unknown) => error ? reject(error) : resolve(value)])
    })
  }
}
