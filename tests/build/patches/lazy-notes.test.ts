import type { Plugin, PluginOption } from 'vite'
import { fileURLToPath } from 'node:url'
import { resolveOptions, ViteSlidevPlugin } from '@slidev/cli'
import { beforeAll, describe, expect, it } from 'vitest'
import { readSlideModule } from '../../../build/patches/lazy-notes.ts'

const entry = fileURLToPath(new URL('../../../slides.md', import.meta.url))

async function flat(option: PluginOption): Promise<Plugin[]> {
  const found = await option
  return Array.isArray(found) ? (await Promise.all(found.map(flat))).flat() : found ? [found] : []
}

describe('readSlideModule', () => {
  /** What Slidev itself writes for a slide of this deck, counted from 1. */
  let moduleOf: (no: number) => Promise<string>

  beforeAll(async () => {
    const options = await resolveOptions({ entry }, 'build')
    const loader = (await flat(await ViteSlidevPlugin(options))).find(({ name }) => name === 'slidev:loader')
    moduleOf = async (no) => {
      const load = loader?.load as unknown as (id: string) => Promise<{ code: string }>
      return (await load(`${options.data.slides[no - 1]!.source.filepath}__slidev_${no}.frontmatter`)).code
    }
  })

  it('reads what Slidev writes', async () => {
    expect(readSlideModule(await moduleOf(1))).toMatchObject({
      frontmatter: { layout: 'cover', minutes: 0.5, short: true },
      slide: { title: 'Communication par événements asynchrones', noteHTML: expect.stringMatching(/^<p><strong>0,5 min · parcours 45 min<\/strong><\/p>/) },
    })
    expect(readSlideModule(await moduleOf(4))).toMatchObject({ frontmatter: { layout: 'chapter' }, slide: { level: 1, noteHTML: expect.stringContaining('<p>') } })
  })

  it('refuses another form', async () => {
    const code = await moduleOf(1)
    expect(() => readSlideModule(code.replace('frontmatterData = ', 'frontmatterData: object = '))).toThrow('in another form')
    expect(() => readSlideModule(code.replace(/^ {4}\.\.\.\(/m, '    ...slide('))).toThrow('in another form')
  })
})
