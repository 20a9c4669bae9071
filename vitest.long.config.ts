import { defineConfig } from 'vitest/config'
import config, { bus, runner } from './vitest.config.ts'

/** As long as one may wait at night: the bus under faults of servers, more seeds, durable commits; every program in real Node. */
export default defineConfig({
  ...config,
  test: {
    ...config.test,
    testTimeout: 3_600_000,
    provide: { isLong: true },
    projects: [
      { extends: true, test: { name: 'bus', ...bus } },
      { extends: true, test: { name: 'sns', include: ['tests/snippets/sns/kill.test.ts'] } },
      { extends: true, test: { name: 'programs', include: ['tests/runner/node-programs.test.ts'], ...runner } },
    ],
  },
})
