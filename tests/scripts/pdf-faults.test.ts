import type { Expected } from '../../scripts/pdf-faults.ts'
import type { PdfContent } from '../../scripts/pdf.ts'
import { describe, expect, it } from 'vitest'
import { pdfFaults } from '../../scripts/pdf-faults.ts'

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
  it('is right when it holds what the deck shows', () => expect(pdfFaults(right, expected, 'slides')).toEqual([]))

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
    expect(pdfFaults({ ...right, ...change }, expected, 'slides').join('\n')).toMatch(fault)
  })
})
