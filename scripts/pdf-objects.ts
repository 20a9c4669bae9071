/** Reads the parts of a PDF that a screen reader goes by: its tags and what its pages draw. */
import type { PDFDocument, PDFObject, PDFRef } from '@cantoo/pdf-lib'
import { decodePDFRawStream, PDFArray, PDFDict, PDFHexString, PDFName, PDFRawStream, PDFString } from '@cantoo/pdf-lib'

export const named = (name: string) => PDFName.of(name)

/** A tag of the structure tree, in reading order. */
export interface Tag {
  type: string
  dict: PDFDict
  ref: PDFRef | undefined
  parent: Tag | undefined
  children: Tag[]
}

const contains = (dict: PDFDict, name: string) => dict.get(named(name)) !== undefined

export function textOf(object: PDFObject | undefined): string {
  return object instanceof PDFString || object instanceof PDFHexString ? object.decodeText() : ''
}

/** The kids of a tag, references resolved. */
export function kidsOf(pdf: PDFDocument, dict: PDFDict): { ref: PDFRef | undefined, object: PDFObject | undefined }[] {
  const kids = dict.get(named('K'))
  const list = pdf.context.lookup(kids)
  const all = list instanceof PDFArray ? list.asArray() : kids === undefined ? [] : [kids]
  return all.map((kid) => {
    const object = pdf.context.lookup(kid)
    return { ref: object === kid ? undefined : kid as PDFRef, object }
  })
}

/** All tags, parents before their children. */
export function tagsOf(pdf: PDFDocument): Tag[] {
  const root = pdf.catalog.lookup(named('StructTreeRoot'))
  if (!(root instanceof PDFDict))
    return []
  const found: Tag[] = []
  const walk = (dict: PDFDict, parent: Tag | undefined) => {
    for (const { ref, object } of kidsOf(pdf, dict)) {
      if (!(object instanceof PDFDict) || !contains(object, 'S'))
        continue
      const tag: Tag = { type: String(object.get(named('S'))).slice(1), dict: object, ref, parent, children: [] }
      parent?.children.push(tag)
      found.push(tag)
      walk(object, tag)
    }
  }
  walk(root, undefined)
  return found
}

/** Its decoded lines. */
export function linesOf(stream: PDFRawStream): string[] {
  return new TextDecoder('latin1').decode(decodePDFRawStream(stream).decode()).split('\n')
}

/** The content streams of a page, and of the form objects that its own draws outside of every mark. */
export function resourcesOf(dict: PDFDict): PDFDict | undefined {
  const resources = dict.lookup(named('Resources'))
  return resources instanceof PDFDict ? resources : undefined
}

/** A form object by the name under which a content stream draws it; undefined for an image. */
export function formOf(resources: PDFDict | undefined, name: string): PDFRawStream | undefined {
  const objects = resources?.lookup(named('XObject'))
  const object = objects instanceof PDFDict ? objects.lookup(named(name)) : undefined
  return object instanceof PDFRawStream && object.dict.get(named('Subtype')) === named('Form') ? object : undefined
}
