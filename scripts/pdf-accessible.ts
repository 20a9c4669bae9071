/** Makes of a PDF that Chromium printed one that PDF/UA-1 allows: it tags much, but leaves out what is set right here. */
import type { PDFRef } from '@cantoo/pdf-lib'
import type { Tag } from './pdf-objects.ts'
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream } from '@cantoo/pdf-lib'
import { asArtifacts, unmarked } from './pdf-content.ts'
import { formOf, kidsOf, linesOf, named, resourcesOf, tagsOf, textOf } from './pdf-objects.ts'

/** What a PDF says of itself. */
export interface Description {
  title: string
  language: string
  author: string
  subject: string
  keywords: string[]
  /** Text of each link, by its address or the name of the place that it leads to. */
  links: Record<string, string>
}

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** The metadata of the document, with the mark of PDF/UA-1. */
function packetOf({ title, language, author, subject, keywords }: Description): string {
  const inLanguage = (text: string) => `<rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt>`
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title>${inLanguage(title)}</dc:title>
<dc:description>${inLanguage(subject)}</dc:description>
<dc:creator><rdf:Seq><rdf:li>${escapeXml(author)}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>${language}</rdf:li></rdf:Bag></dc:language>
<dc:subject><rdf:Bag>${keywords.map(word => `<rdf:li>${escapeXml(word)}</rdf:li>`).join('')}</rdf:Bag></dc:subject>
<pdf:Keywords>${escapeXml(keywords.join(', '))}</pdf:Keywords>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`
}

function describe(pdf: PDFDocument, description: Description): void {
  pdf.setTitle(description.title, { showInWindowTitleBar: true })
  pdf.setAuthor(description.author)
  pdf.setSubject(description.subject)
  pdf.setKeywords(description.keywords)
  pdf.setLanguage(description.language)
  const metadata = pdf.context.stream(new TextEncoder().encode(packetOf(description)), { Type: 'Metadata', Subtype: 'XML' })
  pdf.catalog.set(named('Metadata'), pdf.context.register(metadata))
}

/** What is drawn without a tag, as the ground of a page, its head and its foot, becomes an artifact. */
function markArtifacts(pdf: PDFDocument): void {
  const done = new Set<PDFRawStream>()
  /** Returns the stream with its marks, or undefined where nothing is to be marked. */
  function marked(stream: PDFRawStream, resources: PDFDict | undefined): string | undefined {
    const lines = linesOf(stream)
    const stretches = unmarked(lines).filter(({ form }) => {
      const object = form === undefined ? undefined : formOf(resources, form)
      if (!object || !linesOf(object).some(line => /B[DM]C$/.test(line)))
        return true
      // Some of what it draws is tagged: the rest is marked inside.
      if (!done.has(object)) {
        done.add(object)
        const inside = marked(object, resourcesOf(object.dict) ?? resources)
        if (inside !== undefined)
          replace(object, inside)
      }
      return false
    })
    return stretches.length > 0 ? asArtifacts(lines, stretches).join('\n') : undefined
  }
  function replace(stream: PDFRawStream, text: string): void {
    const bytes = Uint8Array.from(text, character => character.charCodeAt(0))
    const packed = pdf.context.flateStream(bytes)
    stream.dict.set(named('Filter'), packed.dict.get(named('Filter'))!)
    stream.dict.delete(named('DecodeParms'))
    Object.assign(stream, { contents: packed.getContents() })
  }
  for (const { node } of pdf.getPages()) {
    const contents = node.Contents()
    if (!(contents instanceof PDFRawStream))
      throw new Error('A page has its contents in several parts, which Chromium did not do so far.')
    const text = marked(contents, node.Resources())
    if (text !== undefined)
      replace(contents, text)
  }
}

/** Sets the parent tag of marked contents that moved from one tag into another. */
function moveMarks(pdf: PDFDocument, moved: Map<PDFRef, PDFRef>): void {
  const visit = (node: unknown): void => {
    if (!(node instanceof PDFDict))
      return
    for (const kid of (node.lookup(named('Kids')) as PDFArray | undefined)?.asArray() ?? [])
      visit(pdf.context.lookup(kid))
    const numbers = node.lookup(named('Nums')) as PDFArray | undefined
    for (let index = 1; index < (numbers?.size() ?? 0); index += 2) {
      const value = numbers!.lookup(index)
      const direct = moved.get(numbers!.get(index) as PDFRef)
      if (direct)
        numbers!.set(index, direct)
      if (!(value instanceof PDFArray))
        continue
      value.asArray().forEach((ref, place) => {
        const to = moved.get(ref as PDFRef)
        if (to)
          value.set(place, to)
      })
    }
  }
  visit((pdf.catalog.lookup(named('StructTreeRoot')) as PDFDict).lookup(named('ParentTree')))
}

/** What a list item holds beside its mark stands in a tag of its own, LBody. */
function wrapItem(pdf: PDFDocument, { dict, ref, children }: Tag, moved: Map<PDFRef, PDFRef>): void {
  if (!ref || children.some(({ type }) => type === 'LBody'))
    return
  const labels = new Set(children.filter(({ type }) => type === 'Lbl').map(child => child.ref))
  const kids = kidsOf(pdf, dict)
  const rest = kids.filter(kid => kid.ref === undefined || !labels.has(kid.ref))
  if (rest.length === 0)
    return
  const body = pdf.context.obj({ Type: 'StructElem', S: 'LBody', P: ref, K: rest.map(kid => kid.ref ?? kid.object!) }) as PDFDict
  const page = dict.get(named('Pg'))
  if (page)
    body.set(named('Pg'), page)
  const bodyRef = pdf.context.register(body)
  for (const { object } of rest) {
    if (object instanceof PDFDict && object.get(named('S')))
      object.set(named('P'), bodyRef)
    else
      moved.set(ref, bodyRef)
  }
  dict.set(named('K'), pdf.context.obj([...kids.filter(kid => kid.ref && labels.has(kid.ref)).map(kid => kid.ref!), bodyRef]))
}

function repairTags(pdf: PDFDocument): void {
  const moved = new Map<PDFRef, PDFRef>()
  for (const tag of tagsOf(pdf)) {
    const { type, dict, children } = tag
    // The frame around a table or a program with its caption: what stands in it is read.
    if (type === 'Figure' && !textOf(dict.lookup(named('Alt'))) && children.length > 0)
      dict.set(named('S'), named('Div'))
    // A checkbox on paper is a picture of its state.
    if (type === 'Form') {
      const isOn = /\/checked\s*\/on/i.test(String(pdf.context.lookup(dict.get(named('A')))))
      dict.set(named('S'), named('Figure'))
      dict.set(named('Alt'), PDFHexString.fromText(isOn ? 'Oui :' : 'Non :'))
      dict.delete(named('A'))
    }
    if (type === 'LI')
      wrapItem(pdf, tag, moved)
  }
  moveMarks(pdf, moved)
  const root = pdf.catalog.lookup(named('StructTreeRoot')) as PDFDict
  root.set(named('RoleMap'), pdf.context.obj({ Strong: 'Span', Em: 'Span' }))
}

/** Every link says where it leads. */
function nameLinks(pdf: PDFDocument, { links }: Description): void {
  for (const { node } of pdf.getPages()) {
    for (const entry of node.Annots()?.asArray() ?? []) {
      const link = pdf.context.lookup(entry, PDFDict)
      if (link.get(named('Subtype')) !== named('Link'))
        continue
      const action = link.lookup(named('A'))
      const destination = link.lookup(named('Dest'))
      const target = action instanceof PDFDict
        ? textOf(action.lookup(named('URI')))
        : destination instanceof PDFName ? destination.decodeText() : textOf(destination)
      link.set(named('Contents'), PDFHexString.fromText(links[target] || target))
    }
  }
}

/** The bookmarks down to sections: deeper ones are noise. */
function pruneOutline(pdf: PDFDocument, depth: number): void {
  const prune = (node: unknown, level: number): void => {
    for (let entry = node; entry instanceof PDFDict; entry = entry.lookup(named('Next'))) {
      if (level === depth) {
        for (const key of ['First', 'Last', 'Count'])
          entry.delete(named(key))
      }
      prune(entry.lookup(named('First')), level + 1)
    }
  }
  const root = pdf.catalog.lookup(named('Outlines'))
  if (root instanceof PDFDict)
    prune(root.lookup(named('First')), 1)
}

/** @returns the bytes of the PDF, with what a screen reader needs */
export async function makeAccessible(bytes: Uint8Array, description: Description): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(bytes, { updateMetadata: false })
  describe(pdf, description)
  markArtifacts(pdf)
  repairTags(pdf)
  nameLinks(pdf, description)
  pruneOutline(pdf, 2)
  return pdf.save({ useObjectStreams: true })
}
