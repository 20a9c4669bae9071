/** The two decks that the benchmarks compare: this one, and the same slides under Slidev as it comes. */
import type { AddressInfo } from 'node:net'
import { spawn } from 'node:child_process'
import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import sirv from 'sirv'

export const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = join(root, 'output/bench')

const distOf = (name: string) => join(scratch, `dist-${name}`)

/** Neither part of the deck, nor of use to build it. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'output', 'test-results', 'tests', 'bench'])

/** Without these the code blocks and the console do not compile; stock Slidev has no opinion on them. */
const STOCK_VITE_CONFIG = 'export default { worker: { format: \'es\' } }\n'
const STOCK_PLUGINS = 'export { snippetSandbox as default } from \'../build/snippet-sandbox.ts\'\n'

function copyDeck(name: string): string {
  const folder = join(scratch, name)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const entry of readdirSync(root).filter(entry => !LEFT_OUT.has(entry)))
    cpSync(join(root, entry), join(folder, entry), { recursive: true })
  // A folder of its own with links in it: Vite's cache is not shared, and Slidev does not take itself for installed globally.
  mkdirSync(join(folder, 'node_modules'))
  for (const entry of readdirSync(join(root, 'node_modules')).filter(entry => !entry.startsWith('.')))
    symlinkSync(join(root, 'node_modules', entry), join(folder, 'node_modules', entry), 'junction')
  return folder
}

/** A copy of this deck, for a benchmark that changes its caches. */
export const copyOwn = () => copyDeck('own')

/** A copy of this deck without its Vite configuration and the plugins that change Slidev: its slides and components under stock Slidev. */
export function copyStock(): string {
  const folder = copyDeck('stock')
  writeFileSync(join(folder, 'setup/vite-plugins.ts'), STOCK_PLUGINS)
  writeFileSync(join(folder, 'vite.config.ts'), STOCK_VITE_CONFIG)
  return folder
}

/** Starts `slidev` in `folder` with the Node that runs this script. */
export function startSlidev(folder: string, args: string[]) {
  const slidev = join(folder, 'node_modules/@slidev/cli/bin/slidev.mjs')
  return spawn(process.execPath, [slidev, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
}

/**
 * Builds the deck in `folder`.
 * @returns where the build is and how many seconds it took.
 */
export async function build(folder: string, name: string): Promise<{ dist: string, seconds: number }> {
  const dist = distOf(name)
  rmSync(dist, { recursive: true, force: true })
  const begin = performance.now()
  const child = startSlidev(folder, ['build', '--out', dist])
  let log = ''
  child.stdout.on('data', data => log += data)
  child.stderr.on('data', data => log += data)
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0)
    throw new Error(`The ${name} build failed.\n${log}`)
  return { dist, seconds: (performance.now() - begin) / 1000 }
}

/**
 * The build of a deck: the one that another benchmark of this `npm run bench` has made, or a new one.
 * @param prepare gives the folder of the deck, where it has to be built
 */
export async function ensureBuilt(name: string, prepare: () => string): Promise<string> {
  const built = statSync(join(distOf(name), 'index.html'), { throwIfNoEntry: false })
  const { BENCH_BEGAN_AT = Infinity } = process.env
  return built && built.mtimeMs > Number(BENCH_BEGAN_AT) ? distOf(name) : (await build(prepare(), name)).dist
}

/** Serves a build with all that compresses compressed, as static hosts do; fonts and images go as they are. */
export async function serveCompressed(dist: string): Promise<{ url: string, close: () => void }> {
  for (const file of globSync('**/*.{html,js,css,svg,ttf}', { cwd: dist }))
    writeFileSync(join(dist, `${file}.gz`), gzipSync(readFileSync(join(dist, file)), { level: 9 }))
  const files = sirv(dist, { single: true, gzip: true })
  const server = createServer((request, response) => files(request, response)).listen(0, '127.0.0.1')
  await new Promise(resolve => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
