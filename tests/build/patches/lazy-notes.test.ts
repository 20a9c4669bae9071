import { describe, expect, it } from 'vitest'
import { readSlideModule } from '../../../build/patches/lazy-notes.ts'

describe('readSlideModule', () => {
  it('reads what Slidev writes', () => {
    const code = [
      'import { computed, reactive, shallowReactive } from "vue"',
      'export const frontmatterData = {"layout":"cover","minutes":1}',
      'export const meta = shallowReactive({',
      '  slide: {',
      '    ...({"title":"Titre","level":1,"noteHTML":"<p>({a}),</p>"}),',
      '    frontmatter,',
      '  },',
      '})',
    ].join('\n')
    expect(readSlideModule(code)).toEqual({
      frontmatter: { layout: 'cover', minutes: 1 },
      slide: { title: 'Titre', level: 1, noteHTML: '<p>({a}),</p>' },
    })
  })

  it('refuses another form', () => {
    expect(() => readSlideModule('export const frontmatter = {}')).toThrow('in another form')
  })
})
