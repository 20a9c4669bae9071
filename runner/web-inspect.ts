import { inspect } from 'node-inspect-extracted'

type Print = (value: never, options: object) => string

/** Characters of a line of Node's. */
const MAX_LINE = 128
const CUSTOM = Symbol.for('nodejs.util.inspect.custom')
const print = (value: unknown, options: object) => inspect(value, options as never)

/** What Node shows of an object of its own that a browser has too, where its properties stand on its prototype. */
const printers: Record<string, Print> = {
  URL: named('URL', ['href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash']),
  URLSearchParams(params: URLSearchParams, options) {
    const entries = [...params].map(([name, value]) => `${print(name, options)} => ${print(value, options)}`)
    if (entries.length === 0)
      return 'URLSearchParams {}'
    const line = `URLSearchParams { ${entries.join(', ')} }`
    return line.length <= MAX_LINE ? line : `URLSearchParams {\n  ${entries.join(',\n  ')} }`
  },
  AbortController: named('AbortController', ['signal']),
  AbortSignal: named('AbortSignal', ['aborted']),
  Event: named('Event', ['type', 'defaultPrevented', 'cancelable', 'timeStamp']),
}

function named(name: string, properties: string[]): Print {
  return (value: Record<string, unknown>, options) => {
    const shown = Object.fromEntries(properties.map(property => [property, value[property]]))
    return `${(Object.getPrototypeOf(value) as { constructor?: { name?: string } })?.constructor?.name ?? name} ${print(shown, options)}`
  }
}

/** Makes the worker print objects of the web as Node does, by Node's own symbol; in Node it has nothing to do. */
export function inspectAsNode(): void {
  for (const [name, printer] of Object.entries(printers)) {
    const { prototype } = (globalThis as unknown as Record<string, { prototype: object }>)[name]!
    if (CUSTOM in prototype)
      continue
    Object.defineProperty(prototype, CUSTOM, {
      configurable: true,
      value(this: never, depth: number | null, options: object) {
        return depth !== null && depth < 0 ? `[${name}]` : printer(this, { ...options, depth })
      },
    })
  }
}

/** What is known of a promise that has settled. */
export type Outcome = { value: unknown } | { reason: unknown }

/** Makes a settled promise show what it settled with: no engine tells that. */
export function inspectPromisesBy(outcomeOf: (promise: Promise<unknown>) => Outcome | undefined, unobserved: <T>(read: () => T) => T): void {
  const { prototype } = Promise
  Object.defineProperty(prototype, CUSTOM, {
    configurable: true,
    value(this: Promise<unknown>, depth: number | null, options: object) {
      const outcome = outcomeOf(this)
      if (!outcome)
        return unobserved(() => print(this, { ...options, depth, customInspect: false }))
      const shown = 'value' in outcome
        ? outcome.value
        : { [CUSTOM]: (_: number, inner: object) => `<rejected> ${print(outcome.reason, inner)}` }
      // A set of one value has the layout of a promise.
      return depth !== null && depth < 0 ? '[Promise]' : print(new Set([shown]), { ...options, depth }).replace(/^Set\(1\)/, 'Promise')
    },
  })
}
