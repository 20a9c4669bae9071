import type { OutlineEntry, PdfContent } from './pdf.ts'

/** What a PDF of the deck has to hold. */
export interface Expected {
  title: string
  language: string
  slides: {
    number: number
    /** Text of its heading; empty when it has none. */
    title: string
    /** Its heading is an `h1`: cover and chapters. */
    isChapter: boolean
    /** How many links it has to other slides. */
    links: number
  }[]
}

/** Letters and digits only: a PDF keeps neither the line ends nor all the spaces of a title. */
function bare(text: string): string {
  return text.normalize('NFKD').replace(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}

function flatten(outline: OutlineEntry[]): OutlineEntry[] {
  return outline.flatMap(entry => [entry, ...flatten(entry.children)])
}

/** What the PDF of the document has to hold. */
export interface ExpectedDocument {
  title: string
  language: string
  /** `isNumbered` where the contents give its page. */
  headings: { title: string, place: string, isChapter: boolean, isNumbered: boolean }[]
}

/** What any of the PDFs may lack. */
function commonFaults(pdf: PdfContent, expected: { title: string, language: string }): string[] {
  const faults: string[] = []
  if (pdf.title !== expected.title)
    faults.push(`Its title is “${pdf.title}”, not “${expected.title}”.`)
  if (pdf.language !== expected.language)
    faults.push(`Its language is “${pdf.language}”, not “${expected.language}”.`)
  if (!pdf.tagged)
    faults.push('It is not tagged.')
  pdf.pages.forEach(({ text, links }, index) => {
    if (text === '')
      faults.push(`Page ${index + 1} is blank.`)
    if (text.includes('Loading slide'))
      faults.push(`Page ${index + 1} was printed while loading.`)
    if (links.includes(null))
      faults.push(`Page ${index + 1} has a link that leads nowhere.`)
  })
  return faults
}

/** What differs between a PDF and the deck, one sentence each; empty when the PDF is right. */
export function pdfFaults(pdf: PdfContent, expected: Expected): string[] {
  const faults = commonFaults(pdf, expected)
  if (pdf.pages.length !== expected.slides.length)
    faults.push(`It has ${pdf.pages.length} pages for ${expected.slides.length} slides.`)

  const bookmarks = flatten(pdf.outline)
  let previousPage = 1
  for (const [index, { number, title, isChapter, links }] of expected.slides.entries()) {
    const key = bare(title)
    if (!key)
      continue
    const bookmark = bookmarks.find(entry => bare(entry.title) === key && entry.page >= previousPage)
    if (!bookmark) {
      faults.push(`Slide ${number} “${title}” has no bookmark.`)
      continue
    }
    previousPage = bookmark.page
    const page = pdf.pages[bookmark.page - 1]
    if (bookmark.page !== index + 1)
      faults.push(`The bookmark of slide ${number} “${title}” leads to page ${bookmark.page}.`)
    if (!page || !bare(page.text).includes(key))
      faults.push(`The title of slide ${number}, “${title}”, is not in the text of page ${bookmark.page}.`)
    if (isChapter && !pdf.outline.includes(bookmark))
      faults.push(`Chapter “${title}” is not at the top of the bookmarks.`)
    if (page && page.links.length < links)
      faults.push(`Slide ${number} “${title}” has ${links} links to slides, its page ${page.links.length}.`)
  }
  return faults
}

/** Characters of a page that has little more than its head and foot. */
const NEARLY_EMPTY = 160

/**
 * What differs between the PDF of the document and the page it was printed from, one sentence each.
 * @param places pages of the places that links lead to, by name
 */
export function documentPdfFaults(pdf: PdfContent, { headings, ...expected }: ExpectedDocument, places: Map<string, number>): string[] {
  const faults = commonFaults(pdf, expected)
  const bookmarks = flatten(pdf.outline)
  pdf.pages.forEach(({ text }, index) => {
    if (text.length < NEARLY_EMPTY)
      faults.push(`Page ${index + 1} is nearly empty.`)
  })
  for (const { title, place, isChapter, isNumbered } of headings) {
    const bookmark = bookmarks.find(entry => bare(entry.title) === bare(title))
    const page = places.get(place)
    if (!bookmark)
      faults.push(`“${title}” has no bookmark.`)
    else if (isChapter && !pdf.outline.includes(bookmark))
      faults.push(`Chapter “${title}” is not at the top of the bookmarks.`)
    else if (page !== bookmark.page && isNumbered)
      faults.push(`“${title}” stands on page ${bookmark.page}, and links lead to page ${page ?? 'none'}.`)
    else if (!bare(pdf.pages[bookmark.page - 1]?.text ?? '').includes(bare(title)))
      faults.push(`“${title}” is not in the text of page ${bookmark.page}.`)
  }
  return faults
}
