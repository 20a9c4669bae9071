import type { KnipConfig } from 'knip'
import { globSync } from 'node:fs'
import { basename, resolve } from 'node:path'

/** Slidev registers components, and finds layouts, by their names. */
const byName = (pattern: string): Map<string, string> => new Map(globSync(pattern).map(file => [basename(file, '.vue'), resolve(file)]))
const components = byName('components/**/*.vue')
const layouts = byName('layouts/*.vue')

/** Source that imports these files. */
function importsOf(files: Iterable<string | undefined>): string {
  return [...new Set(files)].filter(file => file !== undefined).map(file => `import ${JSON.stringify(file)}`).join('\n')
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name]) => name!)
}

function componentsIn(text: string) {
  return namesIn(text, /<([A-Z]\w*)/g).map(name => components.get(name))
}

/** What pages name: chapters, quoted files, layouts, components. */
function readMarkdown(text: string): string {
  return importsOf([
    ...namesIn(text, /^theme: (\S+)$/gm).map(name => `@slidev/theme-${name}`),
    ...namesIn(text, /^src: (\S+)$/gm),
    ...namesIn(text, /^<<< @\/([^\s#]+)/gm).map(file => resolve(file)),
    ...namesIn(text, /^layout: (\S+)$/gm).map(name => layouts.get(name)),
    ...componentsIn(text),
  ])
}

function readComponent(text: string): string {
  return [
    ...namesIn(text, /<script[^>]*>([\s\S]*?)<\/script>/g),
    importsOf([...namesIn(text, /<style[^>]*\ssrc="([^"]+)"/g), ...componentsIn(text.replaceAll(/<script[\s\S]*?<\/script>/g, ''))]),
  ].join('\n')
}

/** What nothing imports. With `!` what the built deck or the bus runs: the rest builds and tests it. */
export default {
  entry: [
    // Given to `DocumentPage.vue` by `build/document.ts`.
    'document/*.md!',
    // Read by Slidev by their names.
    'slides.md!',
    '{global-top,slide-bottom}.vue!',
    'layouts/{default,error}.vue!',
    'styles/index.css!',
    'setup/{mermaid,monaco,root,routes,shiki}.ts!',
    'setup/{transformers,vite-plugins}.ts',
    // Written into slides by `build/fences/`.
    'components/deck/Diagram.vue!',
    'components/runner/RunnableCode.vue!',
    // Put by `build/patches/` into modules of Slidev's.
    'components/deck/NavigationBar.vue!',
    'build/client/*.ts!',
    // What a slide runs in a Web Worker runs here in a thread, for whoever records it.
    'runner/node.ts!',
    'runner/node-worker.ts!',
    // Given to readers as text.
    'exercises/*/{start,solution}.ts!',
    // Bundled by `build/snippet-sandbox.ts` into a document of their own.
    'runner/frame.ts!',
    'runner/worker.ts!',
    // What a program imports of the bus, in Node with one of its stores.
    'snippets/bus/index.ts!',
    'snippets/bus/{node-sqlite,postgres}.ts!',
    'snippets/sns/index.ts!',
    // Started by whoever wants the transports for real, and loaded by their pages.
    'live/case.ts!',
    'live/webhook.ts!',
    'live/push-{device,service}.ts!',
    'snippets/transports/push-{client,server,worker}.ts!',
    'live/page/clients.ts!',
    // Read by Stryker, and started as a process by a test.
    'vitest.mutation.config.ts',
    'tests/**/*-child.ts',
    // Started as processes by `scripts/sns.ts`, and loaded before a program by a test.
    'scripts/sns-process.ts',
    'tests/snippets/sns/localhost-names.ts',
  ],
  project: [
    '**/*.{ts,js,vue,css}!',
    '{pages/*,document/*,slides}.md!',
    '!{build/*,build/{fences,patches}/*,reality/*,scripts/*,setup/*,bench/**,tests/**,types/**,*.config.*,knip.ts,layers.js}!',
  ],
  compilers: {
    md: readMarkdown,
    vue: readComponent,
    css: (text: string) => importsOf(namesIn(text, /@import '([^']+)'/g)),
  },
  // The type of what an exported function takes or gives: whoever calls it may name it.
  ignoreExportsUsedInFile: { interface: true, type: true },
  ignoreDependencies: [
    // `scripts/fonts.ts` finds their files by name.
    /^@fontsource\//,
  ],
  // A name that Slidev's own bundler resolves.
  ignoreUnresolved: ['#slidev/monaco-types'],
} satisfies KnipConfig
