import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../build/patches/patch-modules.ts'

describe('applyPatch', () => {
  it('replaces text and patterns, in order', () => {
    expect(applyPatch('a b c', { file: 'x.ts', replace: [['a', 'b'], [/b/g, '$&']] })).toBe('$& $& c')
  })

  it('names the file and the text that is no longer there', () => {
    expect(() => applyPatch('a', { file: 'x.ts', replace: [['b', '']] })).toThrow('x.ts no longer holds b.')
    expect(() => applyPatch('a', { file: 'x.ts', replace: [[/b+/, '']] })).toThrow('x.ts no longer holds /b+/.')
  })
})
