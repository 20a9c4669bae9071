import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin, Rolldown } from 'vite'
import { readFileSync, realpathSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { patchModules } from './patch-modules.ts'

/** What Slidev's `setup/monaco.ts` and the workers in `client/` import of Monaco. */
export const ENTRIES = [
  'monaco-editor',
  'monaco-editor/editor/standalone/browser/standaloneServices',
  'monaco-editor/platform/contextview/browser/contextViewService',
  'monaco-editor/platform/instantiation/common/descriptors',
  'monaco-editor/editor/editor.worker',
  'monaco-editor/language/typescript/ts.worker',
]

const workerFile = (name: string) => fileURLToPath(new URL(`../client/${name}-worker.ts`, import.meta.url))

/** Vite has the imports of a module bundled, not a module of a package that is named with `?worker`. */
const ownWorkers = patchModules('dev-editor', [{
  file: '@slidev/client/setup/monaco.ts',
  replace: [
    ['\'monaco-editor/editor/editor.worker?worker\'', JSON.stringify(`${workerFile('editor')}?worker`)],
    ['\'monaco-editor/language/typescript/ts.worker?worker\'', JSON.stringify(`${workerFile('typescript')}?worker`)],
  ],
}], { inDev: true })

/** Of the highlighter, what is always asked for. */
const HIGHLIGHTER = ['shiki/core', '@shikijs/monaco']

/** The first module that the page asks for after the first slide: see `lazy-controls.ts`. */
const AFTER_FIRST_SLIDE = /@slidev\/client\/internals\/Controls\.vue$/

/** The browser draws that slide while it asks. */
const AFTER_FIRST_SLIDE_MS = 1000

const EMPTY_MAP = '{"version":3,"sources":[],"names":[],"mappings":""}'

/** A module that adds the style sheet `file` to the page, the fonts beside it included. */
export function styleModule(file: string): string {
  const inlined = (font: string) => `url(data:font/ttf;base64,${readFileSync(join(dirname(file), font), 'base64')})`
  const css = readFileSync(file, 'utf8').replaceAll(/url\((\.\/[\w-]+\.ttf)\)/g, (_, font: string) => inlined(font))
  return `const style = document.createElement('style')\nstyle.textContent = ${JSON.stringify(css)}\ndocument.head.append(style)\n`
}

/** For Vite's bundles of packages: Monaco with its styles, and no source maps. */
function bundledMonaco(): Rolldown.Plugin {
  return {
    name: 'deck:bundled-monaco',
    // Vite would have the browser ask for each of its hundred style sheets.
    resolveId: {
      filter: { id: /\.css$/ },
      handler: (id, importer) => importer && /[\\/]monaco-editor[\\/]/.test(importer) ? join(dirname(importer), id) : undefined,
    },
    load: {
      filter: { id: /[\\/]monaco-editor[\\/].*\.css$/ },
      handler: id => ({ code: styleModule(id), moduleType: 'js' }),
    },
    // Vite hands the packages over in any order. Of two names of one file, the first has its code: if they changed places
    // between the run before the first slide and the one after, the page would be reloaded.
    options: options => ({ ...options, input: Object.fromEntries(Object.entries(options.input!).sort()) }),
    outputOptions: options => ({ ...options, sourcemap: false }),
    // Without a map, Vite makes one for each request, and sends it within the file, thrice as large.
    generateBundle(_options, bundle) {
      for (const fileName of Object.keys(bundle))
        this.emitFile({ type: 'asset', fileName: `${fileName}.map`, source: EMPTY_MAP })
    },
  }
}

/**
 * Has Vite bundle the editor for `npm run dev`: its 1,300 modules, one request each, took ten seconds. The bundle is made
 * right after the first slide, not before as Vite does of its own accord, and kept with those of other packages.
 */
export function devEditor({ clientRoot, userRoot, data }: ResolvedSlidevOptions, grammars: string[]): Plugin[] {
  const { monacoTypesAdditionalPackages } = data.config
  const importer = join(clientRoot, 'setup/monaco.ts')
  const folderOf = (name: string, from: string) => {
    const file = findPackageJSON(name, pathToFileURL(from))
    if (!file)
      throw new Error(`deck:dev-editor: ${from} cannot import ${name}. Run "npm ci", or adapt build/patches/dev-editor.ts.`)
    return dirname(realpathSync(file))
  }
  // What a slide with code asks for, its imports included.
  const readEarly = [importer, ...['editor', 'typescript'].map(name => `${workerFile(name)}?worker_file&type=module`)]
  let files: Promise<[name: string, file: string][]> | undefined

  return [{ ...ownWorkers, apply: 'serve' }, {
    name: 'deck:dev-editor',
    apply: 'serve',
    config(config) {
      const { exclude } = config.optimizeDeps ?? {}
      if (!exclude?.includes('monaco-editor'))
        throw new Error('deck:dev-editor: Slidev no longer keeps Monaco out of the packages to bundle: adapt build/patches/dev-editor.ts.')
      config.optimizeDeps!.exclude = exclude.filter(name => name !== 'monaco-editor' && !HIGHLIGHTER.includes(name))
      return {
        optimizeDeps: { include: [...HIGHLIGHTER, ...grammars], rolldownOptions: { plugins: [bundledMonaco()] } },
        // Slidev has the editor read the types of these wherever they are; where they are linked, Vite would refuse.
        server: { fs: { allow: monacoTypesAdditionalPackages.map(name => folderOf(name, join(userRoot, 'slides.md'))) } },
      }
    },
    resolveId: {
      order: 'pre',
      filter: { id: /^monaco-editor(?:\/|$)/ },
      async handler(id) {
        const { environment } = this
        // A worker of another language keeps its way: `monaco-editor/language/css/css.worker?worker`.
        if (environment.mode !== 'dev' || !environment.depsOptimizer || id.includes('?'))
          return undefined
        if (!ENTRIES.includes(id))
          throw new Error(`deck:dev-editor: ${id} is asked for as well, and would bring a second Monaco: add it to ENTRIES in build/patches/dev-editor.ts.`)
        const optimizer = environment.depsOptimizer
        files ??= Promise.all(ENTRIES.map(async (name) => {
          const found = await this.resolve(name, importer, { skipSelf: true })
          if (!found)
            throw new Error(`deck:dev-editor: there is no ${name} any more: adapt ENTRIES in build/patches/dev-editor.ts.`)
          return [name, found.id.replace(/\?.*$/, '')] satisfies [string, string]
        }))
        // All at once: the page is reloaded when a bundle is added to others that share modules with it.
        const bundles = new Map((await files).map(([name, file]) => [name, optimizer.registerMissingImport(name, file)]))
        return optimizer.getOptimizedDepId(bundles.get(id)!)
      },
    },
    load: {
      order: 'pre',
      filter: { id: AFTER_FIRST_SLIDE },
      handler() {
        const { environment } = this
        if (environment.mode === 'dev')
          setTimeout(() => readEarly.forEach(file => void environment.warmupRequest(`/@fs${file}`)), AFTER_FIRST_SLIDE_MS).unref()
        return undefined
      },
    },
  }]
}
