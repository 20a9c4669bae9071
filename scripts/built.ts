import { spawn } from 'node:child_process'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { addressMark, deckAddress } from '../build/deck-address.ts'
import manifest from '../package.json' with { type: 'json' }

/**
 * The build that is tested and printed by `npm test`, in a folder of its site: an address that leaves out the folder leads nowhere there, and
 * everywhere at the root.
 */
export const TESTED = { dist: 'node_modules/.cache/deck-sous-dossier', base: '/sous-dossier/' }

const root = fileURLToPath(new URL('..', import.meta.url))
/** Neither in the deck nor read by its build, by name and by pattern. */
const OTHER_NAMES = new Set([
  ...['node_modules', 'output', 'tests', 'bench', 'scripts', 'types', 'test-results', 'playwright-report'],
  ...['README.md', 'CONTRIBUTING.md', 'LICENSE', 'package.json', 'tsconfig.json', 'vercel.json', 'netlify.toml', 'knip.ts', 'layers.js'],
])
const OTHER_PATTERN = /^(?:\..*|dist.*|(?:eslint|playwright|stryker|vitest)\.(?:\w+\.)?config\..*|.*\.log)$/

/** The file of the deck that was written last. */
async function newestSource(): Promise<{ file: string, mtimeMs: number }> {
  let newest = { file: '', mtimeMs: 0 }
  for (const name of await readdir(root)) {
    if (OTHER_NAMES.has(name) || OTHER_PATTERN.test(name))
      continue
    const path = join(root, name)
    const files = (await stat(path)).isDirectory()
      ? (await readdir(path, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
      : [path]
    for (const file of files) {
      const { mtimeMs } = await stat(file)
      if (mtimeMs > newest.mtimeMs)
        newest = { file: relative(root, file), mtimeMs }
    }
  }
  return newest
}

/**
 * Builds the deck into `dist`.
 * @param dist folder of the build, from the root of the project
 * @param base folder of the site it will stand in, as `/deck/`
 */
async function build(dist: string, base: string): Promise<void> {
  const cli = createRequire(import.meta.url).resolve('@slidev/cli/package.json').replace('package.json', 'bin/slidev.mjs')
  const child = spawn(process.execPath, [cli, 'build', '--out', dist, '--base', base], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', chunk => output += chunk)
  child.stderr.on('data', chunk => output += chunk)
  const code = await new Promise(resolve => child.once('close', resolve))
  if (code !== 0)
    throw new Error(`The deck does not build:\n${output}`)
}

/** Builds the deck, as `build` does, when `dist` holds no build, or one older than a source, and says so. */
export async function ensureBuilt(dist: string, base = '/'): Promise<void> {
  const built = await stat(resolve(root, dist, 'index.html')).catch(() => undefined)
  const newest = await newestSource()
  const isForHere = built && (await readFile(resolve(root, dist, 'index.html'), 'utf8')).includes(addressMark(deckAddress(manifest.homepage)))
  if (isForHere && built.mtimeMs >= newest.mtimeMs)
    return
  const reason = !built ? `${dist} holds no build` : isForHere ? `${newest.file} is newer than ${dist}` : `${dist} is for another address`
  console.log(`Building the deck: ${reason}.`)
  await build(dist, base)
}
