import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { basePath, serve } from '../../scripts/serve.ts'

let dist: string
beforeEach(async () => {
  dist = await mkdtemp(join(tmpdir(), 'dist-'))
})
afterEach(() => rm(dist, { recursive: true }))

const writeIndex = (base: string) => writeFile(join(dist, 'index.html'), `<script type="module" crossorigin src="${base}assets/index-x.js"></script>`)

it.each(['/', '/deck/', '/org/deck/'])('reads the base path %s from a build, and serves under it', async (base) => {
  await writeIndex(base)
  expect(await basePath(dist)).toBe(base)

  const deck = await serve(dist)
  const status = async (path: string) => (await fetch(new URL(path, deck.url))).status
  expect(new URL(deck.url).pathname).toBe(base)
  expect(await status(`${base}12`)).toBe(200)
  expect(await status('/elsewhere')).toBe(base === '/' ? 200 : 404)
  await deck.close()
})

it('says so when the port is taken', async () => {
  await writeIndex('/')
  const deck = await serve(dist)
  await expect(serve(dist, { port: Number(new URL(deck.url).port) })).rejects.toThrow('EADDRINUSE')
  await deck.close()
})
