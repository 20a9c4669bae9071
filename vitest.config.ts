import { defineConfig } from 'vitest/config'

/** Takes precedence over `vite.config.ts`, which configures Slidev's own build. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    // By default one core of the machine is left to the watcher.
    maxWorkers: '100%',
    // A test that ends late on a busy machine is no failure; one that hangs is.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
