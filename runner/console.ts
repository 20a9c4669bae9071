import type { Level } from './record.ts'
import { tableOf } from './console-table.ts'
import { printValue, printValues } from './print.ts'

interface ConsoleHost {
  /** Writes a text, which may hold line breaks and ends with one. */
  write: (level: Level, text: string) => void
  /** Milliseconds of the clock of the run. */
  now: () => number
  warn: (message: string) => void
}

/** Spaces by which a group moves its lines to the right. */
const INDENT = 2

/** Node's `console`, on the clock of the run. */
export function createConsole({ write, now, warn }: ConsoleHost): Record<string, unknown> {
  const counts = new Map<string, number>()
  const begun = new Map<string, number>()
  let indent = ''

  const print = (level: Level, values: unknown[]) => writeIndented(level, printValues(values))
  const writeIndented = (level: Level, text: string) => write(level, indent + (indent ? text.replaceAll('\n', `\n${indent}`) : text))

  function timeLog(method: string, label: unknown, values: unknown[]): boolean {
    const from = begun.get(`${label}`)
    if (from === undefined)
      warn(`No such label '${label}' for console.${method}()`)
    else
      print('log', [`%s: %s`, `${label}`, duration(now() - from), ...values])
    return from !== undefined
  }

  const methods = {
    log: (...values: unknown[]) => print('log', values),
    warn: (...values: unknown[]) => print('warn', values),
    error: (...values: unknown[]) => print('error', values),
    dir: (value: unknown, options: object = {}) => writeIndented('log', printValue(value, { customInspect: false, ...options })),
    time(label: unknown = 'default') {
      if (begun.has(`${label}`))
        return warn(`Label '${label}' already exists for console.time()`)
      begun.set(`${label}`, now())
    },
    timeEnd(label: unknown = 'default') {
      if (timeLog('timeEnd', label, []))
        begun.delete(`${label}`)
    },
    timeLog: (label: unknown = 'default', ...values: unknown[]) => void timeLog('timeLog', label, values),
    trace: (...values: unknown[]) => writeIndented('error', `Trace${values.length > 0 ? `: ${printValues(values)}` : ''}`),
    assert(condition?: unknown, ...values: unknown[]) {
      if (!condition)
        print('warn', typeof values[0] === 'string' ? [`Assertion failed: ${values[0]}`, ...values.slice(1)] : ['Assertion failed', ...values])
    },
    clear: () => {},
    count(label: unknown = 'default') {
      const count = (counts.get(`${label}`) ?? 0) + 1
      counts.set(`${label}`, count)
      print('log', [`${label}: ${count}`])
    },
    countReset(label: unknown = 'default') {
      if (!counts.delete(`${label}`))
        warn(`Count for '${label}' does not exist`)
    },
    group(...values: unknown[]) {
      if (values.length > 0)
        print('log', values)
      indent += ' '.repeat(INDENT)
    },
    groupEnd: () => { indent = indent.slice(INDENT) },
    table(data: unknown, columns?: string[]) {
      if (columns !== undefined && !Array.isArray(columns))
        throw Object.assign(new TypeError('The "properties" argument must be an instance of Array.'), { code: 'ERR_INVALID_ARG_TYPE' })
      if (data === null || typeof data !== 'object')
        return print('log', [data])
      writeIndented('log', tableOf(data, columns))
    },
    debug: (...values: unknown[]) => print('debug', values),
    info: (...values: unknown[]) => print('info', values),
  }
  return { ...methods, dirxml: methods.log, groupCollapsed: methods.group }
}

/** A duration as Node writes it: `12.5ms`, `1.250s`, `1:02.500 (m:ss.mmm)`. */
function duration(ms: number): string {
  if (ms < 1000)
    return `${Number(ms.toFixed(3))}ms`
  if (ms < 60_000)
    return `${(ms / 1000).toFixed(3)}s`
  const hours = Math.floor(ms / 3_600_000)
  const minutes = Math.floor(ms / 60_000) % 60
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds} (h:mm:ss.mmm)` : `${minutes}:${seconds} (m:ss.mmm)`
}
