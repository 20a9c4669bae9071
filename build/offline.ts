import type { Plugin, Rolldown } from 'vite'
import { createHash } from 'node:crypto'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const worker = fileURLToPath(new URL('client/service-worker.ts', import.meta.url))

/** Bytes that a browser may be asked to keep, which the worker does compressed. */
const MOST_BYTES = 12_000_000
/** What Mermaid and the editor load on demand serves diagrams and languages that no slide has: see `patches/first-load.ts`. */
const ON_DEMAND_UNUSED = /^(?:mermaid|monaco\/)/
/** Of the editor: no slide has these languages. */
const UNUSED_WORKERS = /\/(?:css|html|json)\.worker-/

type Bundle = Rolldown.OutputBundle

interface KeptFile { url: string, revision: string | null, bytes: number }

const contentOf = (file: Bundle[string]) => file.type === 'chunk' ? file.code : file.source
/** As the worker keeps it. */
const bytesOf = (content: string | Uint8Array) => gzipSync(content).length
const hashOf = (content: string | Uint8Array) => createHash('sha256').update(content).digest('hex').slice(0, 16)

/** Names of the chunks that slides can ask for. */
function neededChunks(bundle: Bundle): Set<string> {
  const needed = new Set<string>()
  const waiting = Object.values(bundle).filter(file => file.type === 'chunk' && file.isEntry).map(({ fileName }) => fileName)
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || needed.has(name))
      continue
    needed.add(name)
    waiting.push(...chunk.imports, ...ON_DEMAND_UNUSED.test(chunk.name) ? [] : chunk.dynamicImports)
  }
  return needed
}

/** The styles and other files that only chunks which no slide asks for bring with them. */
function unneededAssets(bundle: Bundle, needed: Set<string>): Set<string> {
  const assetsOf = (isNeeded: boolean) => Object.values(bundle).flatMap((file) => {
    const { importedCss = [], importedAssets = [] } = (file.type === 'chunk' && file.viteMetadata) || {}
    return needed.has(file.fileName) === isNeeded ? [...importedCss, ...importedAssets] : []
  })
  const needs = new Set(assetsOf(true))
  return new Set(assetsOf(false).filter(name => !needs.has(name)))
}

/** What the browser keeps of a build: all that slides can ask for. */
export function keptFiles(bundle: Bundle): KeptFile[] {
  const needed = neededChunks(bundle)
  const unneeded = unneededAssets(bundle, needed)
  return Object.values(bundle)
    .filter(({ type, fileName }) => type === 'chunk' ? needed.has(fileName) : !unneeded.has(fileName) && !UNUSED_WORKERS.test(fileName))
    .filter(({ fileName }) => !/\.(?:map|html)$/.test(fileName) || fileName.startsWith('assets/'))
    .map(file => ({ url: file.fileName, revision: null, bytes: bytesOf(contentOf(file)) }))
}

/** Files of `public/`, by what they hold. */
function publicFiles(folder: string): KeptFile[] {
  return globSync('**/*.*', { cwd: folder }).map((url) => {
    const content = readFileSync(join(folder, url))
    return { url, revision: hashOf(content), bytes: bytesOf(content) }
  })
}

/** The worker as a script, with the list of what it keeps. */
async function workerScript(root: string, files: KeptFile[]): Promise<string> {
  const kept = files.map(({ url, revision }) => ({ url, revision }))
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    define: { '__KEPT_FILES__': JSON.stringify(kept), 'process.env.NODE_ENV': '"production"' },
    build: { write: false, modulePreload: false, rolldownOptions: { input: worker, output: { format: 'iife', codeSplitting: false } } },
  }) as Rolldown.RolldownOutput
  return result.output[0].code
}

/**
 * Writes the worker that keeps the deck for when its server is gone, and stops the build when that is more than a browser should keep.
 */
export function offline(): Plugin {
  let folder = ''
  let root = ''
  return {
    name: 'deck:offline',
    apply: 'build',
    configResolved(config) {
      folder = config.publicDir
      root = config.root
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const page = bundle['index.html']
        if (page?.type !== 'asset')
          return this.error('deck:offline: the page is not in the build where it was: adapt build/offline.ts.')
        const files = [...keptFiles(bundle), ...publicFiles(folder), { url: 'index.html', revision: hashOf(page.source), bytes: bytesOf(page.source) }]
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
        if (bytes > MOST_BYTES) {
          const largest = files.sort((a, b) => b.bytes - a.bytes).slice(0, 10).map(({ url, bytes }) => `${bytes} ${url}`)
          return this.error(`deck:offline: a browser would keep ${bytes} bytes, more than ${MOST_BYTES}. The largest:\n${largest.join('\n')}`)
        }
        this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: await workerScript(root, files) })
      },
    },
  }
}
