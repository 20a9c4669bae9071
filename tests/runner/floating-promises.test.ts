import { expect, it } from 'vitest'
import { runInNode } from '../../runner/node.ts'

const later = 'const later = async (ms: number) => new Promise(res => setTimeout(res, ms))\n'

it.each([
  ['an awaited promise', 'await later(100)', []],
  ['a dropped call', 'later(100)', [{ from: 0, to: 100 }]],
  ['a dropped call with a catch', 'void later(100).catch(() => {})', [{ from: 0, to: 100 }]],
  ['both of a sequence', 'later(100), later(200)', [{ from: 0, to: 100 }, { from: 0, to: 200 }]],
  ['a call in a branch', 'if (true) later(100)\nelse later(200)', [{ from: 0, to: 100 }]],
  ['an optional call', 'const o = { later }\no?.later(100)', [{ from: 0, to: 100 }]],
  ['a statement without semicolons around it', 'let a = 1\n;(later)(100)\na++', [{ from: 0, to: 100 }]],
  ['an async callback of a timer', 'setTimeout(async () => { await later(100) }, 50)', [{ from: 50, to: 150 }]],
  ['a promise that somebody awaits after all', 'const p = later(100)\nconst get = () => p\nget()\nawait later(20)\nawait get()', [{ from: 0, to: 20 }]],
  ['a promise kept in a variable', 'const p = later(100)', [{ from: 0, to: 100 }]],
  ['one that is awaited in the same turn', 'const p = later(100)\nawait null\nawait p', []],
  ['one that is awaited later', 'const p = later(100)\nawait later(20)\nawait p', [{ from: 0, to: 20 }]],
  ['one that is awaited after it settled', 'const p = later(20)\nawait later(100)\nawait p', [{ from: 0, to: 20 }]],
  ['one that settles before it is awaited, in the same turn', 'const p = Promise.resolve(1)\nawait null\nawait p', []],
  ['one with a then', 'const p = later(100)\np.then(() => console.log(1))', [{ from: 0, to: 100 }]],
  ['two that are awaited together', 'const p = later(100), q = later(50)\nawait Promise.all([p, q])', []],
  ['two that a promise waits for which nobody awaits', 'const p = later(100), q = later(50)\nconst all = Promise.all([p, q])', [{ from: 0, to: 100 }]],
  ['two that are awaited one after the other', 'const ps = [later(50), later(80)]\nfor (const p of ps) await p', [{ from: 0, to: 50 }]],
  ['the promises of a list', 'const ps = [50, 80].map(ms => later(ms))', [{ from: 0, to: 50 }, { from: 0, to: 80 }]],
  ['the promises of an object', 'const o = { p: later(50) }\no.q = later(80)\nawait o.q', [{ from: 0, to: 50 }]],
  ['a promise that is returned', 'const f = async () => {\n  const p = later(50)\n  return p\n}\nawait f()', []],
  ['a promise that is returned to nobody', 'const f = async () => {\n  const p = later(50)\n  return p\n}\nconst q = f()', [{ from: 0, to: 50 }]],
  ['a promise given to a function that awaits it', 'const f = async (p: Promise<unknown>) => await p\nawait f(later(50))', []],
  ['a promise given to a function that does not', 'console.log(later(50))', [{ from: 0, to: 50 }]],
  ['a promise taken for a condition', 'if (later(50)) console.log(1)', [{ from: 0, to: 50 }]],
  ['a promise that is given back by Promise.resolve', 'const p = Promise.resolve(later(50))', [{ from: 0, to: 50 }]],
  ['a promise handed on to another one', 'await new Promise(res => res(later(50)))', []],
  ['a promise in a private field', 'class A { #p = later(50) }\nconst a = new A()', [{ from: 0, to: 50 }]],
  ['a promise that cannot be changed', 'const p = later(50)\nawait Object.freeze(p)', []],
  ['what is no promise', 'console.log(1)', []],
])('follows %s', async (_name, code, floats) => {
  const record = await runInNode(later + code)
  expect(record.end!.reason).toBe('done')
  expect(record.floats).toEqual(floats)
})

it('leaves open what is pending at the end', async () => {
  const { floats } = await runInNode('const never = () => new Promise(() => {})\nnever()')
  expect(floats).toEqual([{ from: 0, to: null }])
})

it('draws what was made in the turn that failed', async () => {
  const { floats, failure } = await runInNode(`${later}const p = later(100)\nthrow new Error('no')`)
  expect(failure!.kind).toBe('thrown')
  expect(floats).toEqual([{ from: 0, to: null }])
})
