import { expect, it } from 'vitest'
import { printError, printValues } from '../../runner/print.ts'
import { SNIPPET_URL } from '../../runner/stack.ts'

const circular: Record<string, unknown> = { name: 'a' }
circular.self = circular
const deep = { a: { b: { c: { d: { e: 1 } } } } }
class Shipment {
  id = 'S-42'
  #secret = 1
  get secret() {
    return this.#secret
  }
}

it.each([
  [['a', 1, true, null, undefined, 2n, -0, Symbol('s')], 'a 1 true null undefined 2n -0 Symbol(s)'],
  [['%s has %d, %i, %f of %j %o %O%% %c', 'a', '3', 4.7, '5.5', { b: 1 }, [1], { c: 2 }, 'css'], 'a has 3, 4, 5.5 of {"b":1} [ 1, [length]: 1 ] { c: 2 }% '],
  [['%s', 1, 'left', {}], '1 left {}'],
  [[{ 'a': 1, 'b-c': 'it\'s', [Symbol('d')]: 2 }], '{ a: 1, \'b-c\': "it\'s", Symbol(d): 2 }'],
  [[new Map([['a', 1]]), new Set([1, 2])], 'Map(1) { \'a\' => 1 } Set(2) { 1, 2 }'],
  [[new Shipment(), Shipment, () => {}], 'Shipment { id: \'S-42\' } [class Shipment] [Function (anonymous)]'],
  [[{ get a() { throw new Error('never called') } }], '{ a: [Getter] }'],
  [[circular], '<ref *1> { name: \'a\', self: [Circular *1] }'],
  [[deep], '{ a: { b: { c: [Object] } } }'],
  [[Object.setPrototypeOf(new Date(0), null)], '[Date: null prototype] 1970-01-01T00:00:00.000Z'],
])('prints %#', (values, text) => {
  expect(printValues(values)).toBe(text)
})

it('leaves out the frames of a stack, and no other text', () => {
  const error = new Error('no', { cause: new Error('why') })
  error.stack = `Error: no\n    at f (${SNIPPET_URL}:1:2)\n    at ${SNIPPET_URL}:3:4`
  Object.assign(error.cause as Error, { stack: `Error: why\n    at ${SNIPPET_URL}:5:6` })
  expect(printValues([error])).toBe('Error: no {\n  [cause]: Error: why\n}')
  expect(printValues([{ error: error.cause }])).toBe('{\n  error: Error: why\n}')
  expect(printValues([[error.cause, 'at home\n    at work']])).toBe('[\n  Error: why,\n  \'at home\\n    at work\'\n]')
  expect(printValues([error.stack])).toBe(error.stack)
})

it('is bounded in length and in values, where Node is not', () => {
  expect(printValues(['x'.repeat(1e6)]).length).toBeLessThan(2100)
  expect(printValues([{ text: 'x'.repeat(1e6) }, 'y'.repeat(1e6)]).length).toBeLessThan(2100)
  const wide = Object.fromEntries(Array.from({ length: 30_000 }, (_, index) => [index, index]))
  expect(printValues([{ wide }])).toBe('[Object]')
  expect(printValues(['wide:', wide])).toBe('wide: [Object]')
})

it('follows causes and nested errors only so far', () => {
  const error = new Error('endless')
  error.cause = error
  let depth = 0
  for (let at = printError(error).cause; at; at = at.cause)
    depth += 1
  expect(depth).toBe(3)
})
