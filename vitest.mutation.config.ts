import process from 'node:process'
import { defineConfig } from 'vitest/config'

/** The tests of a mutation run: `stryker.config.js` names them. */
export default defineConfig({
  test: {
    environment: 'node',
    provide: { isQuick: true },
    include: process.env.MUTATION_TESTS?.split('\n') ?? [],
  },
})
