import type { DocumentSources } from '../../build/document.ts'
import { describe, expect, it } from 'vitest'
import { chapterNumber, expandChapter, figureNumbers, slideOf } from '../../build/document.ts'

const figure = (id: string, body: string) => `<Figure id="${id}" caption="Ce qu’il faut voir.">\n\n${body}\n\n</Figure>\n`

function sources(chapters: Record<string, string>): DocumentSources {
  const files: Record<string, string> = { 'snippets/a.ts': 'const a = 1\n// #region b\nconst b = 2\n// #endregion b\n' }
  return {
    chapters: new Map(Object.entries(chapters)),
    slides: [
      { title: 'Couverture', content: '# Couverture' },
      {
        title: 'Un appel',
        content: '```mermaid {alt: \'Un appel de A à B.\'}\nsequenceDiagram\n    A->>B: appel\n```\n\n<SimulationPlayer scenario="polling" />',
      },
      { title: 'Du code', content: '<<< @/snippets/a.ts ts\n\n<SimulationPlayer scenario="sse" />' },
    ],
    read(path) {
      if (files[path] === undefined)
        throw new Error(`there is no file ${path}`)
      return files[path]
    },
  }
}

const expand = (text: string, others: Record<string, string> = {}) => expandChapter('01-appels.md', sources({ '01-appels.md': text, ...others }))

describe('a chapter of the document', () => {
  it('has its number by its file: a digit, a letter for appendices, none for the foreword', () => {
    expect(['00-lire.md', '01-appels.md', '10-reponses.md', '12-bibliographie.md'].map(chapterNumber)).toEqual(['', '1', 'A', 'C'])
  })

  it('numbers its title, its sections and its figures', () => {
    const text = expand(`# Appels\n\n## Un\n\n${figure('a', '<A />')}\n## Deux\n\n${figure('b', '<A />')}`)
    expect(text).toContain('# <span id="ch-1" class="no">1</span> Appels')
    expect(text).toContain('## <span id="s-1-2" class="no">1.2</span> Deux')
    expect(text).toContain('<Figure number="1.2" :slide="1" id="b"')
  })

  it('sets captions in French typography, as its text is', () => {
    expect(expand('# A\n\n<Figure caption="Une attente : la leur.">\n\n<A />\n\n</Figure>\n')).toContain('caption="Une attente\u00A0: la leur."')
  })

  it('draws a diagram from the slide of its title, and code from its file or region', () => {
    expect(expand(`# A\n\n${figure('a', '<<< @/pages#Un appel')}`)).toContain('A->>B: appel')
    expect(expand(`# A\n\n${figure('a', '<<< @/snippets/a.ts#b ts {monaco-run} {autorun: false}')}`))
      .toContain('```ts {monaco-run} {autorun: false}\nconst b = 2\n```')
  })

  it('leads to figures and chapters of any file', () => {
    const text = expand('# A\n\nVoir la {fig:loin} et le {ch:2}.', { '02-b.md': `# B\n\n${figure('loin', '<A />')}` })
    expect(text).toContain('<a class="xref" href="#fig-loin">figure 2.1</a>')
    expect(text).toContain('<a class="xref" href="#ch-2">chapitre 2</a>')
  })

  it('keeps its questions, and gives the answers to the appendix', () => {
    const chapter = '# A\n\n## À retenir\n\n- ceci\n\n## Questions\n\n### Pourquoi ?\n\nParce que.\n'
    const files = sources({ '01-appels.md': chapter, '10-reponses.md': '# Réponses\n\n<!-- answers -->\n' })
    expect(expandChapter('01-appels.md', files)).toMatch(/takeaways[\s\S]*ceci[\s\S]*1\. Pourquoi \? <a class="xref" href="#rep-1-1">/)
    expect(expandChapter('01-appels.md', files)).not.toContain('Parce que.')
    expect(expandChapter('10-reponses.md', files)).toMatch(/id="rep-1-1"[^\n]*Pourquoi \?\n\nParce que\./)
  })

  it.each([
    ['a slide', figure('a', '<<< @/pages#Absente'), /no slide has the title “Absente”/],
    ['a diagram', figure('a', '<<< @/pages#Du code'), /has no diagram/],
    ['a file', figure('a', '<<< @/snippets/b.ts ts'), /there is no file snippets\/b\.ts/],
    ['a region', figure('a', '<<< @/snippets/a.ts#c ts'), /has no region “c”/],
    ['a figure', 'Voir {fig:absente}.', /\{fig:absente\} names nothing/],
    ['a chapter', 'Voir {ch:7}.', /\{ch:7\} names nothing/],
  ])('is refused when it names %s that is not there', (_, text, fault) => {
    expect(() => expand(`# A\n\n${text}\n`)).toThrow(fault)
    expect(() => expand(`# A\n\n${text}\n`)).toThrow(/^document\/01-appels\.md: /)
  })

  it('refuses two figures of one name', () => {
    expect(() => figureNumbers(new Map([['01-a.md', figure('a', '<A />')], ['02-b.md', figure('a', '<A />')]]))).toThrow(/name of another/)
  })
})

describe('the slide of a figure', () => {
  const deck = sources({})
  it.each([
    ['<<< @/pages#Un appel', 2],
    ['<<< @/snippets/a.ts ts', 3],
    ['<SimulationPlayer scenario="sse" title="SSE" />', 3],
    ['<SimulationPlayer scenario="polling" title="Polling" />', 2],
    ['<Variations scenario="polling" />', 1],
  ])('of %s is %i', (body, slide) => expect(slideOf(deck, body)).toBe(slide))
})
