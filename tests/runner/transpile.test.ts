import { expect, it } from 'vitest'
import { transpile } from '../../runner/transpile.ts'

it.each([
  ['for (;;) f()', 'for (;;) {__tick();__observe(f())}'],
  ['for (;;) f(); g()', 'for (;;) {__tick();__observe(f());} __observe(g())'],
  ['do f()\nwhile (x)', 'do {__tick();__observe(f())}\nwhile (x)'],
  ['while (true);', 'while (true){__tick();;}'],
  ['a: for (const b of c) { continue a }', 'a: for (const b of c) {;__tick(); continue a }'],
  ['const f = () => ({ a: 1 })', 'const f = () => ((__tick(), { a: 1 }))'],
  ['const f = async a => await a', 'const f = async a => (__tick(), await a)'],
  ['function f() {\n  "use strict"\n  return 1\n}', 'function f() {\n  "use strict";__tick();\n  return 1\n}'],
  ['class A { constructor() {} get b() { return 1 } }', 'class A { constructor() {;__tick();} get b() {;__tick(); return 1 } }'],
  ['const p = f(g(), ...h())', 'const p = __observe(f(__observe(g()), ...h()))'],
  ['const { a } = f(), [b] = g()', 'const { a } = f(), [b] = g()'],
  ['await f().then(g())', 'await f().then(__observe(g()))'],
  ['for (const a of f()) o?.b(a)()', 'for (const a of f()) {__tick();__observe(o?.b(a)())}'],
  ['const a = x ? f() : [...b]', 'const a = x ? __observe(f()) : __observe([...b])'],
  ['const f = () => g()', 'const f = () => (__tick(), __observe(g()))'],
  [`if (f() && !g()) h\`\${i()}\``, `if (__observe(f()) && !__observe(g())) __observe(h\`\${__observe(i())}\`)`],
  ['const [a] = x ? f() : g(), { b } = (1, f())', 'const [a] = x ? f() : g(), { b } = (1, f())'],
  ['(a || f(g()))(); for (const b of c ?? f());', '__observe((a || f(__observe(g())))()); for (const b of c ?? f()){__tick();;}'],
  ['console.log(this, () => this)', '__observe(console.log(undefined, () => (__tick(), undefined)))'],
  ['await import(x), import.meta.url', 'await __import(x), __meta.url'],
  ['export const a = f(); export default f()', ';      const a = __observe(f()); ;void          (f())'],
])('makes %j report rounds, entries and values', (code, js) => {
  const head = '(__observe, __tick, __require, __import, __meta) => async () => {\'use strict\';'
  expect(transpile(code).js).toBe(`${head}${js}\n}`)
})

it('imports before all else, and keeps lines and columns', () => {
  const { js, columnOf } = transpile(`const x: number = 1\nimport Emittery, { type A, b as c } from 'emittery'\nimport * as d from 'e'; f(g())`)
  expect(js).toContain('const { "default": Emittery, "b": c } = __require("emittery", ["default","b"]);const d = __require("e", []);const x         = 1\n')
  const lines = js.split('\n')
  expect(columnOf(1, lines[0]!.indexOf('= 1') + 1)).toBe(17)
  expect(columnOf(3, lines[2]!.indexOf('f(') + 1)).toBe(25)
  expect(columnOf(3, lines[2]!.indexOf('g(') + 1)).toBe(27)
})

it('takes names that the program has not', () => {
  expect(transpile('const __tick = 1, __tick_ = 2; for (;;);').js).toContain('for (;;){__tick__();;}')
})

it('knows the text of each function as it was written, types blanked', () => {
  const { functionTexts } = transpile('class A { static async m(a: number) { return f() } }\nconst g = () => ({ get x() { return 1 } })')
  expect([...functionTexts.values()]).toEqual(expect.arrayContaining([
    'async m(a        ) { return f() }',
    'class A { static async m(a        ) { return f() } }',
    'get x() { return 1 }',
    '() => ({ get x() { return 1 } })',
  ]))
})
