import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { everyLayer, layers } from '../layers.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8')
const readme = read('README.md')

const section = (title: string): string => readme.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
function foldersOf(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => `${folder}${name}/`)
}
const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)

/** What is written by a tool, not by us. */
const written = new Set(['dist/', 'node_modules/', 'output/', 'test-results/', 'playwright-report/', 'coverage/', 'reports/'])

/** Rows of the table of folders: the folders of the first cell, those that the second names, and what the last lets them import. */
const rows = section('Folders').split('\n').filter(line => line.startsWith('| `')).map((line) => {
  const [, first = '', holds = '', , imports = ''] = line.split('|').map(cell => cell.trim())
  return { paths: codeIn(first), parts: codeIn(holds).filter(code => /^[\w-]+\/$/.test(code)), imports }
})
const listed = rows.flatMap(({ paths }) => paths)

it('the README lists every npm script, and no other', () => {
  const scripts = [...section('Scripts').matchAll(/^\| `([\w:]+)`/gm)].map(([, name]) => name)
  const { scripts: real } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  expect(scripts.sort()).toEqual(Object.keys(real).sort())
})

it('the README lists every folder, or those in it', () => {
  const folders = foldersOf('').filter(folder => !written.has(folder))
  expect(folders.filter(folder => !listed.some(path => path.startsWith(folder)))).toEqual([])
  expect(listed.filter(path => !existsSync(`${root}${path}`))).toEqual([])
})

it('where the README lists a folder of a folder, it lists all of them', () => {
  const named = rows.flatMap(({ paths: [path = ''], parts }) => parts.map(part => `${path}${part}`).filter(part => existsSync(`${root}${part}`)))
  const inRows = listed.filter(path => /^[\w-]+\/[\w-]+\/$/.test(path))
  const known = new Set([...named, ...inRows])
  const parents = new Set([...known].map(path => `${path.split('/')[0]}/`))
  expect([...parents].flatMap(foldersOf).filter(folder => !known.has(folder))).toEqual([])
})

it('a part that the README names is a folder', () => {
  const isFolder = (path: string, part: string): boolean => existsSync(`${root}${path}${part}`) || listed.includes(part)
  expect(rows.flatMap(({ paths: [path = ''], parts }) => parts.filter(part => !isFolder(path, part)))).toEqual([])
})

it('the README tells what each folder may import, as the table of layers does, in its order', () => {
  const told = rows.flatMap(({ paths, imports }) => paths.filter(path => path.endsWith('/') && imports).map(path => `${path} ${imports}`))
  const code = everyLayer.filter(({ name }) => globSync(`${name}/`, { cwd: root }).length > 0)
  expect(told).toEqual(code.map(({ name, imports, typesOnly }) => {
    const all = layers.every(layer => imports.includes(layer.name))
    return `${name}/ ${typesOnly ? 'types of ' : ''}${all ? 'all' : imports.join(', ') || 'none'}`
  }))
})
