import process from 'node:process'

/**
 * What is mutated, by name: `MUTATION_AREA=<name> npm run test:mutation`. A further area is a further entry, with the tests
 * that are to notice its mutants.
 * @type {Record<string, { mutate: string[], tests: string[] }>}
 */
const areas = {
  simulation: {
    mutate: ['simulation/engine/**/*.ts', 'simulation/network/**/*.ts'],
    // Statistics of thousands of runs are left out: what only they notice has a test of its own.
    tests: [
      'tests/simulation/{engine,network}/**/*.test.ts',
      'tests/simulation/scenarios/{golden,polling,long-polling,sse,websocket,push,crash,process}.test.ts',
    ],
  },
  bus: {
    mutate: [
      'addressing,delivery-worker,event-bus,memory-store,operations,retry-policy,selection,stats,subscription,subscription-cache,turns,versions',
    ].map(names => `snippets/bus/{${names}}.ts`),
    // On the stores that open in a moment: memory, and SQLite in memory.
    tests: ['tests/snippets/bus/{bus,cases,places,recovery,retention,selection,stats,subscriptions,transactions,versions}.test.ts'],
  },
}

const name = process.env.MUTATION_AREA ?? 'simulation'
const area = areas[name]
if (!area)
  throw new Error(`MUTATION_AREA=${name}: one of ${Object.keys(areas).join(', ')} expected.`)
/** Read by `vitest.mutation.config.ts`. */
process.env.MUTATION_TESTS = area.tests.join('\n')

/*
 * Mutants of `simulation` that survive because they change no trace:
 * - what only saves memory: `open` of sockets without the connections that have ended, an event queue's slots used again;
 * - what an earlier branch has decided: a mark that ends after its start, a function that was cancelled, an item alone in its
 *   bucket, a bucket of digit 0, what is lost by a fault on a connection that the fault has ended, draws without jitter;
 * - a close frame to a server that has ended the connection already, which no scenario sends; a direction read only as up or not;
 * - what a list or a match holds at first, where it is read by the indexes written, or not at all.
 */

/** Changes the code in small ways, one at a time, and counts the changes that no test notices. */
export default {
  mutate: area.mutate,
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // A mutant that never ends is known by its time: on a busy machine, not sooner than this.
  timeoutMS: 20_000,
  tempDirName: '.stryker',
  ignorePatterns: ['/.stryker', '/dist', '/output', '/public', '/test-results'],
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, reportTests: false },
  jsonReporter: { fileName: `.stryker/reports/${name}.json` },
}
