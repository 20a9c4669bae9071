import process from 'node:process'
import { defineConfig } from 'vitest/config'
import { frenchWords } from './build/french-words.ts'

/** A PostgreSQL server starts for these. */
export const bus = { include: ['tests/snippets/bus/**/*.test.ts'], globalSetup: 'tests/snippets/bus/postgres-setup.ts' }
/** Programs run in a worker that is bundled once for all of them. */
export const runner = { globalSetup: 'tests/runner/bundle-worker.ts' }
/** Servers are killed and connections cut, in real time: for `npm run test:faults`. */
const faults = 'tests/snippets/bus/faults.test.ts'

// Hundreds of threads run a snippet each: the first compiles the runner, the others read what came of it.
process.env.NODE_COMPILE_CACHE ??= 'node_modules/.cache/node'

/** Takes precedence over `vite.config.ts`, which configures Slidev's own build. */
export default defineConfig({
  // Tests read the words of widgets as the built deck shows them.
  plugins: [frenchWords()],
  test: {
    environment: 'node',
    // By default one core of the machine is left to the watcher.
    maxWorkers: '100%',
    // A test that ends late on a busy machine is no failure; one that hangs is.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['tests/**/*.test.ts'], exclude: ['tests/e2e/**', 'node_modules/**', ...bus.include], ...runner } },
      // Files share what is costly to start: a PGlite, a schema on the server.
      { extends: true, test: { name: 'bus', ...bus, exclude: [faults], isolate: false } },
    ],
  },
})
