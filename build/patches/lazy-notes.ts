import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import { fileURLToPath } from 'node:url'
import { frenchTypography } from '../french-typography.ts'

const NOTES = 'virtual:deck-notes'
const FRONTMATTER_MODULE = /__slidev_(\d+)\.frontmatter$/
const FRONTMATTER_DATA = /^export const frontmatterData = (\{.*\})$/m
const SLIDE = /^ {4}\.\.\.\((\{.*\})\),$/m
const helper = fileURLToPath(new URL('../client/slide-meta.ts', import.meta.url))

/** What is read from the module Slidev generates for a slide. */
export interface SlideModule {
  frontmatter: Record<string, unknown>
  slide: { title?: string, level?: number, noteHTML: string, revision?: string, images?: string[] }
}

/** @throws when Slidev generates this module in another form. */
export function readSlideModule(code: string): SlideModule {
  const frontmatter = FRONTMATTER_DATA.exec(code)?.[1]
  const slide = SLIDE.exec(code)?.[1]
  if (!frontmatter || !slide)
    throw new Error('Slidev writes the front matter module of a slide in another form: adapt build/patches/lazy-notes.ts.')
  return { frontmatter: JSON.parse(frontmatter), slide: JSON.parse(slide) }
}

/**
 * Takes the speaker notes out of the first load. Slidev puts the rendered notes of all slides into its entry; here they
 * are one module of their own, which the presenter, the notes and the overview make load by reading them.
 */
export function lazyNotes({ data }: ResolvedSlidevOptions): Plugin {
  const notes: string[] = []
  return {
    name: 'deck:lazy-notes',
    apply: 'build',
    resolveId: id => id === NOTES ? `\0${NOTES}` : undefined,
    async load(id) {
      if (id !== `\0${NOTES}`)
        return undefined
      await Promise.all(data.slides.map(({ source }, index) => this.load({ id: `${source.filepath}__slidev_${index + 1}.frontmatter` })))
      return `export default ${JSON.stringify(notes)}`
    },
    transform(code, id) {
      const no = Number(FRONTMATTER_MODULE.exec(id)?.[1] ?? 0)
      if (no === 0)
        return undefined
      const { frontmatter, slide: { title, level, noteHTML, revision, images } } = readSlideModule(code)
      notes[no - 1] = frenchTypography(noteHTML)
      const slide = { title: title && frenchTypography(title), level, revision, images }
      return {
        code: [
          '// @unocss-include',
          `import { slideMeta } from ${JSON.stringify(helper)}`,
          `export const { frontmatterData, frontmatter, meta } = slideMeta(${no}, ${JSON.stringify(frontmatter)}, ${JSON.stringify(slide)})`,
          'export default frontmatter',
        ].join('\n'),
        map: null,
      }
    },
    buildEnd(error) {
      if (!error && notes.length !== data.slides.length)
        this.error('deck:lazy-notes: Slidev no longer generates one front matter module per slide: adapt build/patches/lazy-notes.ts.')
    },
  }
}
