import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const root = new URL('..', import.meta.url)
const read = (file: string): string => readFileSync(new URL(file, root), 'utf8')
const readme = read('README.md')

it('the README lists every npm script, and no other', () => {
  const table = readme.split('## Scripts')[1]?.split('\n## ')[0] ?? ''
  const listed = [...table.matchAll(/^\| `([\w:]+)`/gm)].map(([, name]) => name)
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  expect(listed.sort()).toEqual(Object.keys(scripts).sort())
})

it('the README tells what every folder is for', () => {
  const table = readme.split('## Folders')[1]?.split('\n## ')[0] ?? ''
  const written = new Set(['dist', 'node_modules', 'output', 'test-results', 'playwright-report'])
  const folders = readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.') && !written.has(entry.name))
    .map(({ name }) => name)
  expect(folders.filter(name => !table.includes(`\`${name}/\``))).toEqual([])
})
