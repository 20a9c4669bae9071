import { defineConfig } from 'vite'
import { deckAddress, deckAddressMark } from './build/deck-address.ts'
import { frenchTypographyRule } from './build/french-typography.ts'
import manifest from './package.json' with { type: 'json' }

const address = deckAddress(manifest.homepage)

/** Merged by Slidev into its own configuration; the plugins of this deck are in `setup/vite-plugins.ts`. */
export default defineConfig({
  slidev: {
    markdown: {
      markdownSetup: md => void md.use(frenchTypographyRule),
    },
  },
  plugins: [deckAddressMark(address)],
  define: {
    // The PDF is printed from the built deck; Slidev leaves its /print page out of a build.
    __SLIDEV_FEATURE_PRINT__: 'true',
    __DECK_URL__: JSON.stringify(address),
    __DECK_VERSION__: JSON.stringify(manifest.version),
  },
  optimizeDeps: {
    // First met by a worker, too late to be found without reloading the page.
    include: ['emittery', 'kysely', 'valibot'],
    // Finds its binary beside itself.
    exclude: ['@sqlite.org/sqlite-wasm'],
  },
  worker: {
    // SQLite finds its binary beside itself, by the address of its module.
    format: 'es',
  },
  resolve: {
    // Slides and components are compiled at build time: the browser needs no template compiler.
    alias: [{ find: /^vue$/, replacement: 'vue/dist/vue.runtime.esm-bundler.js' }],
  },
})
