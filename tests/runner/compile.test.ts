import { expect, it } from 'vitest'
import { checkFunction, compile } from '../../runner/compile.ts'

it.each([
  'console.log(1)',
  'const a = \'<!-- text -->\', b = `<!-- -->`, c = /<!--|-->/',
  'let a = 1\nwhile (a --> 0);',
  '// <!-- \n/* --> */',
  'class A { static #b = 1; static { A.#b } }\nconst { a = () => {} } = {}',
  'const f = function () { return new.target }',
])('compiles %j, and runs nothing', (code) => {
  expect(typeof compile(code).run).toBe('function')
})

const reads = '}), globalThis.reached = true, (async function (require, exports, a, b) {'

it.each([
  ['the comment of a script', `let x = 1\nx <!--x + \`\n${reads} //\``],
  ['the same on one line', `let x = 1, y = x <!--x\n+ \`\n${reads} //\``],
  ['the end of such a comment at the start of a line', `let x = 1\n/*\n*/-->x\n${reads}`],
  ['the end of such a comment after white space', `let x = 3\nx\n  --> 0 ? \`\n${reads} //\` : 1`],
  ['a function that is closed', `${reads}`],
  ['one that is closed in a template', `\`\${ ${reads} }\``],
  ['an end in a line separator', `//\u2028${reads}`],
  ['a paragraph separator', `// a\u2029${reads}`],
  ['a carriage return', `// a\r${reads}`],
  ['an escape in a name', `\\u007d), globalThis.reached = true, (async function () {`],
  ['a hashbang', `let a\n#!${reads}`],
])('refuses %s', (_name, code) => {
  expect(() => compile(code)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
  expect(globalThis).not.toHaveProperty('reached')
})

it.each([
  ['more than one function', '(async function () {}), (async function () {})'],
  ['more than one statement', '(async function () {})\n1'],
  ['a call', '(async function () {})()'],
  ['a comment before it', '/**/(async function () {})'],
  ['an import', '(async function () { import("x") })'],
])('takes no text that is %s', (_name, text) => {
  expect(() => checkFunction(text)).toThrow(expect.objectContaining({ name: 'SyntaxError' }))
})

it('names the line of a comment of a script', () => {
  expect(() => compile('let x = 1\nx <!--x')).toThrow(expect.objectContaining({ message: 'HTML comments are not allowed', line: 2 }))
})
