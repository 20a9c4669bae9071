import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin, UserConfig } from 'vite'
import { describe, expect, it } from 'vitest'
import { firstLoad, importClosure } from '../../../build/patches/first-load.ts'

const graph: Record<string, string[]> = {
  entry: ['page', 'vue'],
  page: ['vue', 'layout'],
  slide: ['layout'],
  layout: ['page'],
  vue: [],
}

const imports = (id: string) => graph[id] ? { importedIds: graph[id] } : null

describe('importClosure', () => {
  it('follows static imports, cycles included', () => {
    expect([...importClosure(['entry'], imports)].sort()).toEqual(['entry', 'layout', 'page', 'vue'])
  })

  it('passes over what the bundler does not know', () => {
    expect(importClosure(['external'], imports).size).toBe(0)
  })
})

describe('firstLoad', () => {
  const plugin = (fonts: string[] = []): Plugin => firstLoad({ userRoot: '/nowhere' } as ResolvedSlidevOptions, fonts)
  const configure = (config: UserConfig) => (plugin().config as (config: UserConfig) => void)(config)

  it('takes the place of Slidev\'s chunks', () => {
    const output = { manualChunks: () => 'modules/shiki' }
    configure({ build: { rollupOptions: { output } } })
    expect(output).toEqual({ codeSplitting: { groups: expect.any(Array) } })
  })

  it('tells when Slidev no longer sets chunks', () => {
    expect(() => configure({})).toThrow('adapt build/patches/first-load.ts')
    expect(() => configure({ build: { rollupOptions: { output: {} } } })).toThrow('adapt build/patches/first-load.ts')
  })

  it('tells when the page of the slides has moved', () => {
    const context = { getModuleIds: () => ['/elsewhere.ts'], getModuleInfo: () => null, error: (message: string) => {
      throw new Error(message)
    } }
    expect(() => (plugin().buildEnd as () => void).call(context as never)).toThrow('build/patches/first-load.ts')
  })

  it('names a font that is not there', () => {
    expect(() => (plugin(['none.woff2']).transformIndexHtml as () => void)()).toThrow('public/fonts/none.woff2 does not exist')
  })
})
