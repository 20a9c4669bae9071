import { expect, it } from 'vitest'
import { retryingHelper } from '../../../build/patches/lazy-parts.ts'

/** As Vite 8 writes it, shortened. */
const vites = [
  'const scriptRel = \'modulepreload\';',
  'const assetsURL = function(dep) { return "/deck/"+dep };',
  'const seen = {};export const __vitePreload = function preload(baseModule, deps, importerUrl) { return baseModule() }',
].join('')

it('imports by our helper what Vite imports by its own, from the same addresses', () => {
  const code = retryingHelper(vites)
  expect(code).toMatch(/^import \{ importPart \} from ".+\/build\/client\/lazy-parts\.ts"$/m)
  expect(code).toContain('const assetsURL = function(dep) { return "/deck/"+dep };')
  expect(code).toContain('export const __vitePreload = (load, files = [], importer) => importPart(')
})

it.each([['const assetsURL', 'const urlOf'], ['__vitePreload', '__preload']])('stops when Vite no longer writes %s', (from, to) => {
  expect(() => retryingHelper(vites.replace(from, to))).toThrow('build/patches/lazy-parts.ts')
})
