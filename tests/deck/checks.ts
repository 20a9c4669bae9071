import type { DocumentSources } from '../../build/document.ts'
import type { Component, Prop } from './components.ts'
import type { Deck, Slide } from './deck.ts'
import type { Phrase } from './key-phrases.ts'
import type { Attribute, Problem, Tag } from './source.ts'
import { dirname, posix } from 'node:path'
import { expandChapter } from '../../build/document.ts'
import { readDiagramAlt } from '../../build/fences/diagram-alt.ts'
import { settings } from '../../deck-settings.ts'
import { didYouMean } from '../../scripts/nearest.ts'
import { runsOf, talkTime } from '../../scripts/talk-time.ts'
import { scenarios } from '../../simulation/scenarios/index.ts'
import { documentSlides, quotedFile, quotedText } from './deck.ts'
import { forbiddenWords, readableLocale, readablePage } from './glossary.ts'
import { sourcePhrases } from './key-phrases.ts'
import { findRegions, lineAt } from './source.ts'

/** Reads the whole deck and says what is wrong with it; an empty list when nothing is. */
export type Check = (deck: Deck) => Problem[]

const at = (slide: Slide, line: number, message: string): Problem => ({ file: slide.file, line, message })
const french = (value: number): string => String(value).replace('.', ',')
/** A no-break space reads as a space. */
const plainSpaces = (text: string): string => text.replace(/[\u00A0\u202F]/g, ' ')
const kebab = (name: string): string => name.replace(/\B([A-Z])/g, '-$1').toLowerCase()
const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
const withoutFile = (file: string, message: string): Problem => ({ file, line: 0, message })

// ── Structure ────────────────────────────────────────────────────────────────────────────────────────────────────────

const ENTRY = 'slides.md'
const ENTRY_MAX_LINES = 110
/** Cover, objectives, plan. */
const ENTRY_SLIDES = 3
/** What a room follows in the time of the settings. */
const MOST_SLIDES = 70

/** Every `src:` names a file, the chapters come in order, and each page is used. */
export const sourcesExist: Check = (deck) => {
  const missing = deck.sourceBlocks
    .filter(({ target }) => !deck.files.has(target))
    .map(({ src, line }): Problem => ({ file: ENTRY, line, message: `src: ${src} names no file` }))
  const used = deck.sourceBlocks.map(({ target }) => target)
  const unused = [...deck.files.keys()]
    .filter(file => /^pages\/.*\.md$/.test(file) && !used.includes(file))
    .map(file => withoutFile(file, `no src: block of ${ENTRY} shows this page`))
  const others = deck.parserProblems.filter(({ message }) => !message.startsWith('Imported markdown file not found'))
  return [...missing, ...unused, ...others]
}

/** `slides.md` holds headmatter, cover, objectives, plan and one `src:` block per chapter. */
export const entryIsShort: Check = (deck) => {
  const problems: Problem[] = []
  const lines = (deck.files.get(ENTRY) ?? '').trimEnd().split('\n').length
  if (lines > ENTRY_MAX_LINES)
    problems.push(withoutFile(ENTRY, `${lines} lines, at most ${ENTRY_MAX_LINES}`))
  const own = deck.slides.filter(({ file }) => file === ENTRY)
  if (own.length !== ENTRY_SLIDES)
    problems.push(withoutFile(ENTRY, `holds ${own.length} slides of its own; it should hold ${ENTRY_SLIDES}: cover, objectives, plan`))
  const expected = settings.chapters.join(', ')
  const targets = deck.sourceBlocks.map(({ target }) => target).join(', ')
  if (targets !== expected)
    problems.push(withoutFile(ENTRY, `its src: blocks should be, in order: ${expected}; they are: ${targets}; the order is that of deck-settings.ts`))
  return problems
}

/** A slide that is added takes the place of another: what does not fit is read, not said. */
export const slidesAreFew: Check = ({ slides }) => slides.length <= MOST_SLIDES
  ? []
  : [withoutFile(ENTRY, `the deck has ${slides.length} slides, at most ${MOST_SLIDES}: merge some, or move what is read into notes`)]

/** A page opens with its chapter's cover, and only there. */
export const chaptersOpen: Check = deck => settings.chapters.flatMap((file) => {
  const slides = deck.slides.filter(slide => slide.file === file)
  const [first, ...others] = slides
  if (!first)
    return []
  return [
    ...first.layout === 'chapter' ? [] : [at(first, first.line, 'a page opens with a slide of layout "chapter"')],
    ...others.filter(({ layout }) => layout === 'chapter').map(slide => at(slide, slide.line, 'a page has one slide of layout "chapter", its first')),
  ]
})

// ── Snippets ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Every `<<<` names a file of `snippets/`, and its region, if any, opens and closes: Slidev else shows the whole file. */
export const quotesResolve: Check = deck => deck.slides.flatMap(slide => slide.quotes.flatMap((quote) => {
  const file = quotedFile(deck, slide, quote)
  if (!deck.files.has(file))
    return [at(slide, quote.line, `<<< ${quote.target} names no file`)]
  if (!file.startsWith('snippets/'))
    return [at(slide, quote.line, `<<< ${quote.target} is not in snippets/`)]
  const shown = quotedText(deck, file, quote.region)
  if (shown === undefined)
    return [at(slide, quote.line, `${file} has no region "${quote.region}" that opens and closes: Slidev would show the whole file`)]
  return shown.trim() ? [] : [at(slide, quote.line, `<<< ${quote.target}${quote.region ? `#${quote.region}` : ''} shows nothing`)]
}))

/** The quotes of slides and document. */
const allQuotes = (deck: Deck) => [...deck.slides, ...documentSlides(deck)].flatMap(slide => slide.quotes.map(quote => ({ slide, quote })))

/** Every region of a snippet is quoted by a slide or the document: marks that nobody needs are noise in the code. */
export const regionsAreQuoted: Check = (deck) => {
  const quoted = new Set(allQuotes(deck).map(({ slide, quote }) => `${quotedFile(deck, slide, quote)}#${quote.region ?? ''}`))
  return [...deck.files]
    .filter(([file]) => file.startsWith('snippets/'))
    .flatMap(([file, text]) => findRegions(text).regions.map(region => ({ file, ...region })))
    .filter(({ file, name }) => !quoted.has(`${file}#${name}`))
    .map(({ file, name, line }) => ({ file, line, message: `no slide quotes region "${name}"` }))
}

/** Regions of snippets close, once each. */
export const regionsClose: Check = deck => [...deck.files]
  .filter(([file]) => file.startsWith('snippets/'))
  .flatMap(([file, text]) => findRegions(text).problems.map(({ line, message }): Problem => ({ file, line, message })))

/** What those import, and read, who take a bus as a library: the first of each is an entry of `knip.ts` too. */
const library = ['snippets/transports/README.md', ...['bus', 'sns'].flatMap(name => [`snippets/${name}/index.ts`, `snippets/${name}/README.md`])]

/** No file of `snippets/` that nothing needs: a slide shows it, a widget or a program runs it, or one of those imports it. A benchmark is no reader. */
export const snippetsAreQuoted: Check = (deck) => {
  const programs = [...deck.files.keys()].filter(file => /^(?:composables|recordings|console|live|scripts)\//.test(file))
  const reached = new Set([...allQuotes(deck).map(({ slide, quote }) => quotedFile(deck, slide, quote)), ...programs, ...library])
  for (const file of reached) {
    for (const [, from, alone] of (deck.files.get(file) ?? '').matchAll(/\bfrom\s+['"](\.[^'"]+)['"]|\bimport\s*\(?['"](\.[^'"]+)['"]/g)) {
      const path = posix.join(dirname(file), from ?? alone ?? '')
      for (const candidate of [path, `${path}.ts`, path.replace(/\.js$/, '.ts')]) {
        if (deck.files.has(candidate))
          reached.add(candidate)
      }
    }
  }
  return [...deck.files.keys()]
    .filter(file => file.startsWith('snippets/') && !reached.has(file))
    .map(file => withoutFile(file, 'no slide quotes this snippet, and nothing runs it'))
}

const scriptLanguages = new Set(['ts', 'typescript', 'js', 'javascript', 'tsx', 'jsx'])
const PLAIN_CODE_MAX_LINES = 3

/** Code comes from `snippets/`: pages hold no runnable fence, and no script longer than three lines. */
export const codeIsQuoted: Check = deck => deck.slides.flatMap(slide => slide.fences.flatMap((fence) => {
  if (/\{monaco/.test(fence.info))
    return [at(slide, fence.line, `runnable code stands in a page: move it to snippets/ and quote it with <<<`)]
  const lines = fence.code.trimEnd().split('\n').length
  return scriptLanguages.has(fence.lang) && lines > PLAIN_CODE_MAX_LINES
    ? [at(slide, fence.line, `${lines} lines of ${fence.lang} in a page: move them to snippets/ and quote them with <<<`)]
    : []
}))

// ── Components and layouts ───────────────────────────────────────────────────────────────────────────────────────────

/** Vue's own, known to every template. */
const vueTags = new Set(['component', 'slot', 'template', 'transition', 'transition-group', 'keep-alive', 'teleport', 'suspense', 'router-link', 'router-view'])
const htmlTags = new Set(('a abbr address article aside audio b bdi bdo blockquote br button canvas caption cite code col colgroup data datalist dd '
  + 'del details dfn dialog div dl dt em embed fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr i iframe img input ins kbd label '
  + 'legend li link main map mark menu meter nav noscript object ol optgroup option output p picture pre progress q rp rt ruby s samp script search section '
  + 'select small source span strong style sub summary sup table tbody td textarea tfoot th thead time tr track u ul var video wbr '
  + 'svg g path circle ellipse line polygon polyline rect text tspan defs use symbol marker title desc linearGradient radialGradient stop clipPath mask '
  + 'pattern filter image foreignObject').split(' '))

function isPassedThrough({ name }: Attribute): boolean {
  return /^(?:v-|[@#]|aria-|:aria-|data-|:data-)/.test(name)
    || ['class', 'id', 'key', 'ref', 'slot', 'title', 'role', 'lang', 'tabindex', 'style'].includes(name.replace(/^(?::|v-bind:)/, ''))
}

/** A tag that names a component: with a capital, with a hyphen, or the lower-case name of one. */
function componentOf(deck: Deck, name: string): Component | 'html' | undefined {
  if (vueTags.has(kebab(name)))
    return 'html'
  const known = [...deck.components].find(([component]) => component === name || kebab(component) === name)
  if (known && (/[A-Z-]/.test(name) || !htmlTags.has(name)))
    return known[1]
  return htmlTags.has(name) ? 'html' : undefined
}

type Literal = { kind: 'String' | 'Number' | 'Boolean', value: string } | undefined

/** What an attribute gives, where that can be told without running it. */
function literalOf(attribute: Attribute): Literal {
  const { name, value } = attribute
  if (!/^(?::|v-bind:)/.test(name))
    return value === undefined ? { kind: 'Boolean', value: 'true' } : { kind: 'String', value }
  const expression = value?.trim() ?? ''
  if (/^-?\d[\d_]*(?:\.\d+)?$/.test(expression))
    return { kind: 'Number', value: expression }
  if (expression === 'true' || expression === 'false')
    return { kind: 'Boolean', value: expression }
  const quoted = /^(['"`])([^'"`$]*)\1$/.exec(expression)
  return quoted ? { kind: 'String', value: quoted[2] ?? '' } : undefined
}

const literalTypes = ['String', 'Number', 'Boolean']

function misfit(prop: Prop, literal: Literal): string | undefined {
  if (!literal || prop.types.length === 0 || !prop.types.every(type => [...literalTypes, 'Array', 'Object', 'Function', 'Symbol', 'Date'].includes(type)))
    return undefined
  // A bare attribute, or one with an empty text, is `true` for a prop that may be a boolean.
  if (literal.kind === 'String' && literal.value === '' && prop.types.includes('Boolean'))
    return undefined
  if (!prop.types.includes(literal.kind))
    return `takes ${prop.types.join(' or ')}, not the ${literal.kind.toLowerCase()} ${literal.value}`
  return literal.kind === 'String' && prop.choices && !prop.choices.includes(literal.value)
    ? `takes ${prop.choices.join(', ')}, not ${literal.value}`
    : undefined
}

function tagProblems(slide: Slide, tag: Tag, props: Map<string, Prop>): Problem[] {
  const given = tag.attributes.filter(attribute => !isPassedThrough(attribute) || props.has(camel(attribute.name.replace(/^(?::|v-bind:)/, ''))))
  const problems = given.flatMap((attribute) => {
    const name = camel(attribute.name.replace(/^(?::|v-bind:)/, ''))
    const prop = props.get(name)
    if (!prop)
      return [at(slide, tag.line, `<${tag.name}> has no prop "${attribute.name}"; it has: ${[...props.keys()].join(', ') || 'none'}`)]
    const wrong = misfit(prop, literalOf(attribute))
    return wrong ? [at(slide, tag.line, `<${tag.name}> ${attribute.name}: ${wrong}`)] : []
  })
  const spread = tag.attributes.some(({ name }) => name === 'v-bind')
  const names = new Set(tag.attributes.map(({ name }) => camel(name.replace(/^(?::|v-bind:|v-model:)/, '').replace(/^v-model$/, 'modelValue'))))
  const absent = spread ? [] : [...props].filter(([name, { required }]) => required && !names.has(name))
  return [...problems, ...absent.map(([name]) => at(slide, tag.line, `<${tag.name}> needs the prop "${kebab(name)}"`))]
}

/** Every component tag resolves, with props that its component declares. */
export const tagsResolve: Check = deck => deck.slides.flatMap(slide => slide.tags.flatMap((tag) => {
  const component = componentOf(deck, tag.name)
  if (!component)
    return [at(slide, tag.line, `<${tag.name}> is neither a component of components/, nor of Slidev, nor HTML`)]
  return component === 'html' || !component.props ? [] : tagProblems(slide, tag, component.props)
}))

/** The example that paper shows of a simulation is one of that simulation: types only know those of all. */
export const printedExamplesExist: Check = deck => deck.slides.flatMap(slide => slide.tags.flatMap((tag) => {
  const [scenario, printed] = ['scenario', 'printed'].map(name => tag.attributes.find(attribute => attribute.name === name)?.value ?? '')
  const examples = Object.entries(scenarios).find(([id]) => id === scenario)?.[1].presets.map(({ id }) => id) ?? []
  if (!printed || examples.length === 0 || examples.includes(printed))
    return []
  const problem = `${scenario} has no example "${printed}".${didYouMean(printed, examples)} There are: ${examples.join(', ')}`
  return [at(slide, tag.line, `<${tag.name}> printed: ${problem}`)]
}))

/** Front matter keys of a slide that Slidev reads itself. */
const slideKeys = new Set(('layout class clicks clicksStart preload hide disabled hideInToc title level routeAlias zoom clickAnimation dragPos src '
  + 'transition name lang').split(' '))
/** Keys this deck adds: planned minutes, whether the 45-minute path shows the slide, and the other paths that do. */
const deckKeys = new Set(['minutes', 'short', 'paths'])

/** Every layout exists, and the other front matter of a slide is known to Slidev, to the deck or to its layout. */
export const layoutsResolve: Check = deck => deck.slides.flatMap((slide) => {
  const layout = deck.layouts.get(slide.layout)
  if (!layout)
    return [at(slide, slide.line, `no layout is named "${slide.layout}"; there are: ${[...deck.layouts.keys()].sort().join(', ')}`)]
  const remote = layout.own ? null : /https?:\/\/(?!www\.w3\.org)[^\s'"]+/.exec(layout.text)
  const problems = remote ? [at(slide, slide.line, `layout "${slide.layout}" of the theme loads ${remote[0]}`)] : []
  const { props } = layout
  // The first slide's front matter is the deck's own too.
  if (!props || slide.no === 1)
    return problems
  for (const [key, value] of Object.entries(slide.frontmatter)) {
    const prop = props.get(camel(key))
    if (prop) {
      const kind = { string: 'String', number: 'Number', boolean: 'Boolean' }[typeof value as string] as 'String' | 'Number' | 'Boolean' | undefined
      const wrong = kind && misfit(prop, { kind, value: String(value) })
      if (wrong)
        problems.push(at(slide, slide.line, `layout "${slide.layout}" ${key}: ${wrong}`))
    }
    else if (!slideKeys.has(key) && !deckKeys.has(key)) {
      problems.push(at(slide, slide.line, `neither Slidev nor layout "${slide.layout}" knows the front matter "${key}"`))
    }
  }
  for (const [name, { required }] of props) {
    if (required && slide.frontmatter[name] === undefined)
      problems.push(at(slide, slide.line, `layout "${slide.layout}" needs the front matter "${name}"`))
  }
  return problems
})

// ── Look and network ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Styles have names: no `style=` in a page, written as HTML or as Comark. */
export const noInlineStyle: Check = deck => deck.slides.flatMap((slide) => {
  const html = slide.tags
    .filter(tag => tag.attributes.some(({ name }) => /^(?::|v-bind:)?style$/.test(name)))
    .map(tag => at(slide, tag.line, `<${tag.name}> has an inline style`))
  const comark = [...slide.prose.matchAll(/\{[^}\n]*\bstyle\s*=/g)]
    .map(match => at(slide, lineAt(slide.prose, match.index, slide.proseLine), 'inline style in braces'))
  return [...html, ...comark]
})

const remote = /^\s*['"]?(?:https?:)?\/\//i
/** What the browser fetches by itself; a link is followed by its reader. */
const loadingAttributes = new Set(['src', 'srcset', 'poster', 'data', 'href', 'xlink:href', 'image', 'background', 'url'])
const reader = new Set(['a', 'link-to', 'router-link', 'Link'])

/** Slidev's builtins that show what another host serves. */
const remoteTags = new Set(['tweet', 'youtube', 'blue-sky', 'plant-uml'])

function remoteValues(value: unknown): string[] {
  if (typeof value === 'string')
    return remote.test(value) || /url\(\s*['"]?(?:https?:)?\/\//i.test(value) ? [value] : []
  return value && typeof value === 'object' ? Object.values(value).flatMap(remoteValues) : []
}

const ADDRESS_OF_A_TAG = /<(?:script|link|img|iframe|image|use|source|video|audio)\s[^>]*?(?:src|href)\s*=\s*['"]/
const ADDRESS_IN_CSS = /url\(\s*['"]?|@import\s+['"]/
/** Another host, where a style, a component or a drawing names it. */
const LOADED = new RegExp(`(?:${ADDRESS_IN_CSS.source}|${ADDRESS_OF_A_TAG.source})((?:https?:)?//[^\\s'")]+)`, 'gi')

/** The deck loads nothing from another host: pages, front matter, styles, components. */
export const nothingRemote: Check = (deck) => {
  const { headmatter } = deck
  const problems: Problem[] = []
  const fonts = headmatter.fonts as { provider?: string } | undefined
  if (fonts?.provider !== 'none')
    problems.push(withoutFile(ENTRY, 'fonts.provider is not "none": Slidev would load fonts from Google'))
  if (typeof headmatter.favicon !== 'string')
    problems.push(withoutFile(ENTRY, 'no favicon: Slidev would load its own from a CDN'))

  for (const slide of deck.slides) {
    for (const [key, value] of Object.entries(slide.frontmatter)) {
      if (!['info', 'author', 'keywords', 'download'].includes(key))
        problems.push(...remoteValues(value).map(url => at(slide, slide.line, `front matter "${key}" loads ${url}`)))
    }
    for (const match of slide.prose.matchAll(/!\[[^\]]*\]\(\s*<?((?:https?:)?\/\/[^\s)>]+)/g))
      problems.push(at(slide, lineAt(slide.prose, match.index, slide.proseLine), `image loaded from ${match[1]}`))
    for (const tag of slide.tags) {
      if (remoteTags.has(kebab(tag.name)))
        problems.push(at(slide, tag.line, `<${tag.name}> shows what another host serves`))
      for (const { name, value = '' } of tag.attributes) {
        if (!reader.has(tag.name) && loadingAttributes.has(name.replace(/^(?::|v-bind:)/, '')) && remote.test(value))
          problems.push(at(slide, tag.line, `<${tag.name}> loads ${value}`))
      }
    }
    for (const fence of slide.fences.filter(({ lang }) => lang === 'plantuml'))
      problems.push(at(slide, fence.line, 'PlantUML diagrams are drawn by another host: use Mermaid'))
    for (const match of slide.prose.matchAll(/url\(\s*['"]?((?:https?:)?\/\/[^\s'")]+)/gi))
      problems.push(at(slide, lineAt(slide.prose, match.index, slide.proseLine), `CSS loads ${match[1]}`))
  }

  for (const [file, text] of deck.files) {
    if (!/\.(?:css|vue|html|svg)$/.test(file))
      continue
    for (const match of text.matchAll(LOADED))
      problems.push({ file, line: lineAt(text, match.index, 1), message: `loads ${match[1]}` })
  }
  return problems
}

// ── Text alternatives ────────────────────────────────────────────────────────────────────────────────────────────────

/** Every image says what it shows, and its file is there. */
export const imagesHaveAlternatives: Check = deck => deck.slides.flatMap((slide) => {
  const problems: Problem[] = []
  for (const match of slide.prose.matchAll(/!\[([^\]]*)\]\(\s*<?([^\s)>]*)/g)) {
    const line = lineAt(slide.prose, match.index, slide.proseLine)
    if (!match[1]?.trim())
      problems.push(at(slide, line, 'image without alternative text'))
    if (match[2]?.startsWith('/') && !match[2].startsWith('//') && !deck.files.has(`public${match[2]}`))
      problems.push(at(slide, line, `image ${match[2]} is not in public/`))
  }
  for (const tag of slide.tags.filter(({ name }) => name === 'img')) {
    const alternative = tag.attributes.find(({ name }) => name.replace(/^:/, '') === 'alt')
    if (!alternative?.value?.trim())
      problems.push(at(slide, tag.line, '<img> without alternative text'))
    const source = tag.attributes.find(({ name }) => name === 'src')?.value
    if (source?.startsWith('/') && !source.startsWith('//') && !deck.files.has(`public${source}`))
      problems.push(at(slide, tag.line, `image ${source} is not in public/`))
  }
  return problems
})

/** ```` ```mermaid {alt: 'What the diagram says'} ````, as the build reads it. */
export const diagramsHaveAlternatives: Check = deck => deck.slides.flatMap(slide => slide.fences
  .filter(({ lang }) => lang === 'mermaid')
  .flatMap((fence) => {
    const { problem } = readDiagramAlt(fence.info)
    return problem === undefined ? [] : [at(slide, fence.line, problem)]
  }))

// ── Notes and time ───────────────────────────────────────────────────────────────────────────────────────────────────

const coverLayouts = new Set(['cover', 'chapter'])

/** Notes open with the minutes and the path of their front matter. */
export const notesTellTheTime: Check = deck => deck.slides.flatMap((slide) => {
  const { minutes, short } = slide.frontmatter
  if (typeof minutes !== 'number' || !(minutes > 0))
    return [at(slide, slide.line, 'front matter needs "minutes", a number')]
  if (typeof short !== 'boolean')
    return [at(slide, slide.line, 'front matter needs "short", true or false')]
  if (!slide.note.trim())
    return [at(slide, slide.line, 'no speaker notes')]
  const expected = `**${french(minutes)} min · ${short ? '' : '(+) hors '}parcours ${settings.shortMinutes} min**`
  const first = plainSpaces(slide.note.trim().split('\n')[0] ?? '').trim()
  return first === expected ? [] : [at(slide, slide.noteLine, `notes should open with ${expected}, not with ${first}`)]
})

/** Notes give the likely question and its answer, covers aside. */
export const notesAnswer: Check = deck => deck.slides
  .filter(slide => !coverLayouts.has(slide.layout))
  .flatMap((slide) => {
    const question = /\*\*Question probable[^*]*\*\*[\s:—–-]*[^\s*:—–-]/.exec(slide.note)
    if (!question)
      return [at(slide, slide.noteLine, 'notes lack **Question probable**')]
    return /\*\*Réponse[^*]*\*\*[\s:—–-]*[^\s*:—–-]/.test(slide.note.slice(question.index))
      ? []
      : [at(slide, slide.noteLine, 'notes lack **Réponse** after their question')]
  })

/** A slide has the minutes that its notes, clicks, runs and bets take: `npm run minutes` prints them. */
export const minutesAreTold: Check = deck => deck.slides.flatMap((slide) => {
  const recorded = (run: string) => deck.files.get(`tests/snippets/recorded/${run}.txt`)
  const { minutes, words, clicks, bets } = talkTime({ note: slide.note, runs: runsOf(slide.prose, recorded), isCover: coverLayouts.has(slide.layout) })
  const given = Number(slide.frontmatter.minutes)
  return given >= minutes
    ? []
    : [at(slide, slide.line, `${french(given)} min, but ${words} words, ${clicks} clicks, ${bets} bets and its runs take ${french(minutes)}: npm run minutes`)]
})

function minutesOf(slides: Slide[]): number {
  const sum = slides.reduce((total, { frontmatter }) => total + (typeof frontmatter.minutes === 'number' ? frontmatter.minutes : 0), 0)
  return Math.round(sum * 100) / 100
}

/** Minutes that a path may end before its time. */
const MOST_TO_SPARE = 5

/** The whole deck and its short path take the minutes of the settings, questions included: at most so much, and not much less. */
export const timeAddsUp: Check = (deck) => {
  const inTotal = (slides: Slide[]) => ({ whole: minutesOf(slides), short: minutesOf(slides.filter(({ frontmatter }) => frontmatter.short === true)) })
  const { whole, short } = inTotal(deck.slides)
  const byChapter = [ENTRY, ...settings.chapters].map((file) => {
    const chapter = inTotal(deck.slides.filter(slide => slide.file === file))
    return `${file} ${chapter.whole}/${chapter.short}`
  }).join(', ')
  const told = (what: string, minutes: number, questions: number, announced: number): Problem[] => {
    const spare = announced - questions - minutes
    return spare >= 0 && spare <= MOST_TO_SPARE
      ? []
      : [withoutFile(ENTRY, `${what} ${minutes} minutes and ${questions} of questions, not ${announced} (whole/short: ${byChapter})`)]
  }
  return [
    ...told('the slides take', whole, settings.questionMinutes, settings.minutes),
    ...told('the short path takes', short, settings.shortQuestionMinutes, settings.shortMinutes),
  ]
}

/** Minutes in running text: `45 min`, `75 minutes, ou **45**`; notes open with others, which `notesTellTheTime` reads. */
const PATH_MINUTES = /(?:parcours (?:choisi : celui )?de|hors parcours de|[Ee]n) (\d+) min/g
const BOTH_MINUTES = /(\d+) minutes, ou \**(\d+)/g

/** Title, company and minutes that slides, notes and README say in words are those of `deck-settings.ts`. */
export const settingsAreSaid: Check = (deck) => {
  const { title, company, minutes, shortMinutes } = settings
  const cover = deck.slides[0]
  const problems: Problem[] = []
  if (deck.headmatter.title !== title || cover?.title !== title)
    problems.push(withoutFile(ENTRY, `headmatter and cover should have the title of deck-settings.ts, ${title}`))
  if (!cover?.prose.includes(company))
    problems.push(withoutFile(ENTRY, `the cover should name ${company}, the company of deck-settings.ts`))
  if (deck.headmatter.duration !== `${minutes}min`)
    problems.push(withoutFile(ENTRY, `duration should be ${minutes}min, as in deck-settings.ts`))
  for (const file of [ENTRY, ...settings.chapters, 'README.md']) {
    const text = plainSpaces(deck.files.get(file) ?? '')
    const wrong = [
      ...[...text.matchAll(PATH_MINUTES)].filter(([, short]) => Number(short) !== shortMinutes),
      ...[...text.matchAll(BOTH_MINUTES)].filter(([, whole, short]) => Number(whole) !== minutes || Number(short) !== shortMinutes),
    ]
    problems.push(...wrong.map((found): Problem => ({
      file,
      line: lineAt(text, found.index, 1),
      message: `“${found[0]}”: deck-settings.ts has ${minutes} and ${shortMinutes} minutes`,
    })))
  }
  return problems
}

/** `chapitre 3`, `chapitres 3 et 6`, and a title where one follows: `chapitre 6 (« Gestion des erreurs »)`. */
const CHAPTER = /\bchapitres? (\d+(?:(?:, | et | à )\d+)*)(?:,? \(?« ?([^»]+?) ?»)?/gi

/** A chapter that is spoken of by its number is there, with the title it is given. */
export const chaptersResolve: Check = (deck) => {
  const titles = deck.slides.filter(({ layout }) => layout === 'chapter').map(({ title }) => title)
  return [...new Set(deck.slides.map(({ file }) => file))].flatMap((file) => {
    const text = plainSpaces(deck.files.get(file) ?? '')
    return [...text.matchAll(CHAPTER)].flatMap(({ 0: said, 1: numbers = '', 2: title, index }): Problem[] => {
      const line = lineAt(text, index, 1)
      const unknown = numbers.split(/\D+/).find(number => titles[Number(number) - 1] === undefined)
      if (unknown !== undefined)
        return [{ file, line, message: `“${said}”: there is no chapter ${unknown}, there are ${titles.length}` }]
      const expected = titles[Number(numbers) - 1]
      return title !== undefined && expected !== undefined && normalise(title) !== normalise(expected)
        ? [{ file, line, message: `“${said}”: chapter ${numbers} is « ${expected} »` }]
        : []
    })
  })
}

// ── Words ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const FIGURE_LIST_MAX = 6

function hasFigure({ quotes, fences, tags }: Slide): boolean {
  return quotes.length > 0 || fences.length > 0 || tags.some(({ name }) => name === 'img' || /^[A-Z]/.test(name))
}

/** Beside a figure, six lines are what a room reads. A hint: `tests/deck.test.ts` prints it and goes on. */
export const listsAreShort: Check = deck => deck.slides
  .filter(slide => slide.layout === 'split' && hasFigure(slide))
  .flatMap((slide) => {
    const items = slide.prose.split('\n').filter(line => /^\s*(?:[-*+]|\d+\.)\s/.test(line)).length
    return items > FIGURE_LIST_MAX ? [at(slide, slide.line, `${items} list items beside a figure, at most ${FIGURE_LIST_MAX} are readable`)] : []
  })

/** The glossary's words, and no other ones for the same thing, on slides, in notes and in widgets. */
export const wordsAreOfTheGlossary: Check = deck => [...deck.files]
  .filter(([file]) => /^(?:slides\.md$|pages\/|locales\/fr\/(?!simulations\/))/.test(file))
  .flatMap(([file, text]) => {
    const read = plainSpaces(file.endsWith('.md') ? readablePage(text) : readableLocale(text))
    return forbiddenWords.flatMap(({ words, say }) => [...read.matchAll(words)].map((found): Problem => ({
      file,
      line: lineAt(read, found.index, 1),
      message: `“${found[0]}”: the glossary says ${say}`,
    })))
  })

/** `-->>` is a reply, and `-.->` would look like one: a message that nobody waits for is `-)`, or `==>` in a flowchart. */
export const arrowsMeanOneThing: Check = deck => deck.slides.flatMap(slide => slide.fences
  .filter(({ lang, code }) => lang === 'mermaid' && /--\)|-\.->/.test(code))
  .map(fence => at(slide, fence.line, 'a message nobody waits for is drawn -), in a flowchart ==>: dotted is a reply')))

/** The text of a slide that a reader can meet: its own, its notes, and the snippets it quotes. */
function slideText(deck: Deck, slide: Slide): string {
  return [
    slide.title,
    slide.prose,
    ...slide.fences.map(({ info, code }) => `${info}\n${code}`),
    ...slide.quotes.map(quote => `${quote.target}\n${quotedText(deck, quotedFile(deck, slide, quote), quote.region) ?? ''}`),
    slide.note,
  ].join('\n')
}

/** Case, accents, quotation marks, hyphens, Markdown and kinds of space do not matter when a phrase is looked for. */
export function normalise(text: string): string {
  return text
    .replace(/œ/gi, 'oe')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/\be-mail/g, 'email')
    .replace(/<[^<>\n]*>/g, ' ')
    .replace(/[’‘`´]/g, '\'')
    .replace(/[«»“”"*_~#|]/g, ' ')
    .replace(/[\u2010-\u2015-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The chapter of the document that goes with a page. */
const chapterOf = (page: string): string => page.replace(/^pages\//, 'document/')

/**
 * Key phrases of the sources that neither the deck nor the document says where it should: on their slide, on their page, or in the chapter of
 * the document that goes with it.
 */
export function missingPhrases(deck: Deck, phrases: Phrase[] = sourcePhrases): Phrase[] {
  const chapters = new Map(documentSlides(deck).map(chapter => [chapter.file, ` ${normalise(slideText(deck, chapter))} `]))
  const texts = deck.slides.map(slide => ({ file: slide.file, title: normalise(slide.title), text: ` ${normalise(slideText(deck, slide))} ` }))
  return phrases.filter(({ page, slide, anyOf }) => {
    const wordings = anyOf.map(normalise)
    const places = texts.filter(({ file, title }) => slide === undefined ? file === page : title === normalise(slide))
    const chapter = chapters.get(chapterOf(page)) ?? ''
    return ![chapter, ...places.map(({ text }) => text)].some(text => wordings.some(wording => text.includes(wording)))
  })
}

const sourcesAreTaught: Check = (deck) => {
  const titles = new Set(deck.slides.map(({ title }) => normalise(title)))
  return missingPhrases(deck).map(({ source, section, page, slide, anyOf }) => {
    const place = slide === undefined ? 'this page' : titles.has(normalise(slide)) ? `the slide “${slide}”` : `the slide “${slide}”, which does not exist,`
    return withoutFile(page, `${source}, "${section}": ${place} should say ${anyOf.map(wording => `« ${wording} »`).join(' or ')}`)
  })
}

const control = /[\s\u200B]/

/** `"漢" (U+6F22)` */
function named(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  return `${character.trim() ? `"${character}" ` : ''}(U+${code})`
}

/** The fonts the deck serves draw every character it shows. */
export const charactersAreCovered: Check = (deck) => {
  const { text, symbols } = deck.characters
  const shown = [...deck.files].filter(([file]) => /^(?:slides\.md$|pages\/|document\/|snippets\/|locales\/|components\/|layouts\/)/.test(file))
  return shown.flatMap(([file, content]) => {
    const found = new Map<string, number>()
    for (const { segment, index } of characters(content)) {
      const point = segment.codePointAt(0) ?? 0
      if (!text.has(point) && !symbols.has(point) && !control.test(segment) && !found.has(segment))
        found.set(segment, index)
    }
    if (text.has(0xA0) === false && content.includes('\u00A0'))
      found.set('\u00A0', content.indexOf('\u00A0'))
    return [...found].map(([character, index]): Problem => ({
      file,
      line: lineAt(content, index, 1),
      message: `no font of public/fonts draws ${named(character)}: add it to scripts/font-characters.ts and run \`npm run fonts\``,
    }))
  })
}

function* characters(content: string): Generator<{ segment: string, index: number }> {
  let index = 0
  for (const segment of content) {
    yield { segment, index }
    index += segment.length
  }
}

// ── The document ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each chapter of the deck has its chapter of the document, which closes with what to keep and with questions. */
export const documentIsWhole: Check = deck => settings.chapters.flatMap((page) => {
  const file = chapterOf(page)
  const text = deck.files.get(file)
  if (text === undefined)
    return [withoutFile(file, `${page} has no chapter of the document`)]
  const [, kept = ''] = /^## À retenir\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(text) ?? []
  const points = kept.split('\n').filter(line => line.startsWith('- ')).length
  return [
    ...points === 3 ? [] : [withoutFile(file, `“À retenir” holds ${points} lines, not 3`)],
    ...(text.split(/^## Questions$/m)[1] ?? '').includes('### ') ? [] : [withoutFile(file, 'no “## Questions”, each a “### ” with its answer')],
  ]
})

/** All that a file of the document names is there: slides, code, figures, chapters. */
export const documentResolves: Check = (deck) => {
  const sources: DocumentSources = {
    chapters: new Map(documentSlides(deck).map(({ file }) => [file.replace('document/', ''), deck.files.get(file)!])),
    slides: deck.slides.map(({ title, file, line, prose, fences, quotes }) => ({
      title,
      content: [
        prose,
        ...quotes.map(({ target }) => `<<< ${target}`),
        ...fences.map(({ info, code }) => `\`\`\`${info}\n${code}\n\`\`\``),
        `${file}:${line}`,
      ].join('\n'),
    })),
    read(path) {
      const text = deck.files.get(path)
      if (text === undefined)
        throw new Error(`there is no file ${path}`)
      return text
    },
  }
  return [...sources.chapters.keys()].flatMap((name) => {
    try {
      expandChapter(name, sources)
      return []
    }
    catch (error) {
      return [withoutFile(`document/${name}`, (error as Error).message)]
    }
  })
}

const SHORTEST_CAPTION = 12

/** A figure says what to see in it. */
export const figuresHaveCaptions: Check = deck => documentSlides(deck).flatMap(chapter => chapter.tags
  .filter(({ name, attributes }) => name === 'Figure' && (attributes.find(({ name }) => name === 'caption')?.value ?? '').length < SHORTEST_CAPTION)
  .map(tag => at(chapter, tag.line, 'a figure without a caption that says what to see')))

/** What is said to who presents, or asks a reader to do what paper cannot. */
const STAGE_DIRECTION = new RegExp([
  '\\[click\\]|question probable|lev(?:er|ez) la main|main levée|dire juste|faire (?:parier|voter|nommer|remarquer)',
  'à la salle|la salle|cliqu(?:er|ez|ant|able)|pariez|(?:pousse|déplace|baisse|monte)[rz]? le curseur|diapositive (?:suivante|précédente)|ce deck',
].join('|'), 'gi')

/** The document speaks to a reader who is alone with it. */
export const documentStandsAlone: Check = deck => documentSlides(deck).flatMap(chapter => [...chapter.prose.matchAll(STAGE_DIRECTION)]
  .map(({ 0: said, index }) => at(chapter, lineAt(chapter.prose, index, 1), `“${said}” speaks to who presents, or to who has the slides`)))

/** A check of slides, for the document too. */
const inDocument = (check: Check): Check => deck => check({ ...deck, slides: documentSlides(deck) })

/** Checks that fail the deck, by the sentence a reader of the test sees. */
export const checks: Record<string, Check> = {
  'names only pages that exist, and all of them': sourcesExist,
  'keeps slides.md to headmatter, cover, objectives, plan and chapters': entryIsShort,
  'has no more slides than a talk can show': slidesAreFew,
  'opens each page with its chapter cover': chaptersOpen,
  'quotes only snippets and regions that exist': quotesResolve,
  'closes every region of a snippet': regionsClose,
  'quotes every region of a snippet': regionsAreQuoted,
  'quotes every snippet': snippetsAreQuoted,
  'keeps code in snippets/': codeIsQuoted,
  'uses only components that exist, with props they declare': tagsResolve,
  'prints only examples that their simulation has': printedExamplesExist,
  'uses only layouts that exist, with front matter they declare': layoutsResolve,
  'has no inline style': noInlineStyle,
  'loads nothing from another host': nothingRemote,
  'gives every image an alternative text': imagesHaveAlternatives,
  'gives every diagram an alternative text': diagramsHaveAlternatives,
  'opens the notes of every slide with its minutes and its path': notesTellTheTime,
  'answers a likely question in the notes of every slide': notesAnswer,
  'gives each slide the time it takes': minutesAreTold,
  'takes the minutes of its settings, and those of the short path': timeAddsUp,
  'says its settings as they are': settingsAreSaid,
  'speaks of chapters that exist, by their number': chaptersResolve,
  'teaches all that the sources say': sourcesAreTaught,
  'says one thing by one word': wordsAreOfTheGlossary,
  'draws one thing by one arrow': arrowsMeanOneThing,
  'shows only characters that its fonts draw': charactersAreCovered,
  'has a chapter of the document for each of its own': documentIsWhole,
  'draws the document from slides and code that exist': documentResolves,
  'says what to see in each figure of the document': figuresHaveCaptions,
  'lets the document stand alone': documentStandsAlone,
  'uses in the document only components that exist, with props they declare': inDocument(tagsResolve),
  'prints in the document only examples that their simulation has': inDocument(printedExamplesExist),
  'has no inline style in the document': inDocument(noInlineStyle),
}
