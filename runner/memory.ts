/** Bytes from which on an array counts; what is smaller takes more time than memory. */
const BIG = 100_000
/** Elements from which on an engine lays out an empty array as a table of what it holds, which is nothing. */
const SPARSE_FROM = 2 ** 25
const BYTES_PER_ELEMENT = 8

export interface Scale {
  /** Bytes of a value that a program has just made, if they are many; 0 when it is shown again. */
  weigh: (value: unknown) => number
  /** Globals a run is to see: to weigh a proxy would call a function of the program. */
  globals: Record<string, unknown>
}

/** Weighs the big arrays of a run: no browser tells a worker how much memory it holds. The worker is of no other use afterwards. */
export function createScale(): Scale {
  const NativeProxy = globalThis.Proxy
  const { revocable } = NativeProxy
  const weighed = new WeakSet<object>()
  const proxies = new WeakSet<object>()

  function weigh(value: unknown): number {
    if (ArrayBuffer.isView(value))
      return weighOnce(value.buffer, value.buffer.byteLength)
    if (Array.isArray(value) && !proxies.has(value) && (value.length < SPARSE_FROM || value.length - 1 in value))
      return weighOnce(value, value.length * BYTES_PER_ELEMENT)
    return 0
  }

  function weighOnce(body: object, bytes: number): number {
    if (bytes < BIG || weighed.has(body))
      return 0
    weighed.add(body)
    return bytes
  }

  function know<T extends object>(proxy: T): T {
    proxies.add(proxy)
    return proxy
  }
  NativeProxy.revocable = (target, handler) => {
    const made = revocable(target, handler)
    know(made.proxy)
    return made
  }
  const Proxy = new NativeProxy(NativeProxy, { construct: (_, [target, handler]) => know(new NativeProxy<object>(target, handler)) })
  return { weigh, globals: { Proxy } }
}
