import { mergeConfig } from 'vitest/config'
import config from './vitest.config.ts'

/** The same tests of the bus, as long as one may wait at night: more seeds, more faults, durable commits. */
export default mergeConfig(config, { test: { provide: { isLong: true }, testTimeout: 3_600_000 } })
