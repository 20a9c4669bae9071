import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin, PluginOption } from 'vite'
import { fileURLToPath } from 'node:url'
import { resolveOptions, ViteSlidevPlugin } from '@slidev/cli'
import { beforeAll, describe, expect, it } from 'vitest'
import { slideMeta } from '../../../build/client/slide-meta.ts'
import { lazyNotes, readSlideModule } from '../../../build/patches/lazy-notes.ts'

const entry = fileURLToPath(new URL('../../../slides.md', import.meta.url))

async function flat(option: PluginOption): Promise<Plugin[]> {
  const found = await option
  return Array.isArray(found) ? (await Promise.all(found.map(flat))).flat() : found ? [found] : []
}

let options: ResolvedSlidevOptions
/** What Slidev itself writes for a slide of this deck, counted from 1. */
let moduleOf: (no: number) => Promise<string>

beforeAll(async () => {
  options = await resolveOptions({ entry }, 'build')
  const loader = (await flat(await ViteSlidevPlugin(options))).find(({ name }) => name === 'slidev:loader')
  moduleOf = async (no) => {
    const load = loader?.load as unknown as (id: string) => Promise<{ code: string }>
    return (await load(`${options.data.slides[no - 1]!.source.filepath}__slidev_${no}.frontmatter`)).code
  }
})

describe('readSlideModule', () => {
  it('reads what Slidev writes', async () => {
    expect(readSlideModule(await moduleOf(1))).toMatchObject({
      frontmatter: { layout: 'cover', minutes: expect.any(Number), short: true },
      slide: { title: 'Communication par événements asynchrones', noteHTML: expect.stringMatching(/^<p><strong>\d,\d min · parcours 45 min<\/strong><\/p>/) },
    })
    expect(readSlideModule(await moduleOf(4))).toMatchObject({
      frontmatter: { layout: 'chapter' },
      slide: { level: 1, noteHTML: expect.stringContaining('<p>') },
    })
  })

  it('refuses another form, and names the patch', async () => {
    const code = await moduleOf(1)
    const refusal = 'in another form: adapt build/patches/lazy-notes.ts'
    expect(() => readSlideModule(code.replace('frontmatterData = ', 'frontmatterData: object = '))).toThrow(refusal)
    expect(() => readSlideModule(code.replace(/^ {4}\.\.\.\(/m, '    ...slide('))).toThrow(refusal)
  })
})

describe('lazyNotes', () => {
  it('leaves the note out of the module of a slide', async () => {
    const transform = lazyNotes(options).transform as (code: string, id: string) => { code: string }
    const { code } = transform(await moduleOf(1), `${entry}__slidev_1.frontmatter`)
    expect(code).toContain(JSON.stringify(options.data.slides[0]!.title))
    expect(code).not.toContain('0,5 min')
  })

  it('gives a slide all that Slidev does', async () => {
    const code = await moduleOf(1)
    const meta = code.slice(code.indexOf('export const meta'))
    const names = [...meta.matchAll(/^ {2}(?:get )?(\w+)(?:\(\)|:)/gm)].map(([, name]) => name)
    expect(names).toContain('transition')
    expect(Object.keys(slideMeta(1, {}, {}).meta)).toEqual(expect.arrayContaining(names))
  })

  it('tells when Slidev no longer generates such modules', () => {
    let message = ''
    const buildEnd = lazyNotes(options).buildEnd as (error?: Error) => void
    buildEnd.call({ error: (reason: string) => message = reason } as never)
    expect(message).toContain('adapt build/patches/lazy-notes.ts')
  })
})
