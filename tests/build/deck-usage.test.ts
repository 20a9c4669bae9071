import { describe, expect, it } from 'vitest'
import { findFences } from '../../build/deck-usage.ts'
import { editedLanguages, grammarsModule } from '../../build/patches/code-editor.ts'

const slide = [
  '## A slide',
  '```mermaid {alt: \'a\'}',
  'sequenceDiagram',
  '```',
  '  ```python {monaco}',
  '  x = 1',
  '  ```',
  '````md',
  '```ts',
  '```',
  '````',
].join('\n')

describe('findFences', () => {
  it('gives what follows the backticks, and passes over what stands in a fence', () => {
    expect(findFences(slide)).toEqual(['mermaid {alt: \'a\'}', 'python {monaco}', 'md'])
  })
})

describe('the editor', () => {
  it('knows TypeScript and the languages one can edit', () => {
    expect(editedLanguages({ fences: findFences(slide), mentions: () => false })).toEqual(['typescript', 'python'])
  })

  it('imports their grammars only', () => {
    expect(grammarsModule(['typescript'], ['vitesse-dark'])).toBe([
      'export const bundledLanguages = { "typescript": () => import(\'@shikijs/langs/typescript\') }',
      'export const bundledThemes = { "vitesse-dark": () => import(\'@shikijs/themes/vitesse-dark\') }',
      '',
    ].join('\n'))
  })

  it('refuses a language that Shiki does not know', () => {
    expect(() => grammarsModule(['typoscript-x'], [])).toThrow('Shiki knows no language or theme named typoscript-x.')
  })
})
