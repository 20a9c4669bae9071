/** A checker of PDF/UA-1, for what the deck's PDFs hold: rules of the Matterhorn protocol, each with a sentence for who reads the fault. */
import type { Tag } from './pdf-objects.ts'
import { PDFArray, PDFBool, PDFDict, PDFDocument, PDFRawStream } from '@cantoo/pdf-lib'
import { unmarked } from './pdf-content.ts'
import { formOf, linesOf, named, resourcesOf, tagsOf, textOf } from './pdf-objects.ts'

/** Tags that ISO 32000-1 knows. */
const STANDARD = new Set(('Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl LBody Table TR TH TD '
  + 'THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Ruby RB RT RP Warichu WT WP Figure Formula Form').split(' '))

type Rule = (pdf: PDFDocument, tags: Tag[]) => string[]

/** Each fault once, with how often it was found. */
function counted(faults: string[]): string[] {
  return [...new Set(faults)].map((fault) => {
    const times = faults.filter(other => other === fault).length
    return times > 1 ? `${fault} (${times} times)` : fault
  })
}

const metadata: Rule = (pdf) => {
  const stream = pdf.catalog.lookup(named('Metadata'))
  const xml = stream instanceof PDFRawStream ? new TextDecoder().decode(stream.getContents()) : ''
  return [
    /<dc:title>.*<rdf:li[^>]*>[^<]+</s.test(xml) ? '' : 'Its metadata has no title.',
    /<pdfuaid:part>1</.test(xml) ? '' : 'Its metadata does not say PDF/UA-1.',
  ].filter(Boolean)
}

const catalog: Rule = (pdf) => {
  const view = pdf.catalog.lookup(named('ViewerPreferences'))
  const marks = pdf.catalog.lookup(named('MarkInfo'))
  const isTrue = (dict: unknown, key: string) => dict instanceof PDFDict && dict.lookup(named(key)) === PDFBool.True
  return [
    isTrue(view, 'DisplayDocTitle') ? '' : 'A reader shows its file name, not its title.',
    isTrue(marks, 'Marked') ? '' : 'It does not say that it is tagged.',
    textOf(pdf.catalog.lookup(named('Lang'))) ? '' : 'It has no language.',
    pdf.catalog.lookup(named('Outlines')) instanceof PDFDict ? '' : 'It has no bookmarks.',
  ].filter(Boolean)
}

const everythingIsMarked: Rule = pdf => pdf.getPages().flatMap(({ node }, index) => {
  const check = (stream: PDFRawStream, resources: PDFDict | undefined): number => unmarked(linesOf(stream)).reduce((sum, { form }) => {
    const object = form === undefined ? undefined : formOf(resources, form)
    return sum + (object ? check(object, resourcesOf(object.dict) ?? resources) : 1)
  }, 0)
  const contents = node.Contents()
  const drawn = contents instanceof PDFRawStream ? check(contents, node.Resources()) : 0
  return drawn > 0 ? [`Page ${index + 1} draws ${drawn} things that are neither tagged nor artifacts.`] : []
})

const figuresHaveAlternatives: Rule = (_, tags) => counted(tags
  .filter(({ type, dict }) => type === 'Figure' && !textOf(dict.lookup(named('Alt'))).trim() && !textOf(dict.lookup(named('ActualText'))).trim())
  .map(() => 'A figure has no alternative text.'))

const tagsAreKnown: Rule = (pdf, tags) => {
  const root = pdf.catalog.lookup(named('StructTreeRoot'))
  const roles = root instanceof PDFDict ? root.lookup(named('RoleMap')) : undefined
  return counted(tags
    .filter(({ type }) => !STANDARD.has(type) && !(roles instanceof PDFDict && roles.get(named(type))))
    .map(({ type }) => `The tag ${type} is not of the standard, and has no role.`))
}

const listsAreWhole: Rule = (_, tags) => counted(tags.flatMap(({ type, children, parent }) => {
  const allowed: Record<string, string[]> = { LI: ['Lbl', 'LBody'], L: ['LI', 'L', 'Caption'] }
  const others = children.filter(child => allowed[type] && !allowed[type].includes(child.type))
  return [
    ...others.map(other => `A ${type} holds a ${other.type}.`),
    ...type === 'LI' && parent?.type !== 'L' ? [`An LI stands in a ${parent?.type}.`] : [],
  ]
}))

const tablesAreWhole: Rule = (_, tags) => counted(tags.flatMap(({ type, children }) => {
  const rows = ['TR', 'THead', 'TBody', 'TFoot', 'Caption']
  const allowed: Record<string, string[]> = { Table: rows, TR: ['TH', 'TD'] }
  return allowed[type] ? children.filter(child => !allowed[type]!.includes(child.type)).map(child => `A ${type} holds a ${child.type}.`) : []
}))

const headingsDoNotSkip: Rule = (_, tags) => {
  let last = 0
  return tags.filter(({ type }) => /^H[1-6]$/.test(type)).flatMap(({ type }, index) => {
    const level = Number(type[1])
    const isSkip = level > last + 1
    last = level
    return isSkip ? [`Heading ${index + 1} is an ${type}, and skips a level.`] : []
  })
}

const linksAreNamed: Rule = pdf => pdf.getPages().flatMap(({ node }, index) => {
  const annotations = node.Annots()
  const links = (annotations instanceof PDFArray ? annotations.asArray() : []).map(entry => pdf.context.lookup(entry, PDFDict))
  return [
    ...links.some(link => !textOf(link.lookup(named('Contents'))).trim()) ? [`Page ${index + 1} has a link that does not say where it leads.`] : [],
    ...links.some(link => link.get(named('StructParent')) === undefined) ? [`Page ${index + 1} has a link that is not tagged.`] : [],
    ...links.length > 0 && node.get(named('Tabs')) !== named('S') ? [`Page ${index + 1} has its links in another order than its text.`] : [],
  ]
})

/** A Type 3 font is made of drawings, and needs no file. */
const fontsAreEmbedded: Rule = pdf => counted(pdf.context.enumerateIndirectObjects().flatMap(([, font]) => {
  if (!(font instanceof PDFDict) || font.get(named('Type')) !== named('Font') || font.get(named('Subtype')) === named('Type3'))
    return []
  const object = font.lookup(named('FontDescriptor'))
  if (!(object instanceof PDFDict))
    return []
  const isEmbedded = ['FontFile', 'FontFile2', 'FontFile3'].some(file => object.get(named(file)))
  return isEmbedded ? [] : [`The font ${String(object.get(named('FontName')))} is not embedded.`]
}))

const rules: Rule[] = [
  ...[metadata, catalog, everythingIsMarked, figuresHaveAlternatives, tagsAreKnown, listsAreWhole, tablesAreWhole],
  ...[headingsDoNotSkip, linksAreNamed, fontsAreEmbedded],
]

/** What a PDF lacks of PDF/UA-1, one sentence each; empty when nothing. */
export async function accessibilityFaults(bytes: Uint8Array): Promise<string[]> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
  const tags = tagsOf(pdf)
  return tags.length === 0 ? ['It is not tagged.'] : rules.flatMap(rule => rule(pdf, tags))
}
