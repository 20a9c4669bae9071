import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const here = new URL('.', import.meta.url)
const read = (url: URL) => readFileSync(url, 'utf8')
const tests = readdirSync(here).filter(name => name.endsWith('.test.ts')).map(name => read(new URL(name, here))).join('\n')
const table = read(new URL('../../../snippets/sns/README.md', here)).split('\n## Who promises what\n')[1]!.split('\n## ')[0]!
const promises = table.split('\n').filter(line => line.startsWith('|')).slice(2).map(line => line.split('|').at(-2)!.trim())

it('each promise of the README has a test of its name', () => {
  expect(promises.length).toBeGreaterThan(10)
  expect(promises.filter(name => !tests.includes(`('${name}', `))).toEqual([])
})
