import type { Check } from './checks.ts'
import { describe, expect, it } from 'vitest'
import { settings } from '../../deck-settings.ts'
import {
  arrowsMeanOneThing,
  chaptersOpen,
  chaptersResolve,
  charactersAreCovered,
  codeIsQuoted,
  diagramsHaveAlternatives,
  documentIsWhole,
  documentResolves,
  documentStandsAlone,
  entryIsShort,
  figuresHaveCaptions,
  imagesHaveAlternatives,
  layoutsResolve,
  listsAreShort,
  minutesAreTold,
  missingPhrases,
  noInlineStyle,
  normalise,
  notesAnswer,
  notesTellTheTime,
  nothingRemote,
  printedExamplesExist,
  quotesResolve,
  regionsAreQuoted,
  regionsClose,
  settingsAreSaid,
  slidesAreFew,
  snippetsAreQuoted,
  sourcesExist,
  tagsResolve,
  timeAddsUp,
  wordsAreOfTheGlossary,
} from './checks.ts'
import { deckOf, entry, goodNote, slide } from './fixture.ts'
import { unreadableDiagrams } from './mermaid.ts'
import { mistyped } from './types.ts'

/** What a check says of a deck, one line a problem. */
async function said(check: Check, files: Record<string, string>): Promise<string[]> {
  return (await deckOf(files, check)).map(({ file, line, message }) => `${file}:${line} ${message}`)
}

/** The same, for a deck of one slide after its cover; that slide's body begins at line 21. */
async function saidOf(check: Check, parts: Parameters<typeof slide>[0], files: Record<string, string> = {}): Promise<string[]> {
  return said(check, { 'slides.md': entry(slide(parts)), ...files })
}

const fence = (info: string, code: string): string => `\`\`\`${info}\n${code}\n\`\`\``
const component = (script: string): string => `<script setup lang="ts">\n${script}\n</script>\n\n<template><slot /></template>`

describe('pages', () => {
  it('must exist, and each be shown', async () => {
    const problems = await said(sourcesExist, { 'slides.md': entry('---\nsrc: ./pages/absent.md\n---\n'), 'pages/forgotten.md': '# A' })
    expect(problems).toEqual([
      'slides.md:17 src: ./pages/absent.md names no file',
      'pages/forgotten.md:0 no src: block of slides.md shows this page',
    ])
  })

  it('are nine chapters after cover, objectives and plan, in at most 110 lines', async () => {
    const problems = await said(entryIsShort, { 'slides.md': entry(slide({ body: '\n'.repeat(100) })) })
    expect(problems.map(problem => problem.slice(0, 40))).toEqual([
      'slides.md:0 131 lines, at most 110',
      'slides.md:0 holds 2 slides of its own; i',
      'slides.md:0 its src: blocks should be, i',
    ])
  })

  it('have 70 slides at most, all together', async () => {
    const slides = (count: number) => said(slidesAreFew, { 'slides.md': entry(...Array.from({ length: count - 1 }, () => slide())) })
    expect(await slides(70)).toEqual([])
    expect(await slides(71)).toEqual(['slides.md:0 the deck has 71 slides, at most 70: merge some, or move what is read into notes'])
  })

  it('open with their chapter cover', async () => {
    const problems = await said(chaptersOpen, {
      'slides.md': entry('---\nsrc: ./pages/01-appels.md\n---\n'),
      'pages/01-appels.md': slide() + slide({ front: 'layout: chapter' }),
    })
    expect(problems).toEqual([
      'pages/01-appels.md:1 a page opens with a slide of layout "chapter"',
      'pages/01-appels.md:16 a page has one slide of layout "chapter", its first',
    ])
  })
})

describe('snippets', () => {
  const regions = '// #region first\nconst a = 1\n// #endregion first\n// #region second\nconst b = 2\n'

  it('must exist where a slide quotes them', async () => {
    expect(await saidOf(quotesResolve, { body: '<<< @/snippets/absent.ts ts {monaco-run}' })).toEqual(['slides.md:22 <<< @/snippets/absent.ts names no file'])
    expect(await saidOf(quotesResolve, { body: '<<< @/locales/fr.ts' }, { 'locales/fr.ts': 'export {}' })).toEqual([
      'slides.md:22 <<< @/locales/fr.ts is not in snippets/',
    ])
  })

  it('are shown by regions that open and close', async () => {
    const files = { 'snippets/a.ts': regions }
    expect(await saidOf(quotesResolve, { body: '<<< @/snippets/a.ts#first ts' }, files)).toEqual([])
    expect(await saidOf(quotesResolve, { body: '<<< @/snippets/a.ts#second ts' }, files)).toHaveLength(1)
    expect(await saidOf(quotesResolve, { body: '<<< @/snippets/a.ts#misspelt {1|2}' }, files)).toEqual([
      'slides.md:22 snippets/a.ts has no region "misspelt" that opens and closes: Slidev would show the whole file',
    ])
    expect(await saidOf(regionsClose, {}, files)).toEqual(['snippets/a.ts:4 region "second" never closes'])
    expect(await saidOf(regionsClose, {}, { 'snippets/b.ts': '// #endregion x\n' })).toEqual(['snippets/b.ts:1 region "x" closes but never opened'])
  })

  it('have no region that no slide shows', async () => {
    expect(await saidOf(regionsAreQuoted, { body: '<<< @/snippets/a.ts#first ts' }, { 'snippets/a.ts': `${regions}// #endregion second\n` })).toEqual([
      'snippets/a.ts:4 no slide quotes region "second"',
    ])
  })

  it('are not there for a bench', async () =>
    expect(await saidOf(snippetsAreQuoted, {}, { 'snippets/e.ts': '', 'bench/e.ts': 'import \'../snippets/e.ts\'' })).toEqual([
      'snippets/e.ts:0 no slide quotes this snippet, and nothing runs it',
    ]))

  it('are all quoted, or imported by a quoted one', async () => {
    const files = {
      'snippets/a.ts': 'import { b } from \'./b.ts\'\nb()',
      'snippets/b.ts': 'export const b = () => 1',
      'snippets/c.ts': '',
      'snippets/d.ts': '',
      'scripts/d.ts': 'import \'../snippets/d.ts\'',
    }
    expect(await saidOf(snippetsAreQuoted, { body: '<<< @/snippets/a.ts ts' }, files)).toEqual([
      'snippets/c.ts:0 no slide quotes this snippet, and nothing runs it',
    ])
  })

  it('hold the code that pages show', async () => {
    expect(await saidOf(codeIsQuoted, { body: fence('ts {monaco-run}', 'console.log(1)') })).toHaveLength(1)
    expect(await saidOf(codeIsQuoted, { body: fence('ts', 'a()\nb()\nc()\nd()') })).toEqual([
      'slides.md:22 4 lines of ts in a page: move them to snippets/ and quote them with <<<',
    ])
    expect(await saidOf(codeIsQuoted, { body: `\`\`\`\`md magic-move\n${fence('ts', 'a()\nb()\nc()\nd()')}\n\`\`\`\`` })).toHaveLength(1)
    expect(await saidOf(codeIsQuoted, { body: fence('ts', 'a()\nb()') })).toEqual([])
    expect(await saidOf(codeIsQuoted, { body: fence('text', 'a\nb\nc\nd') })).toEqual([])
  })
})

describe('component tags', () => {
  const files = {
    'components/Player.vue': component(`type Tone = 'client' | 'server'
defineProps<{ speed: number, tone?: Tone, paused?: boolean, laneName?: string }>()`),
  }
  const saidOfTag = async (body: string) => (await saidOf(tagsResolve, { body }, files)).map(problem => problem.replace(/^slides\.md:22 /, ''))

  it('must name a component, Slidev\'s or ours', async () => {
    expect(await saidOfTag('<Playr :speed="2" />')).toEqual(['<Playr> is neither a component of components/, nor of Slidev, nor HTML'])
    expect(await saidOfTag('<share-modal />')).toHaveLength(1)
    expect(await saidOfTag('<VClicks every="2">\n\n- a <sub>i</sub> <v-click at="1">b</v-click>\n\n</VClicks>')).toEqual([])
  })

  it('give the props it declares, of their kind', async () => {
    expect(await saidOfTag('<Player :speed="2" tone="client" paused lane-name="x" class="y" v-click="1" />')).toEqual([])
    expect(await saidOfTag('<player\n  :speed="state.speed"\n  :tone="tone" />')).toEqual([])
    expect(await saidOfTag('<Player :speed="2" sped="3" />')).toEqual(['<Player> has no prop "sped"; it has: speed, tone, paused, laneName'])
    expect(await saidOfTag('<Player speed="2" />')).toEqual(['<Player> speed: takes Number, not the string 2'])
    expect(await saidOfTag('<Player :speed="2" tone="sucess" />')).toEqual(['<Player> tone: takes client, server, not sucess'])
    expect(await saidOfTag('<Player :speed="2" :lane-name="3" />')).toEqual(['<Player> :lane-name: takes String, not the number 3'])
    expect(await saidOfTag('<Player />')).toEqual(['<Player> needs the prop "speed"'])
  })

  it('are not looked for in code, comments and inline code', async () => {
    expect(await saidOfTag(`${fence('html', '<Playr />')}\n\n<!-- <Playr /> -->\n\nThe tag \`<Playr />\``)).toEqual([])
  })
})

describe('types', () => {
  const files = {
    'simulation/names.ts': `const all = { polling: 1, sse: 2 }
export type Name = keyof typeof all
export interface Bar { lane: number, tone: 'client' | 'server' }`,
    'components/Art.vue': '<script lang="ts">\nexport type Drawing = \'cover\' | \'calls\'\n</script>\n\n<template><i /></template>',
    'components/Player.vue': component(`import type { Bar, Name } from '../simulation/names'
defineProps<{ scenario: Name, bars?: Bar[] }>()`),
    'layouts/opening.vue': component(`import type { Drawing } from '../components/Art.vue'
defineProps<{ art: Drawing }>()`),
  }
  const saidOfTypes = (front: string, body: string) => saidOf(mistyped, { front, body }, files)

  it('allow what their names say', async () =>
    expect(await saidOfTypes('layout: opening\nart: calls', '<Player scenario="sse" :bars="[{ lane: $clicks, tone: \'client\' }]" class="a" />')).toEqual([]))

  it('refuse a name that is none, and name the nearest', async () => {
    const body = '<Player scenario="pollling" />\n\n<player\n  scenario="sse"\n  :bars="[{ lain: 1 }, { lane: 1, tone: \'red\' }]" />'
    expect(await saidOfTypes('layout: opening\nart: cals', body)).toEqual([
      'slides.md:22 <Player>: Type \'"pollling"\' is not assignable to type \'"polling" | "sse" | undefined\'. Did you mean \'"polling"\'?',
      'slides.md:24 <player>: Object literal may only specify known properties, and \'lain\' does not exist in type \'Bar\'.',
      'slides.md:24 <player>: Type \'"red"\' is not assignable to type \'"client" | "server"\'.',
      'slides.md:17 layout "opening": Type \'"cals"\' is not assignable to type \'Drawing | undefined\'. Did you mean \'"calls"\'?',
    ])
  })
})

it('the example on paper is one of its simulation', async () => {
  expect(await saidOf(printedExamplesExist, { body: '<SimulationPlayer scenario="sse" printed="cut-with-history" />' })).toEqual([])
  expect(await saidOf(printedExamplesExist, { body: '<SimulationPlayer scenario="crash" printed="cut-with-history" />' })).toEqual([
    expect.stringContaining('<SimulationPlayer> printed: crash has no example "cut-with-history". There are: killed, '),
  ])
  expect(await saidOf(printedExamplesExist, { body: '<SimulationPlayer scenario="sse" printed="cut-with-histoy" />' })).toEqual([
    expect.stringContaining('sse has no example "cut-with-histoy". Did you mean cut-with-history?'),
  ])
})

describe('layouts', () => {
  const files = { 'layouts/split.vue': component('defineProps<{ ratio?: number, art: string }>()') }

  it('must exist', async () => {
    expect((await saidOf(layoutsResolve, { front: 'layout: splitt' }))[0]).toMatch(/^slides\.md:17 no layout is named "splitt"/)
  })

  it('take the front matter they declare', async () => {
    expect(await saidOf(layoutsResolve, { front: 'layout: split\nratio: 40\nart: x\nminutes: 1\nshort: true\nclicks: 2' }, files)).toEqual([])
    expect(await saidOf(layoutsResolve, { front: 'layout: split\nratio: wide\nratoi: 2' }, files)).toEqual([
      'slides.md:17 layout "split" ratio: takes Number, not the string wide',
      'slides.md:17 neither Slidev nor layout "split" knows the front matter "ratoi"',
      'slides.md:17 layout "split" needs the front matter "art"',
    ])
  })

  it('of the theme must not load anything', async () => {
    const deck = await deckOf({ 'slides.md': entry() })
    deck.layouts.set('cover', { file: 'cover.vue', props: undefined, own: false, text: 'default: \'https://example.com/a.png\'' })
    expect(layoutsResolve(deck).map(({ message }) => message)).toEqual(['layout "cover" of the theme loads https://example.com/a.png'])
  })
})

it('inline styles are found, in HTML and in braces', async () => {
  expect(await saidOf(noInlineStyle, { body: '<p style="color: red">a</p>\n\n<p :style="{}">b</p>\n\na{style="color: red"}' })).toEqual([
    'slides.md:22 <p> has an inline style',
    'slides.md:24 <p> has an inline style',
    'slides.md:26 inline style in braces',
  ])
})

describe('nothing is loaded from another host', () => {
  it('by a page', async () => {
    const body = `![a](https://example.com/a.png)

<iframe src="https://example.com"></iframe>

<img src="//example.com/a.png" alt="a">

<style>
@import url(https://example.com/a.css);
</style>

<Youtube id="x" />`
    expect(await saidOf(nothingRemote, { body })).toEqual([
      'slides.md:22 image loaded from https://example.com/a.png',
      'slides.md:24 <iframe> loads https://example.com',
      'slides.md:26 <img> loads //example.com/a.png',
      'slides.md:32 <Youtube> shows what another host serves',
      'slides.md:29 CSS loads https://example.com/a.css',
    ])
    expect(await saidOf(nothingRemote, { front: 'background: https://cover.sli.dev' })).toEqual([
      'slides.md:17 front matter "background" loads https://cover.sli.dev',
    ])
  })

  it('by Slidev\'s defaults', async () => {
    expect(await said(nothingRemote, { 'slides.md': '# A' })).toHaveLength(2)
  })

  it('by a style, a component or an SVG', async () => {
    const files = {
      'styles/a.css': 'a {}\n@import "https://example.com/a.css";',
      'components/A.vue': '<template><img src="https://example.com/a.png" alt="a"></template>',
      'public/a.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    expect(await saidOf(nothingRemote, {}, files)).toEqual([
      'components/A.vue:1 loads https://example.com/a.png',
      'styles/a.css:2 loads https://example.com/a.css',
    ])
  })

  it('while links are free', async () => {
    expect(await saidOf(nothingRemote, { body: '[a](https://example.com) <a href="https://example.com">b</a>' })).toEqual([])
  })
})

it('images have an alternative text and a file', async () => {
  const body = '![](/a.svg)\n\n![b](/b.svg)\n\n<img src="/a.svg">\n\n![a](/a.svg)'
  expect(await saidOf(imagesHaveAlternatives, { body }, { 'public/a.svg': '<svg/>' })).toEqual([
    'slides.md:22 image without alternative text',
    'slides.md:24 image /b.svg is not in public/',
    'slides.md:26 <img> without alternative text',
  ])
})

describe('diagrams', () => {
  it('have an alternative text', async () => {
    expect(await saidOf(diagramsHaveAlternatives, { body: fence('mermaid', 'flowchart LR') })).toHaveLength(1)
    expect(await saidOf(diagramsHaveAlternatives, { body: fence('mermaid {alt: \'Court\'}', 'flowchart LR') })).toHaveLength(1)
    expect(await saidOf(diagramsHaveAlternatives, { body: fence('mermaid {alt: \'Un message va de S1 à S2.\'}', 'flowchart LR') })).toEqual([])
  })

  it('are in a syntax that Mermaid reads', async () => {
    const diagrams = ['sequenceDiagram\n  S1-)S2: a', 'flowchart LR\n  a[A] -->|b| c{C}', 'flowchart LR\n  a[A -->|b c{C}']
    const body = diagrams.map(code => fence('mermaid', code)).join('\n\n')
    const problems = await unreadableDiagrams(await deckOf({ 'slides.md': entry(slide({ body })) }))
    expect(problems.map(({ line, message }) => `${line} ${message.slice(0, 33)}`)).toEqual(['34 Mermaid cannot read this diagram:'])
  })
})

describe('notes', () => {
  it('open with the minutes and the path of the front matter', async () => {
    expect(await saidOf(notesTellTheTime, {})).toEqual([])
    expect(await saidOf(notesTellTheTime, { front: 'minutes: 1.5\nshort: false', note: '**1,5 min · (+) hors parcours 45 min**' })).toEqual([])
    expect(await saidOf(notesTellTheTime, { front: 'minutes: 2\nshort: true' })).toEqual([
      'slides.md:24 notes should open with **2 min · parcours 45 min**, not with **1 min · parcours 45 min**',
    ])
    expect(await saidOf(notesTellTheTime, { front: 'minutes: 1\nshort: false' })).toHaveLength(1)
    expect(await saidOf(notesTellTheTime, { front: 'minutes: un\nshort: true' })).toEqual(['slides.md:17 front matter needs "minutes", a number'])
    expect(await saidOf(notesTellTheTime, { front: 'minutes: 1' })).toEqual(['slides.md:17 front matter needs "short", true or false'])
    expect(await saidOf(notesTellTheTime, { note: '' })).toEqual(['slides.md:17 no speaker notes'])
  })

  it('answer a likely question, covers aside', async () => {
    expect(await saidOf(notesAnswer, {})).toEqual([])
    expect(await saidOf(notesAnswer, { note: goodNote.replace('Pourquoi ?', '') })).toHaveLength(1)
    expect(await saidOf(notesAnswer, { note: goodNote.replace(/\n.*Réponse.*/, '') })).toEqual(['slides.md:24 notes lack **Réponse** after their question'])
    expect(await saidOf(notesAnswer, { front: 'layout: chapter', note: 'Rien.' })).toEqual([])
  })

  it('add up to 75 and 45 minutes, ten and six of them for questions, and may leave five', async () => {
    const problems = async (minutes: number, more: number) => (await said(timeAddsUp, {
      'slides.md': entry(slide({ front: `minutes: ${minutes}\nshort: true` }), slide({ front: `minutes: ${more}\nshort: false` })),
    })).map(problem => problem.split(' (')[0])
    expect(await problems(38.5, 26)).toEqual([])
    expect(await problems(33.5, 26)).toEqual([])
    expect(await problems(39, 26)).toEqual([
      'slides.md:0 the slides take 65.5 minutes and 10 of questions, not 75',
      'slides.md:0 the short path takes 39.5 minutes and 6 of questions, not 45',
    ])
    expect(await problems(33.4, 26)).toEqual([
      'slides.md:0 the slides take 59.9 minutes and 10 of questions, not 75',
      'slides.md:0 the short path takes 33.9 minutes and 6 of questions, not 45',
    ])
  })

  it('take the time of their words, clicks, bets and runs', async () => {
    const note = goodNote.replace('Dire ceci.', `${'mot '.repeat(90)}[click] Faire parier.`)
    expect(await saidOf(minutesAreTold, {})).toEqual([])
    expect(await saidOf(minutesAreTold, { note, front: 'minutes: 1.8\nshort: true' })).toEqual([])
    expect(await saidOf(minutesAreTold, { note })).toEqual(['slides.md:17 1 min, but 92 words, 1 clicks, 1 bets and its runs take 1,8: npm run minutes'])
    const body = '<<< @/snippets/a.ts ts {monaco-run} {autorun: false}'
    const files = { 'tests/snippets/recorded/a.txt': 'end: done at +120000 ms\n' }
    expect(await saidOf(minutesAreTold, { body }, files)).toEqual([expect.stringContaining('take 2,1')])
  })
})

describe('words', () => {
  it('are those of the glossary, on slides and in notes', async () => {
    expect(await saidOf(wordsAreOfTheGlossary, { body: '## Le publisher\n\nIl attend le timeout.', note: 'Le message est retenté.' })).toEqual([
      'slides.md:22 “publisher”: the glossary says émetteur',
      'slides.md:27 “retenté”: the glossary says essayer de nouveau, nouvel essai',
      'slides.md:24 “timeout”: the glossary says délai d’attente (time-out)',
    ])
  })

  it('are free in code, in brackets, in an address, and where a source is quoted', async () => {
    const body = 'Abonnés (subscribers), `retry`, [a](https://example.com/events) orders/api/subscriber.ts\n\n<Subscriber />'
    expect(await saidOf(wordsAreOfTheGlossary, { body, note: 'Source : AWS, retry.\n\nÀ lire : la source dit « le publisher resolve ».' })).toEqual([])
  })

  it('are those of the glossary in widgets, whose names are their code\'s', async () => {
    const words = `import './retry'
/** A subscriber. */
export const words = {
  retry: 'retry',
  of: (event: string) => event === 'event' ? \`à \${event} : resolve\` : '',
}`
    expect(await said(wordsAreOfTheGlossary, { 'slides.md': entry(), 'locales/fr/a.ts': words })).toEqual([
      'locales/fr/a.ts:5 “resolve”: the glossary says rendre la main',
    ])
  })
})

it('an arrow means one thing', async () => {
  const diagrams = (...codes: string[]) => saidOf(arrowsMeanOneThing, { body: codes.map(code => fence('mermaid', code)).join('\n\n') })
  expect(await diagrams('sequenceDiagram\n  a->>b: c\n  b-->>a: d\n  a-)b: e', 'flowchart LR\n  a --> b\n  b ==>|c| d')).toEqual([])
  expect(await diagrams('sequenceDiagram\n  a--)b: c', 'flowchart LR\n  a -.-> b')).toHaveLength(2)
})

it('settings are said as they are', async () => {
  const { title, company, minutes, shortMinutes } = settings
  const good = `---\ntitle: ${title}\nduration: ${minutes}min\nlayout: cover\n---\n\n# ${title}\n\n${company}, ${minutes} minutes, ou **${shortMinutes}**\n`
  expect(await said(settingsAreSaid, { 'slides.md': good })).toEqual([])
  const other = good.replaceAll(title, 'Autre').replace(company, 'Une autre').replaceAll(String(minutes), '60').replace('60minute', '60 minute')
  const problems = await said(settingsAreSaid, { 'slides.md': `${other}\nParcours de 30 min : hors parcours de 30 min.` })
  expect(problems.map(problem => problem.slice(0, 48))).toEqual([
    'slides.md:0 headmatter and cover should have the',
    'slides.md:0 the cover should name Ovrsea, the co'.replace('Ovrsea', company).slice(0, 48),
    'slides.md:0 duration should be 75min, as in deck'.replace('75', String(minutes)),
    expect.stringContaining('“hors parcours de 30 min”'.slice(0, 20)),
    expect.stringContaining('60 minutes'),
  ])
})

it('chapters that a text speaks of are there, under the title it gives', async () => {
  const chapters = ['Appels', 'Erreurs'].map(title => slide({ front: 'layout: chapter', body: `# ${title}` })).join('\n')
  const saidOfText = (body: string) =>
    said(chaptersResolve, { 'slides.md': entry(slide({ body }), '---\nsrc: ./pages/a.md\n---\n'), 'pages/a.md': chapters })
  expect(await saidOfText('Chapitre 2, chapitres 1 et 2, chapitre 2 (« Erreurs »), le chapitre suivant')).toEqual([])
  expect(await saidOfText('chapitres 1 et 3, puis chapitre 1, « Erreurs »')).toEqual([
    'slides.md:22 “chapitres 1 et 3”: there is no chapter 3, there are 2',
    'slides.md:22 “chapitre 1, « Erreurs »”: chapter 1 is « Appels »',
  ])
})

it('long lists beside a figure are hinted at', async () => {
  const list = Array.from({ length: 7 }, (_, index) => `- ${index}`).join('\n')
  expect(await saidOf(listsAreShort, { front: 'layout: split', body: `${list}\n\n<<< @/snippets/a.ts` })).toHaveLength(1)
  expect(await saidOf(listsAreShort, { front: 'layout: split', body: list })).toEqual([])
})

describe('phrases of the sources', () => {
  async function missing(body: string, ...anyOf: string[]) {
    const deck = await deckOf({ 'slides.md': entry(slide({ body })), 'snippets/a.ts': 'emit(\'shipmentCreated\')' })
    return missingPhrases(deck, [{ source: 'S1', section: 'x', page: 'slides.md', anyOf }])
  }

  it('are found whatever their case, accents, spaces, marks and quotation marks', async () => {
    expect(normalise('**Fraîcheur** des  données,\n«\u00A0l’E-mail\u00A0» <br/> `non-bloquant`')).toBe('fraicheur des donnees, l\'email \'non bloquant\'')
    expect(await missing('La **fraicheur**\ndes données', 'Fraîcheur des données')).toEqual([])
    expect(await missing('<<< @/snippets/a.ts', 'emit(\'shipmentCreated\'')).toEqual([])
    expect(await missing('Rien', 'Dire ceci')).toEqual([])
  })

  it('are missed where they are lost, even if another slide or page has the word', async () => {
    const [polling, sse, page] = ['## Polling\n\nDemander', '## SSE\n\nÉcouter, puis demander', '## A\n\nAbonner'].map(body => slide({ body }))
    const deck = await deckOf({ 'slides.md': entry(polling!, sse!, '---\nsrc: ./pages/a.md\n---\n'), 'pages/a.md': page! })
    const lost = (phrase: { page: string, slide?: string, anyOf: string[] }) => missingPhrases(deck, [{ source: 'S1', section: 'x', ...phrase }]).length === 1
    expect(lost({ page: 'slides.md', slide: 'Polling', anyOf: ['demander'] })).toBe(false)
    expect(lost({ page: 'slides.md', slide: 'Polling', anyOf: ['écouter'] })).toBe(true)
    expect(lost({ page: 'slides.md', anyOf: ['abonner'] })).toBe(true)
    expect(lost({ page: 'pages/a.md', anyOf: ['abonner'] })).toBe(false)
  })

  it('are missed when no wording of them is there', async () => {
    expect(await missing('La fraîcheur', 'fraîcheur des données', 'données fraîches')).toHaveLength(1)
    expect(await missing('Rien', 'emit(\'shipmentCreated\'')).toHaveLength(1)
  })
})

it('characters that no font draws are found where they stand', async () => {
  expect(await saidOf(charactersAreCovered, { body: 'Évènement → Σ d ≤ 2 « ça »\n\n漢' })).toEqual([
    'slides.md:24 no font of public/fonts draws "漢" (U+6F22): add it to scripts/font-characters.ts and run `npm run fonts`',
  ])
})

describe('the document', () => {
  const of = (text: string) => ({ 'slides.md': entry(slide()), 'document/01-appels.md': text })

  it('has a chapter for each of the deck, with three lines to keep and questions', async () => {
    const [first, second] = await said(documentIsWhole, of('# Appels\n\n## À retenir\n\n- un\n- deux\n\n## Questions\n'))
    expect(first).toBe('document/01-appels.md:0 “À retenir” holds 2 lines, not 3')
    expect(second).toMatch(/^document\/01-appels\.md:0 no “## Questions”/)
    expect(await said(documentIsWhole, { 'slides.md': entry(slide()) })).toHaveLength(settings.chapters.length)
  })

  it('names nothing that is not there', async () => {
    expect(await said(documentResolves, of('# Appels\n\nVoir {fig:absente}.'))).toEqual([
      'document/01-appels.md:0 document/01-appels.md: {fig:absente} names nothing',
    ])
  })

  it('has a caption under each figure', async () => {
    expect(await said(figuresHaveCaptions, of('# A\n\n<Figure caption="Bref">\n\n</Figure>\n'))).toHaveLength(1)
    expect(await said(figuresHaveCaptions, of('# A\n\n<Figure caption="Ce qu’il faut voir.">\n\n</Figure>\n'))).toEqual([])
  })

  const directions = ['Cliquer sur Exécuter.', 'Faire parier la salle.', 'Lever la main.', 'Baisser le curseur.', '[click] Puis.']
  it.each(directions)('says nothing to who presents: %s', async (text) => {
    expect(await said(documentStandsAlone, of(`# A\n\n${text}\n`))).not.toEqual([])
    expect(await said(documentStandsAlone, of('# A\n\nL’appelant attend.\n'))).toEqual([])
  })

  it('may say what a slide has left to it, in the chapter that goes with its page', async () => {
    const files = { 'slides.md': entry('---\nsrc: ./pages/01-appels.md\n---\n'), 'pages/01-appels.md': slide() }
    const phrase = { source: 'S1' as const, section: 'x', page: 'pages/01-appels.md', anyOf: ['attendre'] }
    const lost = async (document: Record<string, string>) => (await deckOf({ ...files, ...document }, deck => missingPhrases(deck, [phrase]))).length
    expect(await lost({})).toBe(1)
    expect(await lost({ 'document/01-appels.md': '# A\n\nAttendre.' })).toBe(0)
    expect(await lost({ 'document/02-processus.md': '# A\n\nAttendre.' })).toBe(1)
  })
})
