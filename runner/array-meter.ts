import { Proxy as PrintableProxy } from 'node-inspect-extracted'

/** Bytes from which an array is counted: making smaller ones takes more time than memory. */
const BIG = 100_000
/** From so many elements on, an engine stores an array without values as a table, which takes no room. */
const SPARSE_FROM = 2 ** 25
const BYTES_PER_ELEMENT = 8

export interface ArrayMeter {
  /** Bytes of a big array or buffer, the first time it is given; 0 afterwards, and for any other value. */
  newBytes: (value: unknown) => number
  /** Globals for the run. Its `Proxy` tells the meter which arrays are proxies: reading one would call code of the program. */
  globals: Record<string, unknown>
}

/**
 * Measures the big arrays of a run, since no browser tells a worker how much memory it holds. It changes `Proxy.revocable` of
 * the worker for good.
 */
export function createArrayMeter(): ArrayMeter {
  const NativeProxy = globalThis.Proxy
  // It tells a printer what stands behind a proxy, so that printing calls none of its handlers.
  const { revocable } = PrintableProxy as unknown as typeof globalThis.Proxy
  const counted = new WeakSet<object>()
  const proxies = new WeakSet<object>()

  function newBytes(value: unknown): number {
    if (ArrayBuffer.isView(value))
      return countOnce(value.buffer, value.buffer.byteLength)
    if (Array.isArray(value) && !proxies.has(value) && (value.length < SPARSE_FROM || value.length - 1 in value))
      return countOnce(value, value.length * BYTES_PER_ELEMENT)
    return 0
  }

  function countOnce(body: object, bytes: number): number {
    if (bytes < BIG || counted.has(body))
      return 0
    counted.add(body)
    return bytes
  }

  function remember<T extends object>(proxy: T): T {
    proxies.add(proxy)
    return proxy
  }
  NativeProxy.revocable = (target, handler) => {
    const made = revocable(target, handler)
    remember(made.proxy)
    return made
  }
  const Proxy = new NativeProxy(NativeProxy, { construct: (_, [target, handler]) => remember(new PrintableProxy<object>(target, handler)) })
  return { newBytes, globals: { Proxy } }
}
