import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin, Rolldown } from 'vite'
import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import { isBuiltin } from 'node:module'
import { basename, join } from 'node:path'
import { build } from 'vite'
import { FAKE_TIMERS, fileOf, importable } from '../runner/modules.ts'

const VIRTUAL = 'virtual:snippet-sandbox'
/** Where `npm run dev` serves what a build writes into files. */
const DEV_FOLDER = '@snippet-sandbox/'

/** A file that the page asks for by itself. */
interface SandboxFile { name: string, content: string }

/** A CommonJS module among them: `runner/virtual.d.ts` says of what each part is. */
interface ModuleFile extends SandboxFile { specifier: string | null, servesFor: string[] }

interface Sandbox {
  frame: SandboxFile
  modules: ModuleFile[]
  /** Own files that it was made of. */
  sources: string[]
}

/** Modules of Node as a browser has them, while writing too: empty. Vite's own throw at whoever looks into them. */
function withoutNode(): Plugin {
  return {
    name: 'deck:without-node',
    enforce: 'pre',
    resolveId: id => isBuiltin(id) ? '\0none' : undefined,
    load: id => id === '\0none' ? 'export {}' : undefined,
  }
}

async function bundle(root: string, input: Record<string, string>, output: Rolldown.OutputOptions): Promise<Rolldown.OutputChunk[]> {
  const result = await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [withoutNode()],
    build: {
      write: false,
      modulePreload: false,
      rolldownOptions: { input, preserveEntrySignatures: output.format === 'cjs' ? 'strict' : false, output },
    },
  }) as Rolldown.RolldownOutput
  return result.output.filter(file => file.type === 'chunk')
}

/** A program as a script: strict, so that no frame of a stack gives away a function. */
async function script(root: string, file: string): Promise<Rolldown.OutputChunk> {
  const [chunk] = await bundle(root, { script: join(root, file) }, { format: 'iife', codeSplitting: false })
  return chunk!
}

/** The document in which workers are made: with the text of the worker, and a content policy that lets it reach nothing. */
function frameDocument(frame: string, worker: string): string {
  const hash = createHash('sha256').update(frame).digest('base64')
  const policy = `default-src 'none'; script-src 'sha256-${hash}' 'unsafe-eval'; worker-src data:`
  const text = JSON.stringify(`'use strict';${worker}`).replaceAll('<', '\\u003C')
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<script type="application/json">${text}</script>`,
    `<script>${frame}</script>`,
    '',
  ].join('\n')
}

/** The modules that programs can import, and the parts that they share, what a part requires before it. */
function moduleFiles(chunks: Rolldown.OutputChunk[], specifiers: string[]): ModuleFile[] {
  const files = new Map<Rolldown.OutputChunk, ModuleFile>()
  function add(chunk: Rolldown.OutputChunk, user: string) {
    chunk.imports.forEach(name => add(chunks.find(({ fileName }) => fileName === name)!, user))
    const specifier = chunk.isEntry ? specifiers[Number(chunk.name)]! : null
    const file = files.get(chunk) ?? { name: `./${chunk.fileName}`, specifier, servesFor: [], content: chunk.code }
    files.set(chunk, { ...file, servesFor: [...new Set([...file.servesFor, user])] })
  }
  chunks.filter(({ isEntry }) => isEntry).forEach(chunk => add(chunk, specifiers[Number(chunk.name)]!))
  return [...files.values()]
}

/** Builds them, whatever the command. */
export async function bundleSandbox(root: string): Promise<Sandbox> {
  const specifiers = [...importable, FAKE_TIMERS]
  const entry = (specifier: string) => [specifiers.indexOf(specifier), specifier.startsWith('.') ? join(root, fileOf(specifier)) : specifier]
  // Together what programs import, whose parts are shared; apart what none of them does.
  const groups = [importable, [FAKE_TIMERS]].map(group => bundle(root, Object.fromEntries(group.map(entry)), {
    format: 'cjs',
    exports: 'named',
    entryFileNames: 'snippet-module-[name].js',
    chunkFileNames: 'snippet-module-[hash].js',
  }))
  const [frame, worker, ...bundled] = await Promise.all([script(root, 'runner/frame.ts'), script(root, 'runner/worker.ts'), ...groups])
  const chunks = bundled.flat()
  return {
    frame: { name: 'snippet-frame.html', content: frameDocument(frame.code, worker.code) },
    modules: moduleFiles(chunks, specifiers),
    sources: [frame, worker, ...chunks].flatMap(({ moduleIds }) => moduleIds).filter(id => id.startsWith(root) && !id.includes('/node_modules/')),
  }
}

/**
 * Builds what the runner works in, which is no module of the page: the frame with the text of its workers, and as text what a
 * program may import. While writing, too: code runs there as it will run in front of an audience.
 */
export function snippetSandbox({ userRoot }: ResolvedSlidevOptions): Plugin {
  const served = new Map<string, string>()
  let isBuild = false
  let base = '/'
  return {
    name: 'deck:snippet-sandbox',
    configResolved(config) {
      isBuild = config.command === 'build'
      base = config.base
    },
    resolveId: id => id === VIRTUAL ? `\0${VIRTUAL}` : undefined,
    async load(id) {
      if (id !== `\0${VIRTUAL}`)
        return undefined
      const { frame, modules, sources } = await bundleSandbox(userRoot)
      sources.forEach(file => this.addWatchFile(file))
      const url = ({ name, content }: SandboxFile): string => {
        if (isBuild)
          return `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: 'asset', name: basename(name), source: content })}`
        served.set(basename(name), content)
        return JSON.stringify(`${base}${DEV_FOLDER}${basename(name)}`)
      }
      const parts = modules.map(({ content, ...file }) => `{ ...${JSON.stringify(file)}, url: ${url({ name: file.name, content })} }`)
      return `export const frame = ${url(frame)}\nexport const moduleFiles = [${parts.join(', ')}]\n`
    },
    configureServer({ middlewares }) {
      middlewares.use(`${base}${DEV_FOLDER}`, (request, response, next) => {
        const name = basename(request.url ?? '')
        const content = served.get(name)
        if (content === undefined)
          return next()
        response.setHeader('Content-Type', name.endsWith('.html') ? 'text/html; charset=utf-8' : 'text/javascript; charset=utf-8')
        response.end(Buffer.from(content))
      })
    },
  }
}
