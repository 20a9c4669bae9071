import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Static imports of a module, as the bundler tells them; null for what it does not know. */
type Graph = (id: string) => { importedIds: readonly string[] } | null

/** Modules that come with `roots`: what they import statically. */
export function importClosure(roots: string[], graph: Graph): Set<string> {
  const found = new Set<string>()
  const waiting = [...roots]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const imports = found.has(id) ? null : graph(id)
    if (!imports)
      continue
    found.add(id)
    waiting.push(...imports.importedIds)
  }
  return found
}

/**
 * Chunks in order of precedence. Each holds what its roots import and no chunk above it holds. What a root imports on demand
 * is a file of its own, asked for by whoever needs it: of Mermaid and Monaco, most is never asked for.
 */
const CHUNKS: { name: string, roots: RegExp }[] = [
  // All that the first slide needs, in one request: the page, its router, the slide itself.
  { name: 'first', roots: /\/index\.html$|@slidev\/client\/(?:main\.ts|pages\/play\.vue)$|__slidev_1\.md$/ },
  { name: 'controls', roots: /@slidev\/client\/internals\/(?:Controls|DrawingControls)\.vue$|\/components\/deck\/NavigationBar\.vue$/ },
  // With the kinds of diagrams that the slides draw. Another kind works, and asks for a few files more.
  { name: 'mermaid', roots: /@slidev\/client\/modules\/mermaid\.ts$|\/mermaid\.esm\/(?:sequenceDiagram|flowDiagram|dagre)-\w+\.mjs$/ },
  { name: 'monaco/editor', roots: /@slidev\/client\/setup\/(?:monaco|shiki)\.ts$|\/@shikijs\/(?:langs|themes)\/|\/monaco-editor\/.*\/typescript\// },
  { name: 'monaco/bundled-types', roots: /@slidev[/-]monaco-types|\?monaco-types/ },
]

/**
 * Groups modules into few chunks by when they are needed, and makes the browser ask for the cover's fonts at once.
 * Slidev's own grouping puts every grammar of Shiki and the types of Monaco on the path of the first slide.
 * `fonts` are the files of `public/fonts` that the first slide shows.
 */
export function firstLoad({ userRoot }: ResolvedSlidevOptions, fonts: string[]): Plugin {
  const chunkOf = new Map<string, string>()
  let base = '/'
  return {
    name: 'deck:first-load',
    apply: 'build',
    config(config) {
      const output = config.build?.rollupOptions?.output
      if (!output || Array.isArray(output) || !output.manualChunks)
        throw new Error('deck:first-load: Slidev no longer groups modules into chunks: see what it does instead, then adapt build/patches/first-load.ts.')
      delete output.manualChunks
      output.codeSplitting = { groups: CHUNKS.map(({ name }, index) => ({ name, priority: CHUNKS.length - index, test: id => chunkOf.get(id) === name })) }
    },
    configResolved(config) {
      base = config.base
    },
    buildEnd(error) {
      if (error)
        return
      const ids = [...this.getModuleIds()]
      for (const { name, roots } of CHUNKS) {
        const closure = importClosure(ids.filter(id => roots.test(id)), id => this.getModuleInfo(id))
        if (name === 'first' && closure.size === 0)
          this.error('deck:first-load: the page of the slides is not where it was: adapt build/patches/first-load.ts.')
        for (const id of closure) {
          if (!chunkOf.has(id))
            chunkOf.set(id, name)
        }
      }
    },
    transformIndexHtml: () => fonts.map((font) => {
      if (!existsSync(join(userRoot, 'public/fonts', font)))
        throw new Error(`deck:first-load: public/fonts/${font} does not exist. Run "npm run fonts", or name the fonts of the cover in setup/vite-plugins.ts.`)
      const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `${base}fonts/${font}` }
      return { tag: 'link', attrs, injectTo: 'head-prepend' as const }
    }),
  }
}
