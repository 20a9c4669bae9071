import * as v from 'valibot'
import { expect, it } from 'vitest'
import { schemaLike } from '../../sync/schema-like.ts'

const initial = { load: 0.8, isDown: false, name: 'm8', durations: [300, 200], nested: { a: 1 } }
const schema = schemaLike(initial)

it.each([
  [initial],
  [{ ...initial, load: 2, durations: [], name: '' }],
])('lets in what has the form of the initial value: %j', (value) => {
  expect(v.is(schema, value)).toBe(true)
})

it.each<[unknown]>([
  [null],
  ['m8'],
  [{ ...initial, load: '0.8' }],
  [{ ...initial, load: Number.NaN }],
  [{ ...initial, isDown: 1 }],
  [{ ...initial, name: 'x'.repeat(100_001) }],
  [{ ...initial, durations: [300, '200'] }],
  [{ ...initial, durations: Array.from({ length: 1001 }).fill(1) }],
  [{ ...initial, nested: { a: 1, b: 2 } }],
  [{ ...initial, more: 1 }],
  [{ load: 0.8 }],
])('drops another form: %#', (value) => {
  expect(v.is(schema, value)).toBe(false)
})

it.each([[{ a: null }], [{ a: [] }], [{ a: undefined }]])('says when an initial value tells no form: %j', (value) => {
  expect(() => schemaLike(value)).toThrow('tells no schema')
})
