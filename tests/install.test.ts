import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

it('no dependency has an install script: a machine needs no compiler, and npm runs nothing that came with a package', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { hasInstallScript?: boolean }> }
  expect(Object.keys(packages).length).toBeGreaterThan(500)
  expect(Object.keys(packages).filter(name => packages[name]!.hasInstallScript)).toEqual([])
  // Without this line, npm compiles whatever holds a binding.gyp.
  expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true')
})
