import antfu from '@antfu/eslint-config'
import boundaries from 'eslint-plugin-boundaries'
import { everyLayer, importable } from './layers.js'

const MAX_LINE = 160

/** Real time and real chance make a run that nobody can repeat: both are parameters of what computes. */
const realTimeAndChance = {
  globals: ['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'performance', 'fetch', 'document', 'window'],
  properties: [
    { object: 'Date', property: 'now', message: 'Time is virtual here: take it as a parameter.' },
    { object: 'Math', property: 'random', message: 'Chance is seeded here: take it as a parameter.' },
  ],
}

/** The table of `layers.js` in the plugin's words. What no policy allows is an error. */
const policies = everyLayer.map((layer) => {
  const { name, packages, typesOnly } = layer
  const file = names => ({ to: { file: { categories: names } } })
  return {
    from: { file: { categories: name } },
    allow: [
      { to: { module: { origin: ['external', 'core'], source: packages } } },
      file(name),
      { ...file(importable(layer)), ...typesOnly && { dependency: { kind: 'type' } } },
    ],
  }
})

/** Imports that no `import` declares: an address beside the module, a type, and files by a pattern, which no layer allows as it names none. */
const otherImports = [
  { selector: 'CallExpression[callee.object.type="MetaProperty"][callee.property.name="glob"] > Literal', kind: 'value', name: 'glob' },
  { selector: 'NewExpression[callee.name="URL"][arguments.1.object.type="MetaProperty"] > Literal[value=/\\.\\w+$/]', kind: 'value', name: 'url' },
  { selector: 'TSImportType > Literal', kind: 'type', name: 'import-type' },
  { selector: 'TSImportType > TSLiteralType > Literal', kind: 'type', name: 'import-type' },
]

/** `style/max-len` of documents, which are no programs. */
const documentLines = {
  create: context => ({
    root() {
      context.sourceCode.lines.forEach((line, index) => {
        if (line.length > MAX_LINE)
          context.report({ loc: { line: index + 1, column: MAX_LINE + 1 }, message: `This line has ${line.length} characters, more than ${MAX_LINE}.` })
      })
    },
  }),
}

export default antfu(
  {
    type: 'app',
    vue: true,
    typescript: true,
    // A slide's front matter and `<<<` lines are not Markdown that a formatter knows: pages are linted, not reformatted.
    formatters: { css: true },
    ignores: [
      ...['dist', 'output', 'test-results', 'playwright-report', '.stryker', 'tests/**/recorded/**', 'tests/**/golden/**', 'package-lock.json'],
      'public',
      '**/*.md/**',
    ],
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
    files: ['*.config.{js,ts}', 'knip.ts', 'setup/**/*.ts', 'global-*.ts', '**/*.vue', '**/*.d.ts', 'tests/**/global-setup.ts'],
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
    name: 'deck/lines',
    files: ['**/*.{js,ts,vue,css}'],
    rules: { 'style/max-len': ['error', { code: MAX_LINE, ignoreUrls: true }] },
  },
  {
    name: 'deck/lines-of-documents',
    files: ['**/*.md'],
    // On a page and in the document, a paragraph, an alternative text and a title are one line each.
    ignores: ['pages/**', 'document/**', 'slides.md'],
    plugins: { deck: { rules: { 'max-len': documentLines } } },
    rules: { 'deck/max-len': 'error' },
  },
  {
    name: 'deck/layers',
    files: ['**/*.{js,ts,vue}'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: true },
      'boundaries/files': everyLayer.map(({ name, files }) => ({ category: name, pattern: files })),
      'boundaries/files-single-match': true,
      'boundaries/additional-dependency-nodes': otherImports,
      // `tsconfig.json` gives the package types of the deck's own.
      'boundaries/flag-as-external': { customSourcePatterns: ['@slidev/client', '@slidev/client/**', '#slidev/**'] },
      'boundaries/legacy-templates': false,
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': ['error', {
        default: 'disallow',
        checkAllOrigins: true,
        checkUnknownLocals: true,
        checkInternals: true,
        message: 'layers.js: {{ from.file.categories }} may not import {{ dependency.source }} of {{ to.file.categories }}{{ to.module.source }}',
        policies,
      }],
    },
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
    files: ['snippets/**/*.ts', 'exercises/*/{start,solution}.ts'],
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
