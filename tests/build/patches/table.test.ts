import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const [section = ''] = readFileSync(join(root, 'build/README.md'), 'utf8').split('## Patches\n')[1]!.split(/^##/m)
const [, ...rows] = section
  .split('\n')
  .filter(line => line.startsWith('| '))
  .map(line => line.split('|').slice(1, -1).map(cell => cell.trim()))
const named = rows.map(([patch = '']) => /^`([\w-]+)`/.exec(patch)?.[1])

it('the table of build/README.md has every patch, and no other', () => {
  const patches = globSync('build/patches/*.ts', { cwd: root }).map(file => basename(file, '.ts'))
  expect([...new Set(named)].sort()).toEqual(patches.filter(name => name !== 'patch-modules').sort())
})

it.each(rows)('the table says of %s what it replaces, what is lost without it, and what would make it needless', (...cells) => {
  expect(cells).toHaveLength(4)
  expect(cells.every(cell => cell.length > 0)).toBe(true)
  expect(cells[2]).toMatch(/\d/)
})
