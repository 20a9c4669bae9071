import { defineConfig } from 'vitest/config'

/** Takes precedence over `vite.config.ts`, which configures Slidev's own build. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
    // A test that ends late on a busy machine is no failure; one that hangs is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
