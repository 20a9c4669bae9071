import type { FromWorker } from '../../runner/job.ts'
import type { Failure, PrintedError } from '../../runner/record.ts'
import { expect, it } from 'vitest'
import { boundError, rowsOfError } from '../../runner/bounds.ts'
import { createDoor } from '../../runner/door.ts'
import { encode } from '../../runner/encode.ts'
import { MAX_ERRORS, MAX_LINES, MAX_MESSAGE, MAX_NAME, MAX_OUTPUT, MAX_ROWS, MAX_SPANS, MAX_TEXT } from '../../runner/job.ts'

const plain: PrintedError = { name: 'Error', message: 'no', line: 1, column: null, cause: null, errors: [] }
const failed = (error: object): FromWorker => ({ type: 'end', at: 1, reason: 'error', failure: { kind: 'thrown', error } as Failure })
const line = (text: string, at = 1): FromWorker => ({ type: 'line', line: { at, level: 'log', text } })

/** What the door makes of what a worker says, in turn. */
function readAll(said: unknown[], pings = 0) {
  const read = createDoor()
  return said.map(data => read(data, pings))
}

const ofOurs: FromWorker[] = [
  { type: 'started' },
  { type: 'pong' },
  line('a\n"b" \u2028 \\ é 🚚 \0'),
  { type: 'wait', id: 0, from: 0 },
  { type: 'waited', id: 0, to: 100, cleared: true },
  { type: 'float', id: 0, from: 1.5 },
  { type: 'floated', id: 0, to: 100 },
  { type: 'settled', at: 100 },
  failed({ ...plain, cause: { ...plain, errors: [plain, plain] } }),
  { type: 'end', at: 100, reason: 'done' },
]

it('lets in what a worker of ours says', () => {
  expect(readAll(ofOurs.map(encode), 1)).toEqual(ofOurs)
})

it('leaves out what is undefined', () => {
  expect(encode({ type: 'end', at: 1, reason: 'done', failure: undefined })).toBe('{"type":"end","at":1,"reason":"done"}')
})

/** Deeper than any stack. */
const deep = '[{"cause":'.repeat(5000)

it.each<[string, unknown]>([
  ['an object', { type: 'started' }],
  ['nothing', undefined],
  ['a number', 1],
  ['no JSON', '{"type":"started"'],
  ['a list', '[]'],
  ['null', 'null'],
  ['an unknown type', '{"type":"navigate","url":"/"}'],
  ['one part too many', '{"type":"started","extra":1}'],
  ['one part too few', '{"type":"settled"}'],
  ['a prototype', '{"__proto__":{"type":"started"}}'],
  ['a time before the start', encode(line('a', -1))],
  ['no time', encode(line('a', Number.NaN))],
  ['an endless time', '{"type":"settled","at":1e999}'],
  ['a time as text', '{"type":"settled","at":"1"}'],
  ['an unknown level', '{"type":"line","line":{"at":1,"level":"html","text":"a"}}'],
  ['a text that is none', '{"type":"line","line":{"at":1,"level":"log","text":["a"]}}'],
  ['a line too long', encode(line('x'.repeat(MAX_TEXT + 1)))],
  ['a message too long', `{"type":"started"${' '.repeat(MAX_MESSAGE)}}`],
  ['a wait that is not the next', '{"type":"wait","id":1,"from":0}'],
  ['a wait of a number that no list has', '{"type":"wait","id":-1,"from":0}'],
  ['a wait at half', '{"type":"wait","id":0.5,"from":0}'],
  ['the end of a wait that never was', '{"type":"waited","id":0,"to":0,"cleared":false}'],
  ['the end of a promise that never was', '{"type":"floated","id":0,"to":0}'],
  ['an answer to no ping', '{"type":"pong"}'],
  ['an end that only the page tells', '{"type":"end","at":1,"reason":"stopped"}'],
  ['an error without a failure', '{"type":"end","at":1,"reason":"error"}'],
  ['a failure without an error', encode({ type: 'end', at: 1, reason: 'done', failure: { kind: 'thrown', error: plain } })],
  ['a name too long', encode(failed({ ...plain, name: 'N'.repeat(MAX_NAME + 1) }))],
  ['a line of no program', encode(failed({ ...plain, line: 1e300 }))],
  ['an error too deep', encode(failed({ ...plain, cause: { ...plain, cause: { ...plain, cause: { ...plain, cause: plain } } } }))],
  ['an error of too many', encode(failed({ ...plain, errors: Array.from({ length: MAX_ERRORS + 1 }).fill(plain) }))],
  ['errors of too many rows', encode(failed({ ...plain, message: '\n'.repeat(4000), cause: { ...plain, message: '\n'.repeat(4000) } }))],
  ['JSON deeper than a stack', deep],
  ['an error deeper than a stack', `{"type":"end","at":1,"reason":"error","failure":{"kind":"thrown","error":${'{"cause":'.repeat(6000)}`],
])('lets in no message that is %s', (_name, data) => {
  expect(readAll([data])).toEqual([null])
})

it.each([
  ['lines', MAX_LINES, () => line('a')],
  ['characters', Math.floor(MAX_OUTPUT / MAX_TEXT), () => line('x'.repeat(MAX_TEXT))],
  ['rows', MAX_ROWS / 1000, () => line('\n'.repeat(999))],
  ['rows by another separator', MAX_ROWS / 1000, () => line('\u2028'.repeat(999))],
  ['timers', MAX_SPANS, (id: number): FromWorker => ({ type: 'wait', id, from: 0 })],
  ['promises', MAX_SPANS, (id: number): FromWorker => ({ type: 'float', id, from: 0 })],
  ['starts', 1, (): FromWorker => ({ type: 'started' })],
  ['settlements', 1, (): FromWorker => ({ type: 'settled', at: 1 })],
])('lets in so many %s of a run, and not one more', (_name, most, make) => {
  const read = readAll(Array.from({ length: most + 1 }, (_, index) => encode(make(index))))
  expect(read.map(message => message !== null)).toEqual([...Array.from({ length: most }).fill(true), false])
})

it.each<[string, object]>([
  ['a name like a book', { ...plain, name: 'N'.repeat(2e7) }],
  ['a message of line feeds', { ...plain, message: '\n'.repeat(1e6) }],
  ['many errors', { ...plain, errors: Array.from({ length: 1000 }).fill({ ...plain, message: 'x'.repeat(1000) }) }],
  ['a tree of errors', { ...plain, errors: Array.from({ length: 20 }).fill({ ...plain, errors: Array.from({ length: 20 }).fill(plain) }) }],
  ['a line that no program has', { ...plain, line: 1e20, column: -1 }],
  ['a name that is none', { ...plain, name: undefined, message: {}, errors: 'none' }],
])('bounds an error with %s, so that it is let in', (_name, error) => {
  const bound = boundError(error as PrintedError)
  expect(rowsOfError(bound)).toBeLessThanOrEqual(MAX_ROWS + MAX_ERRORS)
  expect(readAll([encode(failed(bound))])).toEqual([failed(bound)])
})

it('bounds an error that holds itself', () => {
  const error = { ...plain }
  Object.assign(error, { errors: [error, error], cause: error })
  expect(readAll([encode(failed(boundError(error)))])).not.toContain(null)
})

it('writes the same, whatever is put in the way of JSON', () => {
  const texts = ofOurs.map(encode)
  const { stringify } = JSON
  const { keys } = Object
  const prototypes = [Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype]
  prototypes.forEach(prototype => Object.defineProperty(prototype, 'toJSON', { value: () => 'mine', configurable: true }))
  Reflect.defineProperty(Object.prototype, 'failure', { value: 'mine', configurable: true })
  JSON.stringify = () => 'mine'
  Object.keys = () => []
  const withThose = ofOurs.map(encode)
  Object.assign(JSON, { stringify })
  Object.assign(Object, { keys })
  prototypes.forEach(prototype => Reflect.deleteProperty(prototype, 'toJSON'))
  Reflect.deleteProperty(Object.prototype, 'failure')
  expect(withThose).toEqual(texts)
})
