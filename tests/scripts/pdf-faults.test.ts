import type { Expected } from '../../scripts/pdf-faults.ts'
import type { PdfContent } from '../../scripts/pdf.ts'
import { describe, expect, it } from 'vitest'
import { documentPdfFaults, pdfFaults } from '../../scripts/pdf-faults.ts'

const expected: Expected = {
  title: 'Deck',
  language: 'fr',
  slides: [
    { number: 1, title: 'Appels', isChapter: true, links: 0 },
    { number: 2, title: 'Qui attend ?', isChapter: false, links: 1 },
  ],
}
const page = { width: 735, height: 414, text: '', links: [] }
const right: PdfContent = {
  title: 'Deck',
  language: 'fr',
  tagged: true,
  pages: [{ ...page, text: 'Appels' }, { ...page, text: 'Qui attend ? Personne.', links: [1] }],
  outline: [{ title: 'Appels', page: 1, children: [{ title: 'Qui attend ?', page: 2, children: [] }] }],
}

describe('a PDF of the deck', () => {
  it('is right when it holds what the deck shows', () => expect(pdfFaults(right, expected)).toEqual([]))

  it.each<[string, Partial<PdfContent>, RegExp]>([
    ['another title', { title: 'Slidev' }, /title is “Slidev”/],
    ['no language', { language: '' }, /language/],
    ['no tags', { tagged: false }, /not tagged/],
    ['a page too many', { pages: [...right.pages, { ...page, text: 'x' }] }, /3 pages for 2 slides/],
    ['a blank page', { pages: [right.pages[0]!, page] }, /Page 2 is blank/],
    ['a page printed too early', { pages: [right.pages[0]!, { ...page, text: 'Loading slide...' }] }, /while loading/],
    ['a link to nowhere', { pages: [right.pages[0]!, { ...right.pages[1]!, links: [null] }] }, /leads nowhere/],
    ['a link that was lost', { pages: [right.pages[0]!, { ...right.pages[1]!, links: [] }] }, /1 links to slides, its page 0/],
    ['no bookmarks', { outline: [] }, /Slide 1 “Appels” has no bookmark/],
    ['a chapter below another bookmark', { outline: [{ title: 'Deck', page: 1, children: right.outline }] }, /not at the top/],
  ])('is refused with %s', (_, change, fault) => {
    expect(pdfFaults({ ...right, ...change }, expected).join('\n')).toMatch(fault)
  })
})

describe('a PDF of the document', () => {
  const wanted = {
    title: 'Deck',
    language: 'fr',
    headings: [
      { title: '1 Appels', place: 'ch-1', isChapter: true, isNumbered: true },
      { title: '1.1 Qui attend ?', place: 's-1-1', isChapter: false, isNumbered: true },
    ],
  }
  const places = new Map([['ch-1', 1], ['s-1-1', 2]])
  const printed: PdfContent = {
    ...right,
    pages: ['1 Appels', '1.1 Qui attend ? Personne.'].map(text => ({ ...page, text: `${text} ${'Et la suite. '.repeat(20)}` })),
    outline: [{ title: '1 Appels', page: 1, children: [{ title: '1.1 Qui attend ?', page: 2, children: [] }] }],
  }

  it('is right when its headings stand where links lead', () => expect(documentPdfFaults(printed, wanted, places)).toEqual([]))

  it.each<[string, PdfContent, Map<string, number>, RegExp]>([
    ['a heading without bookmark', { ...printed, outline: [] }, places, /“1 Appels” has no bookmark/],
    ['a chapter below another', { ...printed, outline: [{ title: 'Deck', page: 1, children: printed.outline }] }, places, /not at the top/],
    ['a page number that moved', printed, new Map([['ch-1', 1], ['s-1-1', 3]]), /stands on page 2, and links lead to page 3/],
    ['a page without a page number', printed, new Map([['ch-1', 1]]), /links lead to page none/],
    ['a page of little more than its head', { ...printed, pages: [...printed.pages, { ...page, text: 'Deck 3 / 3' }] }, places, /Page 3 is nearly empty/],
    ['a heading that the page lost', { ...printed, pages: [printed.pages[0]!, { ...page, text: 'Autre chose' }] }, places, /not in the text of page 2/],
  ])('is refused with %s', (_, pdf, at, fault) => expect(documentPdfFaults(pdf, wanted, at).join('\n')).toMatch(fault))
})
