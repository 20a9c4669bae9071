import { globSync, readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { stripTypes } from '../../runner/strip-types.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = globSync(['snippets/**/*.ts', 'runner/*.ts', 'simulation/engine/*.ts'], { cwd: root })

/** Node blanks letters of several bytes by wider spaces, and does not quite agree on where a semicolon takes the place of what went. */
const bare = (code: string) => code.replaceAll(/[^\S\n]|;/g, ' ')

it.each(files)('blanks %s as Node does', (file) => {
  const code = readFileSync(`${root}${file}`, 'utf8')
  expect(bare(stripTypes(code))).toBe(bare(stripTypeScriptTypes(code)))
})

it.each([
  'import { type A, b } from "x"; import type C from "y"; export type D = 1; let x!: number; f<A>(x!, y as Z)',
  'class A<T> extends B<T> implements C, D { private readonly a?: number = 1; static async *q?<T>(): T {} override x!: number }',
  'class A { declare y: 1; [k: string]: any }',
  'class A { m(a: string): void; m() {}\n constructor(x: number); constructor(x: any) {} }',
  'abstract class A { abstract x: number; abstract m(): void; protected abstract get y(): number }',
  'class A { public readonly ["x"] = 1\n private *g() {} }',
  'function f(this: A, x: number): void; function f(this: A, x) {}',
  '(a) as B; (a as B).c; [...(x as Y)]; a!.b![0]!(); a satisfies B',
  'const f = async <T extends { a: 1 }>(x: T, y?: number, ...z: T[]): Promise<T> => x',
  'const { a, b }: { a: 1, b: 2 } = x as any; for (const x of y as Z[]) {}; try {} catch (e: unknown) {}',
  'declare const a: 1; declare global { var x: 1 }; declare module "x" {}; declare enum E {}; export declare function g(): void',
  'namespace N { type A = 1; namespace M { export interface B {} } }',
  'export default interface A {}',
  'export default class<T> {}',
  'a < b && c > d; f(a < b, c > (d)); new Map<string, Array<number>>()',
])('blanks %j as Node does', (code) => {
  expect(bare(stripTypes(code))).toBe(bare(stripTypeScriptTypes(code)))
})

it.each([
  ['a line that begins with a bracket', 'const a = b\ntype X = 1\n;[1].map(f)', 'const a = b\n;         \n [1].map(f)'],
  ['one that would go on with the line before', 'const a = b\ninterface X {}\n(1)', 'const a = b\n;             \n(1)'],
])('leaves %s by itself', (_name, code, js) => {
  expect(stripTypes(code)).toBe(js)
})

it.each([
  'enum A { B }',
  'namespace N { export const a = 1 }',
  'class A { constructor(private x: number) {} }',
  'import a = require("x")',
  'const b = <string>a',
])(
  'refuses %j as Node does',
  (code) => {
    expect(() => stripTypes(code)).toThrow()
    expect(() => stripTypeScriptTypes(code)).toThrow()
  },
)
