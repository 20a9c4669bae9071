import type { Plugin } from 'vite'
import { fileURLToPath } from 'node:url'
import { patchModules } from './patch-modules.ts'

const helper = fileURLToPath(new URL('../client/lazy-parts.ts', import.meta.url))
const VITES_HELPER = /\bvite\/preload-helper\.js$/
const ASSETS_URL = /const assetsURL = function\(.+?;(?=const seen\b)/s

/** The module that Vite puts around each `import()` of the page, by ours. @throws when Vite writes it in another form. */
export function retryingHelper(code: string): string {
  const assetsUrl = ASSETS_URL.exec(code)?.[0]
  if (!assetsUrl || !/export const __vitePreload = /.test(code))
    throw new Error('Vite writes its helper for import() in another form: adapt build/patches/lazy-parts.ts.')
  return [
    `import { importPart } from ${JSON.stringify(helper)}`,
    assetsUrl,
    'export const __vitePreload = (load, files = [], importer) => importPart(load, files.map(file => assetsURL(file, importer)))',
  ].join('\n')
}

/**
 * A part of the page that the network failed to bring is loaded once it returns. A browser keeps a failed `import()` for as long as the page lives,
 * and Vite's helper hands that failure on. Slidev's words for a slide that is loaded are put into French: it has no setting for them.
 */
export function lazyParts(): Plugin[] {
  let isSeen = false
  return [{
    name: 'deck:lazy-parts-helper',
    apply: 'build',
    config: () => ({ build: { modulePreload: { resolveDependencies: (file, files) => [...new Set([file, ...files])] } } }),
    transform: {
      filter: { id: VITES_HELPER },
      handler(code) {
        isSeen = true
        return { code: retryingHelper(code), map: null }
      },
    },
    buildEnd(error) {
      if (!error && !isSeen)
        this.error('deck:lazy-parts: Vite puts no helper around import() any more: adapt build/patches/lazy-parts.ts.')
    },
  }, patchModules('lazy-parts', [
    { file: '@slidev/client/internals/SlideLoading.vue', replace: [['Loading slide...', 'Chargement de la diapositive…']] },
  ], { inDev: true })]
}
