import util from 'node-inspect-extracted'
import { inspectWithin } from './print.ts'

/** Columns that a text takes; the types of the package leave it out. */
const { getStringWidth } = util as unknown as { getStringWidth: (text: string) => number }

const INDEX = '(index)'
const ITERATION = '(iteration index)'
const KEY = 'Key'
const VALUES = 'Values'

/** Most rows of a table; more do not fit on any slide. */
const MAX_ROWS = 100

/** What `console.table` prints of an object, as Node does. */
export function tableOf(data: object, properties?: string[]): string {
  const print = (value: unknown) => {
    const isDeep = value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2
    return inspectWithin(value, { depth: isDeep ? -1 : 0, maxArrayLength: 3, breakLength: Infinity })
  }
  const indices = (count: number) => Array.from({ length: count }, (_, index) => print(index))

  if (data instanceof Map) {
    const entries = [...data].slice(0, MAX_ROWS)
    return draw([ITERATION, KEY, VALUES], [indices(entries.length), entries.map(([key]) => print(key)), entries.map(([, value]) => print(value))])
  }
  if (data instanceof Set) {
    const values = [...data].slice(0, MAX_ROWS)
    return draw([ITERATION, VALUES], [indices(values.length), values.map(print)])
  }
  const rows = Object.keys(data).slice(0, MAX_ROWS)
  // Of its names, an object puts whole numbers first.
  const columns: Record<string, string[]> = Object.create(null)
  const ownValues: string[] = []
  for (const [index, row] of rows.entries()) {
    const item = (data as Record<string, unknown>)[row]
    const isPrimitive = item === null || (typeof item !== 'object' && typeof item !== 'function')
    if (isPrimitive && properties === undefined) {
      ownValues[index] = print(item)
      continue
    }
    for (const key of properties ?? Object.keys(item as object)) {
      const column = columns[key] ??= []
      column[index] = isPrimitive || !Object.hasOwn(item as object, key) ? '' : print((item as Record<string, unknown>)[key])
    }
  }
  return draw(
    [INDEX, ...Object.keys(columns), ...ownValues.length > 0 ? [VALUES] : []],
    [rows, ...Object.values(columns), ...ownValues.length > 0 ? [ownValues] : []],
  )
}

function draw(heads: string[], columns: string[][]): string {
  const height = Math.max(...columns.map(({ length }) => length))
  const widths = heads.map((head, index) => Math.max(...[head, ...columns[index]!].map(text => getStringWidth(text ?? ''))))
  const line = (left: string, middle: string, right: string) => left + widths.map(width => '─'.repeat(width + 2)).join(middle) + right
  const row = (cells: string[]) => `│ ${cells.map((cell, index) => cell + ' '.repeat(widths[index]! - getStringWidth(cell))).join(' │ ')} │`
  return [
    line('┌', '┬', '┐'),
    row(heads),
    line('├', '┼', '┤'),
    ...Array.from({ length: height }, (_, index) => row(columns.map(column => column[index] ?? ''))),
    line('└', '┴', '┘'),
  ].join('\n')
}
