import antfu from '@antfu/eslint-config'

/** Real time and real chance make a run that nobody can repeat: both are parameters of what computes. */
const realTimeAndChance = {
  globals: ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'performance', 'fetch', 'document', 'window'],
  properties: [
    { object: 'Date', property: 'now', message: 'Time is virtual here: take it as a parameter.' },
    { object: 'Math', property: 'random', message: 'Chance is seeded here: take it as a parameter.' },
  ],
}

/** Imports run one way: pages → components → composables → console · simulation · snippets · runner. */
const outwardImports = {
  patterns: [
    {
      group: ['vue', 'vue/*', '@vue/*', '@vueuse/*', '@slidev/*', '#slidev/*', '**/components/**', '**/composables/**', '**/layouts/**', '**/locales/**', '*.vue'],
      message: 'This folder knows nothing of Vue, Slidev, components or composables.',
    },
  ],
}

export default antfu(
  {
    type: 'app',
    vue: true,
    typescript: true,
    // A slide's front matter and `<<<` lines are not Markdown that a formatter knows: pages are linted, not reformatted.
    formatters: { css: true },
    ignores: ['dist', 'output', 'test-results', 'playwright-report', 'public', 'tests/**/recorded/**', 'tests/**/golden/**', 'package-lock.json', '**/*.md/**'],
  },
  {
    rules: {
      // A deck is a screen: what it prints is what it shows.
      'no-console': 'off',
      'import/no-default-export': 'error',
      // What a file is for stands first, its helpers below.
      'ts/no-use-before-define': ['error', { functions: false, classes: false, variables: false }],
      // `setTimeout(() => resolve(value), ms)` reads better than its three-argument form, on slides above all.
      'e18e/prefer-timer-args': 'off',
      'jsdoc/check-param-names': 'off',
    },
  },
  {
    name: 'deck/default-exports',
    files: ['*.config.{js,ts}', 'setup/**/*.ts', 'global-*.ts', '**/*.vue', '**/*.d.ts', 'tests/**/global-setup.ts'],
    rules: { 'import/no-default-export': 'off' },
  },
  {
    name: 'deck/programs',
    files: ['bench/**/*.ts', 'scripts/**/*.ts', 'tests/e2e/**/*.ts', 'tests/**/*-child.ts'],
    rules: { 'antfu/no-top-level-await': 'off' },
  },
  {
    name: 'deck/markdown',
    files: ['**/*.md'],
    rules: {
      'markdown/no-multiple-h1': 'off',
      'markdown/heading-increment': 'off',
      'markdown/require-alt-text': 'error',
    },
  },
  {
    name: 'deck/pure-folders',
    files: ['simulation/**/*.ts', 'snippets/**/*.ts', 'runner/**/*.ts', 'console/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', outwardImports] },
  },
  {
    name: 'deck/simulation',
    files: ['simulation/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...realTimeAndChance.globals],
      'no-restricted-properties': ['error', ...realTimeAndChance.properties],
    },
  },
  {
    name: 'deck/snippets',
    files: ['snippets/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...realTimeAndChance.properties],
      // What a learner reads first is what runs: `await` at the top level, and a promise left floating to show what it does.
      'antfu/no-top-level-await': 'off',
      'antfu/top-level-function': 'off',
      'ts/no-floating-promises': 'off',
      'node/prefer-global/process': 'off',
    },
  },
)
