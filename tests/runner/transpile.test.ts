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
])('makes %j report rounds, entries and values', (code, js) => {
  expect(transpile(code).replace('"use strict";', '').trim()).toBe(js.trim())
})
