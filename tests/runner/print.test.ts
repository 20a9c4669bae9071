import { expect, it } from 'vitest'
import { printError, printValues } from '../../runner/print.ts'

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
  [[['a', 1]], '[ \'a\', 1 ]'],
  [[[]], '[]'],
  [[{}], '{}'],
  [[{ 'a': 1, 'b-c': 'it\'s' }], '{ a: 1, \'b-c\': \'it\\\'s\' }'],
  [[new Map([['a', 1]]), new Set([1, 2])], 'Map(1) { \'a\' => 1 } Set(2) { 1, 2 }'],
  [[new Date(0), new Date(Number.NaN), /a+/g], '1970-01-01T00:00:00.000Z Invalid Date /a+/g'],
  [[new Shipment(), Shipment, () => {}], 'Shipment { id: \'S-42\' } [class Shipment] [Function: (anonymous)]'],
  [[{ get a() { throw new Error('never called') } }], '{ a: [Getter] }'],
  [[circular], '{ name: \'a\', self: [Circular] }'],
  [[[circular.name, circular.name]], '[ \'a\', \'a\' ]'],
  [[deep], '{ a: { b: { c: [Object] } } }'],
  [[Object.create(null)], '[Object: null prototype] {}'],
  [[new Uint8Array(3)], 'Uint8Array(3) [ 0, 0, 0 ]'],
  [[new Proxy({}, { ownKeys: () => { throw new Error('no') } })], '[unreadable]'],
  [[new Error('no', { cause: new Error('why') })], 'Error: no\n  [cause]: Error: why'],
  [[new AggregateError([new Error('a'), 'b'], 'two')], 'AggregateError: two\n  - Error: a\n  - b'],
])('prints %#', (values, text) => {
  expect(printValues(values)).toBe(text)
})

it('is bounded in items, in depth and in length', () => {
  const items = printValues([Array.from({ length: 1000 }, (_, index) => index)])
  expect(items.split('\n')).toHaveLength(23)
  expect(items).toContain('… 980 more')
  expect(printValues(['x'.repeat(1e6)]).length).toBeLessThan(2100)
  expect(printValues([{ text: 'x'.repeat(1e6) }]).length).toBeLessThan(300)
  expect(printValues([Array.from({ length: 30 }, () => 'x'.repeat(1e6))]).length).toBeLessThan(2100)
})

it('follows causes and nested errors only so far', () => {
  const error = new Error('endless')
  error.cause = error
  let depth = 0
  for (let at = printError(error).cause; at; at = at.cause)
    depth += 1
  expect(depth).toBe(3)
})
