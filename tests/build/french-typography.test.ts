import { MarkdownExit } from 'markdown-exit'
import { describe, expect, it } from 'vitest'
import { frenchTypography, frenchTypographyRule } from '../../build/french-typography.ts'

/** Shows no-break spaces as `~`, which no example contains. */
const shown = (text: string) => text.replaceAll('\u00A0', '~')

describe('frenchTypography', () => {
  it.each([
    ['Qui attend : le client ?', 'Qui attend~: le client~?'],
    ['Trop tard ! Ou non ; enfin', 'Trop tard~! Ou non~; enfin'],
    ['un « événement » passé', 'un «~événement~» passé'],
    ['un «événement» passé', 'un «~événement~» passé'],
    ['10 000 clients, 1 250 000 requêtes', '10~000 clients, 1~250~000 requêtes'],
    ['après 300 ms, puis 2,5 s, à 99 % pour 3 € et 170 kB en 75 min', 'après 300~ms, puis 2,5~s, à 99~% pour 3~€ et 170~kB en 75~min'],
    ['l\'API d\'aujourd\'hui', 'l’API d’aujourd’hui'],
    ['jusqu\'à', 'jusqu’à'],
    ['l\'', 'l’'],
  ])('sets %j', (text, expected) => {
    expect(shown(frenchTypography(text))).toBe(expected)
  })

  it.each([
    'https://example.org/a?b=1',
    'à 12:30',
    'en 2026 100 personnes',
    '3 serveurs',
    'un \'mot\' cité',
    'le champ `type : \'a\'`',
    '{{ ok ? \'oui\' : \'non\' }}',
    '<a title="a : b">',
    '<code>a ? b : c</code>',
    '```ts\na ? \'b\' : c\n```',
  ])('keeps %j', (text) => {
    expect(frenchTypography(text)).toBe(text)
  })

  it('changes nothing the second time', () => {
    const once = frenchTypography('« l\'API » : 10 000 ms !')
    expect(frenchTypography(once)).toBe(once)
  })
})

describe('frenchTypographyRule', () => {
  const md = new MarkdownExit({ html: true, linkify: true }).use(frenchTypographyRule)

  it('sets text, in paragraphs, titles, lists and tables', () => {
    const html = shown(md.render('## Quoi ?\n\n- l\'**API** : `a ? b`\n'))
    expect(html).toBe('<h2>Quoi~?</h2>\n<ul>\n<li>l’<strong>API</strong>~: <code>a ? b</code></li>\n</ul>\n')
  })

  it('keeps code blocks, attributes and addresses', () => {
    const source = '```ts\na ? b : \'c\'\n```\n\n<p title="a : b"></p>\n\n[x](https://a.org/?b "c")\n\nhttps://a.org/l\'b\n'
    expect(shown(md.render(source))).not.toMatch(/[~’]/)
  })
})
