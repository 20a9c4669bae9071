import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Static and dynamic imports of a module, as the bundler tells them. */
export interface ModuleImports {
  importedIds: readonly string[]
  dynamicallyImportedIds: readonly string[]
}

type Graph = (id: string) => ModuleImports | null

/** Modules that come with `roots`: what they import statically, and on `dynamic`, what they import at all. */
export function importClosure(roots: string[], graph: Graph, dynamic = false): Set<string> {
  const found = new Set<string>()
  const waiting = [...roots]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const imports = found.has(id) ? null : graph(id)
    if (!imports)
      continue
    found.add(id)
    waiting.push(...imports.importedIds, ...(dynamic ? imports.dynamicallyImportedIds : []))
  }
  return found
}

/** Chunks in order of precedence. Each holds what its roots import and no chunk above it holds. */
const CHUNKS: { name: string, roots: RegExp, dynamic?: boolean }[] = [
  // All that the first slide needs, in one request: the page, its router, the slide itself.
  { name: 'first', roots: /\/index\.html$|@slidev\/client\/(?:main\.ts|pages\/play\.vue)$|__slidev_1\.md$/ },
  { name: 'controls', roots: /@slidev\/client\/internals\/(?:Controls|NavControls|Settings|DrawingLayer|DrawingControls|DragControl)\.vue$/ },
  { name: 'mermaid', roots: /@slidev\/client\/modules\/mermaid\.ts$/, dynamic: true },
  { name: 'monaco/editor', roots: /@slidev\/client\/setup\/monaco\.ts$/ },
  { name: 'monaco/bundled-types', roots: /\/@slidev\/monaco-types$/, dynamic: true },
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
      if (!output || Array.isArray(output))
        throw new Error('deck:first-load: Slidev no longer sets the output of the build: adapt build/patches/first-load.ts.')
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
      for (const { name, roots, dynamic } of CHUNKS) {
        const closure = importClosure(ids.filter(id => roots.test(id)), id => this.getModuleInfo(id), dynamic)
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
