/**
 * The layers of the code: which folder may import which, and which packages. ESLint enforces this table
 * (`eslint.config.js`), `tests/layers.test.ts` shows each forbidden import failing and holds README and CONTRIBUTING to it.
 *
 * @typedef {object} Layer
 * @property {string} name        Its folder, or what its files are called.
 * @property {string[]} files     Globs of its files. A file belongs to the first layer that names it.
 * @property {string[]} imports   Layers whose files it may import; a name stands for the layers inside it too.
 * @property {string[]} packages  Packages it may import, `**` for any.
 * @property {boolean} [typesOnly] What it imports of other layers is types.
 * @property {string} [why]       Why it may import what its place does not explain.
 */

/**
 * A layer for each folder of one folder: from the top down, each imports those under it and nothing else of the deck.
 * @param {string} folder
 * @param {string[]} names
 * @param {string[]} packages
 */
function stack(folder, names, packages) {
  return names.map((name, index) => ({
    name: `${folder}/${name}`,
    files: [`${folder}/${name}/**`],
    imports: names.slice(index + 1).map(below => `${folder}/${below}`),
    packages,
  }))
}

const VUE = ['vue', 'vue-router', '@vueuse/core', '@slidev/client', '#slidev']

/**
 * What the deck is made of, from the top down: a layer imports only from those under it.
 * @type {Layer[]}
 */
export const layers = [
  {
    name: 'pages',
    files: ['pages/**', 'document/**', 'slides.md'],
    imports: ['layouts', 'components', 'snippets'],
    packages: ['@slidev/theme-seriph', 'mermaid'],
    why: 'They name, and Slidev imports: layouts and components by their tags, snippets by their paths.',
  },
  {
    name: 'layouts',
    files: ['layouts/**', 'global-top.vue', 'slide-bottom.vue'],
    imports: ['components', 'composables', 'locales', 'settings'],
    packages: VUE,
  },
  {
    name: 'components',
    files: ['components/**'],
    imports: ['composables', 'locales', 'exercises', 'recordings', 'console', 'sync', 'runner', 'simulation', 'snippets/bus', 'settings'],
    packages: [...VUE, '@tanstack/vue-virtual', 'd3-scale', 'uqr', 'virtual:deck-document'],
  },
  {
    name: 'composables',
    files: ['composables/**'],
    imports: ['locales', 'exercises', 'recordings', 'console', 'build/client', 'sync', 'runner', 'reality', 'simulation', 'snippets'],
    packages: [...VUE, 'd3-scale', 'monaco-editor', 'shiki', 'valibot', 'virtual:deck-simulations'],
    why: 'Idle time is asked for in one place, which the modules of Slidev use too: build/client. A slide says what its simulation was held against: reality.',
  },
  {
    name: 'locales',
    files: ['locales/**'],
    imports: ['exercises', 'recordings', 'console', 'simulation', 'snippets/bus'],
    packages: [],
    typesOnly: true,
    why: 'There is a word for each name that a type of theirs lists.',
  },
  {
    name: 'exercises',
    files: ['exercises/*.ts', 'exercises/!(world)/**'],
    imports: ['runner', 'exercises/world', 'simulation'],
    packages: [],
    why: 'Checks read records of runs, programs import the world, simulations prove answers.',
  },
  { name: 'recordings', files: ['recordings/**'], imports: ['simulation', 'snippets'], packages: ['emittery', 'valibot'] },
  { name: 'console', files: ['console/**'], imports: ['snippets/bus'], packages: ['@sqlite.org/sqlite-wasm', 'kysely', 'valibot'] },
  {
    name: 'build/client',
    files: ['build/client/**'],
    imports: ['settings'],
    packages: [...VUE, 'monaco-editor', 'virtual:deck-notes', 'workbox-precaching', 'workbox-routing'],
  },
  { name: 'sync', files: ['sync/**'], imports: [], packages: ['valibot'] },
  {
    name: 'runner',
    files: ['runner/**'],
    imports: ['exercises/world', 'snippets/bus'],
    packages: [
      ...['@sinonjs/fake-timers', '@sveltejs/acorn-typescript', 'acorn', 'emittery', 'node-inspect-extracted', 'valibot'],
      ...['virtual:snippet-sandbox', 'node:process', 'node:worker_threads'],
    ],
    why: 'It hands to a slide’s code what that may import.',
  },
  { name: 'reality', files: ['reality/**'], imports: ['simulation'], packages: [] },
  { name: 'exercises/world', files: ['exercises/world/**'], imports: [], packages: [] },
  ...stack('simulation', ['figures', 'formulas', 'scenarios', 'network', 'engine'], ['d3-scale', 'pure-rand']),
  {
    name: 'snippets',
    files: ['snippets/*'],
    imports: ['snippets/sns', 'snippets/bus', 'snippets/transports'],
    packages: ['@aws-sdk/client-sns', '@aws-sdk/client-sqs', 'emittery', 'valibot'],
  },
  {
    name: 'snippets/transports',
    files: ['snippets/transports/**'],
    imports: [],
    packages: ['web-push', 'ws', 'node:buffer', 'node:crypto', 'node:http', 'node:https'],
    why: 'Servers and clients that are copied one by one.',
  },
  {
    name: 'snippets/sns',
    files: ['snippets/sns/**'],
    imports: ['snippets/bus'],
    packages: ['@aws-sdk/client-sns', '@aws-sdk/client-sqs', 'node:buffer', 'node:crypto'],
  },
  {
    name: 'snippets/bus',
    files: ['snippets/bus/**'],
    imports: [],
    packages: ['@opentelemetry/api', '@standard-schema/spec', 'emittery', 'kysely', 'pg', 'node:sqlite'],
  },
  { name: 'settings', files: ['deck-settings.ts'], imports: [], packages: [] },
]

/**
 * What builds, runs and tests the deck. No layer imports it.
 * @type {Layer[]}
 */
const tools = [
  {
    name: 'configuration',
    files: ['*.config.{js,ts}', 'knip.ts', 'layers.js', 'package.json'],
    imports: ['build', 'scripts'],
    packages: ['**'],
  },
  {
    name: 'setup',
    files: ['setup/**'],
    imports: ['build', 'components', 'composables', 'exercises/world'],
    packages: ['**'],
    why: 'Slidev runs some of it in Node and some in the page.',
  },
  {
    name: 'build',
    files: ['build/**'],
    imports: ['build/client', 'runner'],
    packages: ['**'],
    why: 'A runnable block is checked and transpiled as it will be run.',
  },
  { name: 'types', files: ['types/**'], imports: ['components'], packages: ['**'], typesOnly: true },
  {
    name: 'live',
    files: ['live/**'],
    imports: ['simulation', 'snippets/transports'],
    packages: ['**'],
    why: 'What slides simulate is run here for real, in the same parameters.',
  },
  {
    name: 'scripts',
    files: ['scripts/**'],
    imports: ['live', 'build', 'settings', 'configuration', 'reality', 'simulation', 'snippets'],
    packages: ['**'],
    why: 'They serve the room that the dev server has too, run the bus’s commands, time simulations and hold them against a browser.',
  },
  {
    name: 'bench',
    files: ['bench/**'],
    imports: ['scripts', 'build', 'simulation', 'snippets', 'tests'],
    packages: ['**'],
    why: 'The PostgreSQL server that the tests start is measured on.',
  },
  {
    name: 'tests',
    files: ['tests/**'],
    imports: [...layers.map(({ name }) => name), 'configuration', 'setup', 'build', 'live', 'scripts'],
    packages: ['**'],
  },
]

/**
 * Every layer in the order in which a file is looked up: `build/client` before `build`.
 * @type {Layer[]}
 */
export const everyLayer = [...layers, ...tools]

/**
 * The names of the layers that a layer may import. It is one of them: its files know each other.
 * @param {Layer} layer
 */
export function importable({ name, imports }) {
  return everyLayer.map(other => other.name)
    .filter(other => other === name || imports.some(imported => other === imported || other.startsWith(`${imported}/`)))
}
