import type { PDFDict } from '@cantoo/pdf-lib'
import { PDFDocument, PDFName, PDFString } from '@cantoo/pdf-lib'
import { describe, expect, it } from 'vitest'
import { accessibilityFaults } from '../../scripts/pdf-accessibility.ts'
import { makeAccessible } from '../../scripts/pdf-accessible.ts'

const description = { title: 'Titre', language: 'fr', author: 'A', subject: 'Sujet', keywords: ['mot'], links: { 'ch-1': 'chapitre 1' } }

/** A tag, its own, and what it holds. */
type Tag = [type: string, more: Record<string, string>, ...children: Tag[]]

interface Printed {
  tags?: Tag[]
  content?: string
  hasFont?: boolean
}

const right: Tag[] = [['H1', {}], ['H2', {}], ['L', {}, ['LI', {}, ['Lbl', {}], ['P', {}]]], ['Figure', { Alt: 'Une figure' }], ['Strong', {}]]

/** A PDF as Chromium prints one, with what the test wants to be different. */
async function printed({ tags = right, content = '0 0 10 10 re\nf', hasFont = false }: Printed = {}): Promise<Uint8Array> {
  const pdf = await PDFDocument.create()
  const { context } = pdf
  const page = pdf.addPage([595, 842])
  page.node.set(PDFName.of('Contents'), context.register(context.flateStream(content)))
  page.node.set(PDFName.of('Tabs'), PDFName.of('S'))
  const link = context.obj({ Type: 'Annot', Subtype: 'Link', Dest: 'ch-1', Rect: [0, 0, 1, 1], StructParent: 1 })
  page.node.set(PDFName.of('Annots'), context.obj([context.register(link)]))
  if (hasFont) {
    const descriptor = context.register(context.obj({ Type: 'FontDescriptor', FontName: 'Absente' }))
    context.register(context.obj({ Type: 'Font', Subtype: 'TrueType', FontDescriptor: descriptor }))
  }
  const root = context.obj({ Type: 'StructTreeRoot', ParentTree: { Nums: [] } }) as PDFDict
  const rootRef = context.register(root)
  const add = ([type, more, ...children]: Tag, parent: typeof rootRef): typeof rootRef => {
    const dict = context.obj({ Type: 'StructElem', S: type, P: parent }) as PDFDict
    for (const [key, value] of Object.entries(more))
      dict.set(PDFName.of(key), PDFString.of(value))
    const ref = context.register(dict)
    if (children.length > 0)
      dict.set(PDFName.of('K'), context.obj(children.map(child => add(child, ref))))
    return ref
  }
  root.set(PDFName.of('K'), context.obj(tags.map(tag => add(tag, rootRef))))
  pdf.catalog.set(PDFName.of('StructTreeRoot'), rootRef)
  pdf.catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }))
  pdf.catalog.set(PDFName.of('Outlines'), context.obj({ Type: 'Outlines' }))
  return pdf.save()
}

describe('a PDF that Chromium printed', () => {
  it('lacks much of PDF/UA-1', async () => {
    expect(await accessibilityFaults(await printed())).toEqual([
      ...['Its metadata has no title.', 'Its metadata does not say PDF/UA-1.', 'A reader shows its file name, not its title.', 'It has no language.'],
      ...['Page 1 draws 1 things that are neither tagged nor artifacts.', 'The tag Strong is not of the standard, and has no role.', 'A LI holds a P.'],
      'Page 1 has a link that does not say where it leads.',
    ])
  })

  it('lacks nothing once it is made accessible', async () => {
    expect(await accessibilityFaults(await makeAccessible(await printed(), description))).toEqual([])
  })

  it('tells who reads its links aloud where they lead', async () => {
    const pdf = await PDFDocument.load(await makeAccessible(await printed(), description))
    const link = pdf.getPage(0).node.Annots()!.lookup(0) as PDFDict
    expect(String(link.get(PDFName.of('Contents')))).not.toBe('undefined')
  })

  it('has the frame of a figure with a caption as what it is, a frame', async () => {
    const tags: Tag[] = [['H1', {}], ['Figure', {}, ['Table', {}, ['TR', {}, ['TD', {}]]], ['Caption', {}]]]
    const bytes = await makeAccessible(await printed({ tags }), description)
    expect(await accessibilityFaults(bytes)).toEqual([])
  })

  it.each<[string, Printed, RegExp]>([
    ['a figure without alternative text', { tags: [['H1', {}], ['Figure', {}]] }, /A figure has no alternative text/],
    ['a tag that nobody knows', { tags: [['H1', {}], ['Blink', {}]] }, /The tag Blink is not of the standard/],
    ['a heading too deep', { tags: [['H1', {}], ['H3', {}]] }, /Heading 2 is an H3, and skips a level/],
    ['a cell outside of a row', { tags: [['H1', {}], ['Table', {}, ['TD', {}]]] }, /A Table holds a TD/],
    ['an item outside of a list', { tags: [['H1', {}], ['P', {}, ['LI', {}]]] }, /An LI stands in a P/],
    ['a font that is not embedded', { hasFont: true }, /The font \/Absente is not embedded/],
    ['no tags', { tags: [] }, /It is not tagged/],
  ])('is refused with %s', async (_, change, fault) => {
    const bytes = await makeAccessible(await printed(change), description)
    expect((await accessibilityFaults(bytes)).join('\n')).toMatch(fault)
  })
})
