import { defineConfig } from 'vitest/config'

/** Takes precedence over `vite.config.ts`, which configures Slidev's own build. */
export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', 'node_modules/**'],
  },
})
