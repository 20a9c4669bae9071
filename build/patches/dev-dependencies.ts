import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'

/** Heavy, and imported by nothing once `code-editor.ts` has been over Slidev's editor. */
const UNUSED = ['typescript', '@typescript/ata']

/** Snippets that run in Node alone: what they import is not for the browser. */
const NODE_ONLY = ['!snippets/sns/**', '!snippets/*-sns.ts']

/**
 * Has Vite bundle, when `npm run dev` starts, what any slide will ask for: it would otherwise meet a package on its way
 * through the deck, bundle it then, and reload the page in front of the audience.
 */
export function devDependencies({ clientRoot }: ResolvedSlidevOptions): Plugin {
  return {
    name: 'deck:dev-dependencies',
    apply: 'serve',
    config(config) {
      const { include } = config.optimizeDeps ?? {}
      if (!include)
        throw new Error('deck:dev-dependencies: Slidev no longer lists what to bundle: adapt build/patches/dev-dependencies.ts.')
      config.optimizeDeps!.include = include.filter(name => !UNUSED.some(unused => name.endsWith(` ${unused}`) || name === unused))
      return {
        optimizeDeps: {
          // Vite looks for packages in these as it does in the entry, which reaches them by generated modules only.
          entries: ['{components,layouts}/**/*.vue', '*.vue', '{composables,recordings,sync}/*.ts', 'snippets/**/*.ts', ...NODE_ONLY],
        },
      }
    },
    configureServer({ httpServer, environments }) {
      // Read while the browser opens, instead of when it asks: the router imports the page, the page its slide.
      const firstAsked = [`/@fs${clientRoot}/main.ts`, `/@fs${clientRoot}/pages/play.vue`, '/@slidev/slides/1/md']
      httpServer?.once('listening', () => firstAsked.forEach(url => void environments.client.warmupRequest(url)))
    },
  }
}
