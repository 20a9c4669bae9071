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
  ['a promise in a variable', 'const p = later(100)', []],
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
