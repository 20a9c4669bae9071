import type { Plugin } from 'vite'
import { globSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'
import { describe, expect, it } from 'vitest'
import { frenchTypography } from '../../build/french-typography.ts'
import { frenchWords } from '../../build/french-words.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = globSync('locales/fr/**/*.ts', { cwd: root }).sort()

async function exportsOf(file: string, plugins: Plugin[]): Promise<object> {
  return (await runnerImport<object>(root + file, { configFile: false, root, plugins })).module
}

/** Arguments of all kinds that words are made with. */
const samples = [0, 2, 1234.5, 'texte', true, ['x', 'y', 'z'], [1, 2, 3]]

/** Every text that an export holds or makes, by its path. */
function wordsIn(value: unknown, path: string): [path: string, words: string][] {
  if (typeof value === 'string')
    return [[path, value]]
  if (typeof value === 'function')
    return samples.flatMap(sample => made(value as (...args: unknown[]) => unknown, sample, path))
  return value && typeof value === 'object' ? Object.entries(value).flatMap(([key, item]) => wordsIn(item, `${path}.${key}`)) : []
}

/** What a maker of words says of this argument; nothing where it takes another kind. */
function made(make: (...args: unknown[]) => unknown, sample: unknown, path: string): [string, string][] {
  try {
    const words = make(...Array.from<unknown>({ length: Math.max(1, make.length) }).fill(sample))
    return typeof words === 'string' ? [[`${path}(${String(sample)})`, words]] : []
  }
  catch {
    return []
  }
}

/** As an author types them. */
const plainSpaces = (text: string) => text.replaceAll('\u00A0', ' ').replaceAll('\'', '’')

describe.each(modules)('%s', (file) => {
  it('shows its words in French typography, and no other words than it was written with', async () => {
    const typed = wordsIn(await exportsOf(file, []), '')
    const set = wordsIn(await exportsOf(file, [frenchWords()]), '')
    expect(set.map(([path]) => path)).toEqual(typed.map(([path]) => path))
    expect(set.map(([, words]) => plainSpaces(words))).toEqual(typed.map(([, words]) => plainSpaces(words)))
    expect(set.map(([, words]) => words)).toEqual(set.map(([, words]) => frenchTypography(words)))
  })
})

/** Of an example, in which `#{` opens a value of a template. */
const example = (text: string) => text.replaceAll('#{', '${')

describe('frenchWords', () => {
  const set = async (code: string) => {
    const { transform } = frenchWords() as { transform: (code: string, id: string) => { code: string } | undefined }
    const { parseAst } = await import('vite')
    return transform.call({ parse: parseAst } as never, example(code), '/deck/locales/fr/a.ts')?.code.replaceAll('\u00A0', '~')
  }

  it.each([
    ['f(\'Qui attend : l\\\'API ?\')', 'f("Qui attend~: l’API~?")'],
    ['f(`#{name} : #{value} ms`)', 'f(`#{name}~: #{value}~ms`)'],
    ['f(`« #{a ? \'b !\' : `c ;`} »`)', 'f(`«~#{a ? "b~!" : `c~;`}~»`)'],
    ['f(`\\` \\#{ \\\\ ?`)', 'f(`\\` \\#{ \\\\~?`)'],
  ])('sets %s', async (code, expected) => expect(await set(code)).toBe(example(expected)))

  it.each([
    'import { a } from "./a :"',
    'const a = { "b :": 1 }',
    'f(/ :/, `#{name} s’arrête`)',
  ])('keeps %s', async code => expect(await set(code)).toBe(example(code)))

  it('leaves other modules alone', () => {
    const { transform } = frenchWords() as { transform: (code: string, id: string) => unknown }
    expect(transform('"a :"', '/deck/components/a.ts')).toBeUndefined()
  })
})
