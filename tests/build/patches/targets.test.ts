import type { Plugin } from 'vite'
import type { Patch, PatchApi } from '../../../build/patches/patch-modules.ts'
import { globSync, readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { resolveOptions } from '@slidev/cli'
import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../build/patches/patch-modules.ts'
import vitePlugins from '../../../setup/vite-plugins.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const options = await resolveOptions({ entry: join(root, 'slides.md') }, 'build')
const plugins = (vitePlugins(options) as (Plugin | Plugin[])[]).flat()

const targets = plugins.flatMap(({ name, api }) =>
  ((api as PatchApi | undefined)?.patches ?? []).map(patch => ({ name: name.replace('deck:', ''), patch, file: patch.file })))

/** The file that a patch changes, as it is installed. */
function installed({ file }: Patch): string {
  const [, ofSlidev] = /^@slidev\/client\/(.*)/.exec(file) ?? []
  return readFileSync(ofSlidev ? join(options.clientRoot, ofSlidev) : join(root, 'node_modules', file), 'utf8')
}

/** `code` without any text that `from` finds; without anything, where `from` finds a place between two letters. */
function without(code: string, from: string | RegExp): string {
  const rest = code.split(from).join('')
  return rest === code ? '' : rest
}

describe('the texts that patches replace', () => {
  it('are those of every plugin that replaces texts', () => {
    const named = new Set(targets.map(({ name }) => name))
    const calling = globSync('build/patches/*.ts', { cwd: root }).filter(file => /\bpatchModules\('/.test(readFileSync(join(root, file), 'utf8')))
    expect([...named].map(name => join('build/patches', `${name}.ts`)).sort()).toEqual(calling.sort())
  })

  it.each(targets)('stand in what is installed: $name in $file', ({ name, patch }) => {
    expect(applyPatch(name, installed(patch), patch)).not.toBe(installed(patch))
  })

  it.each(targets)('stop the build once they are gone, and name the patch: $name in $file', ({ name, patch }) => {
    const code = installed(patch)
    for (const [from] of patch.replace)
      expect(() => applyPatch(name, without(code, from), patch)).toThrow(`build/patches/${name}.ts`)
  })
})

it.each(['mermaid', 'shiki'])('the build reads with the %s that the page draws with', (name) => {
  const versionFor = (importer: string) => (JSON.parse(readFileSync(findPackageJSON(name, pathToFileURL(importer))!, 'utf8')) as { version: string }).version
  expect(versionFor(join(options.clientRoot, 'main.ts'))).toBe(versionFor(join(root, 'slides.md')))
})
