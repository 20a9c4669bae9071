import { defineConfig } from 'vitest/config'
import config, { bus } from './vitest.config.ts'

/** The tests of the bus, as long as one may wait at night: faults of servers, more seeds, durable commits. */
export default defineConfig({
  ...config,
  test: { ...config.test, testTimeout: 3_600_000, provide: { isLong: true }, projects: [{ extends: true, test: { name: 'bus', ...bus } }] },
})
