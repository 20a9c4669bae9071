import { describe, expect, it } from 'vitest'
import { importClosure } from '../../../build/patches/first-load.ts'

const graph: Record<string, [statically: string[], dynamically: string[]]> = {
  entry: [['page', 'vue'], ['slide']],
  page: [['vue'], ['dialog']],
  slide: [['layout'], []],
  layout: [['page'], []],
  dialog: [['vue'], []],
  vue: [[], []],
}

function imports(id: string) {
  const [importedIds, dynamicallyImportedIds] = graph[id] ?? []
  return importedIds && dynamicallyImportedIds ? { importedIds, dynamicallyImportedIds } : null
}

describe('importClosure', () => {
  it('follows static imports only', () => {
    expect([...importClosure(['entry'], imports)].sort()).toEqual(['entry', 'page', 'vue'])
  })

  it('follows all imports when asked, cycles included', () => {
    expect([...importClosure(['entry'], imports, true)].sort()).toEqual(['dialog', 'entry', 'layout', 'page', 'slide', 'vue'])
  })

  it('passes over what the bundler does not know', () => {
    expect(importClosure(['external'], imports).size).toBe(0)
  })
})
