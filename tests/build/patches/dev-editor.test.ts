import type { ResolvedSlidevOptions } from '@slidev/types'
import type { ConfigEnv, UserConfig } from 'vite'
import { globSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { devEditor, ENTRIES, styleModule } from '../../../build/patches/dev-editor.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const client = resolve(root, 'node_modules/@slidev/client')
const options = { clientRoot: client, userRoot: root, data: { config: { monacoTypesAdditionalPackages: ['emittery'] } } } as unknown as ResolvedSlidevOptions

function configure(exclude = ['monaco-editor', 'shiki/core', 'vue']): { given: UserConfig, added: UserConfig } {
  const plugin = devEditor(options, ['@shikijs/langs/typescript']).find(({ config }) => config)!
  const given: UserConfig = { optimizeDeps: { exclude } }
  const config = plugin.config as (config: UserConfig, env: ConfigEnv) => UserConfig
  return { given, added: config(given, { command: 'serve', mode: 'development' }) }
}

describe('devEditor', () => {
  it('knows all that Slidev imports of Monaco, beside the workers of languages', () => {
    const source = readFileSync(resolve(client, 'setup/monaco.ts'), 'utf8')
    const imported = [...source.matchAll(/from '(monaco-editor[^'?]*)'/g)].map(([, name]) => name)
    expect(imported.length).toBeGreaterThan(1)
    expect(ENTRIES).toEqual(expect.arrayContaining(imported))
  })

  it('has workers that import what is bundled', () => {
    const workers = globSync('build/client/*-worker.ts', { cwd: root }).map(file => readFileSync(resolve(root, file), 'utf8'))
    const imported = workers.flatMap(code => /'(monaco-editor[^']+)'/.exec(code)?.[1] ?? [])
    expect(imported).toHaveLength(2)
    expect(ENTRIES).toEqual(expect.arrayContaining(imported))
  })

  it('lets Monaco and the highlighter be bundled, and the types be read', () => {
    const { given, added } = configure()
    expect(given.optimizeDeps!.exclude).toEqual(['vue'])
    expect(added.optimizeDeps!.include).toContain('@shikijs/langs/typescript')
    expect(added.server!.fs!.allow).toEqual([expect.stringMatching(/node_modules\/emittery$/)])
  })

  it('tells when Slidev treats Monaco otherwise', () => {
    expect(() => configure(['vue'])).toThrow('adapt build/patches/dev-editor.ts')
  })
})

describe('styleModule', () => {
  it('holds the icons of Monaco', () => {
    const file = resolve(root, 'node_modules/monaco-editor/esm/vs/base/browser/ui/codicons/codicon/codicon.css')
    const size = readFileSync(resolve(dirname(file), 'codicon.ttf')).length
    expect(styleModule(file)).toMatch(/url\(data:font\/ttf;base64,/)
    expect(styleModule(file)).not.toContain('codicon.ttf')
    expect(styleModule(file).length).toBeGreaterThan(size)
  })
})
