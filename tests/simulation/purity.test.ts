import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

const impure = {
  'a clock': 'export const value = Date.now()',
  'unseeded chance': 'export const value = Math.random()',
  'another clock': 'export const value = performance.now()',
  'the page': 'export const value = document.title',
  'the window': 'export const value = window.name',
  'a timer': 'export const value = setTimeout(() => {}, 1)',
  'a repeated timer': 'export const value = setInterval(() => {}, 1)',
  'frames': 'export const value = requestAnimationFrame(() => {})',
  'the network': 'export const value = fetch(\'/\')',
}

const rules = ['no-restricted-properties', 'no-restricted-globals']

it('refuses in simulation/ whatever is not a parameter, and nothing else', async () => {
  const lines = Object.entries({ ...impure, arithmetic: 'export const value = Math.sqrt(2)' })
  const eslint = new ESLint({ cwd: root, ruleFilter: ({ ruleId }) => rules.includes(ruleId) })
  const [result] = await eslint.lintText(lines.map(([, code]) => `${code}\n`).join(''), { filePath: `${root}simulation/impure.ts` })
  const refused = new Set(result!.messages.filter(({ severity }) => severity === 2).map(({ line }) => lines[line - 1]![0]))
  expect([...refused].sort()).toEqual(Object.keys(impure).sort())
})
