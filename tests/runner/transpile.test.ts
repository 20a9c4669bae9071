import { expect, it } from 'vitest'
import { transpile } from '../../runner/transpile.ts'

it.each([
  ['for (;;) f()', 'for (;;) {__tick();__drop(f())}'],
  ['for (;;) f(); g()', 'for (;;) {__tick();__drop(f());} __drop(g())'],
  ['do f()\nwhile (x)', 'do {__tick();__drop(f())}\nwhile (x)'],
  ['while (true);', 'while (true){__tick();;}'],
  ['a: for (const b of c) { continue a }', 'a: for (const b of c) {;__tick(); continue a }'],
  ['const f = () => ({ a: 1 })', 'const f = () => ((__tick(), { a: 1 }))'],
  ['const f = async a => await a', 'const f = async a => (__tick(), await a)'],
  ['function f() {\n  "use strict"\n  return 1\n}', 'function f() {\n  "use strict";__tick();\n  return 1\n}'],
  ['class A { constructor() {} get b() { return 1 } }', 'class A { constructor() {;__tick();} get b() {;__tick(); return 1 } }'],
])('makes %j tell of each round and each entry', (code, js) => {
  expect(transpile(code).replace('"use strict";', '').trim()).toBe(js.trim())
})
