import type { Plugin } from 'vite'
import { build } from 'vite'
import { describe, expect, it } from 'vitest'
import { applyPatch, patchModules } from '../../../build/patches/patch-modules.ts'

describe('applyPatch', () => {
  it('replaces text and patterns, in order', () => {
    expect(applyPatch('short', 'a b c', { file: 'x.ts', replace: [['a', 'b'], [/b/g, '$&']] })).toBe('$& $& c')
  })

  it('names the file, the text that is no longer there, and the patch', () => {
    const error = 'deck:short: x.ts no longer holds "b\\n". Look at what changed there, then adapt build/patches/short.ts'
    expect(() => applyPatch('short', 'a', { file: 'x.ts', replace: [['b\n', '']] })).toThrow(error)
    expect(() => applyPatch('short', 'a', { file: 'x.ts', replace: [[/b+/, '']] })).toThrow('x.ts no longer holds /b+/.')
  })
})

describe('patchModules', () => {
  const modules: Plugin = {
    name: 'modules',
    resolveId: id => `\0${id}`,
    load: id => id.endsWith('entry.js') ? 'import "lib/a.js"' : 'console.log("long")',
  }
  const buildWith = (file: string) => build({
    configFile: false,
    logLevel: 'silent',
    plugins: [patchModules('short', [{ file, replace: [['long', 'short']] }]), modules],
    build: { write: false, rolldownOptions: { input: 'entry.js' } },
  })

  it('changes a module in the build', async () => {
    const { output } = await buildWith('lib/a.js') as { output: { code: string }[] }
    expect(output[0]!.code).toContain('short')
  })

  it('stops the build when nothing imports the module any more, and names the patch', async () => {
    await expect(buildWith('lib/b.js')).rejects.toThrow(/nothing imports lib\/b\.js any more\. .*build\/patches\/short\.ts/)
  })
})
