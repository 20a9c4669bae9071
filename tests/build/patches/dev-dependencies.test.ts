import type { ResolvedSlidevOptions } from '@slidev/types'
import type { UserConfig } from 'vite'
import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { devDependencies } from '../../../build/patches/dev-dependencies.ts'

const plugin = devDependencies({ clientRoot: '/client' } as ResolvedSlidevOptions)
const configure = plugin.config as (config: UserConfig) => UserConfig

describe('devDependencies', () => {
  it('has what nothing imports left out', () => {
    const config = { optimizeDeps: { include: ['vue', '@slidev/client > typescript', '@slidev/client > @typescript/ata'] } }
    configure(config)
    expect(config.optimizeDeps.include).toEqual(['vue'])
  })

  it('looks for packages in files that exist', () => {
    const { entries } = configure({ optimizeDeps: { include: [] } }).optimizeDeps!
    for (const pattern of entries as string[])
      expect(globSync(pattern.replace(/^!/, '')), pattern).not.toEqual([])
  })

  it('tells when Slidev no longer lists packages to bundle', () => {
    expect(() => configure({})).toThrow('adapt build/patches/dev-dependencies.ts')
  })
})
