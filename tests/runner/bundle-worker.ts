import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const outDir = fileURLToPath(new URL('../../node_modules/.cache/snippet-worker', import.meta.url))

/** Makes one file of the worker that runs snippets in Node: hundreds of tests start one. */
// Vitest calls it by this name.
export async function setup(): Promise<void> {
  const entry = fileURLToPath(new URL('../../runner/node-worker.ts', import.meta.url))
  await build({ configFile: false, logLevel: 'error', publicDir: false, ssr: { noExternal: true }, build: { ssr: entry, outDir, emptyOutDir: true } })
  process.env.SNIPPET_WORKER = `${outDir}/node-worker.js`
}
