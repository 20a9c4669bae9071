import type { ResolvedSlidevOptions } from '@slidev/types'
import type { Plugin } from 'vite'
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { frenchTypography } from './french-typography.ts'

/** A slide, as the document draws from it. */
export interface SlideSource { title?: string, content: string }

/** What the files of the document are made from. */
export interface DocumentSources {
  /** Text of each file of `document/`, by name, in order. */
  chapters: Map<string, string>
  /** In the order of the deck. */
  slides: SlideSource[]
  /** Text of a file, by its path from the project's root. */
  read: (path: string) => string
}

/** `1`, `2`, … for chapters, `A`, `B`, … for appendices, nothing for the foreword. */
export function chapterNumber(name: string): string {
  const place = Number.parseInt(name, 10)
  return place === 0 ? '' : place < 10 ? String(place) : String.fromCharCode(55 + place)
}

const FIGURE = /^<Figure\b([^>]*)>\n([\s\S]*?)^<\/Figure>$/gm
const QUOTE = /^<<< @\/([^#\n]+?)(?:#([^\n{]+?))?(?: (ts|sql)((?: \{[^\n]*)?))?$/gm
const DIAGRAM = /^```mermaid[^\n]*\n[\s\S]*?^```$/m
const REFERENCE = /\{(fig|ch):([\w-]+)\}/g
const QUESTION = /^### (.+)\n([\s\S]*?)(?=^###? |(?![\s\S]))/gm
/** Where an appendix wants the answers of all chapters. */
const ANSWERS = '<!-- answers -->'

const idOf = (attributes: string): string | undefined => /\bid="([^"]+)"/.exec(attributes)?.[1]

/** The number of each figure that has a name, in all files: `3.2`. */
export function figureNumbers(chapters: DocumentSources['chapters']): Map<string, string> {
  const numbers = new Map<string, string>()
  for (const [name, text] of chapters) {
    let count = 0
    for (const [, attributes = ''] of text.matchAll(FIGURE)) {
      count += 1
      const id = idOf(attributes)
      if (id && numbers.has(id))
        throw new Error(`document/${name}: figure “${id}” has the name of another`)
      if (id)
        numbers.set(id, `${chapterNumber(name)}.${count}`)
    }
  }
  return numbers
}

/** The diagram of the slide of this title, as its page writes it. */
function diagramOf({ slides }: DocumentSources, title: string): string {
  const slide = slides.find(slide => slide.title === title)
  const diagram = slide && DIAGRAM.exec(slide.content)?.[0]
  if (!diagram)
    throw new Error(slide ? `the slide “${title}” has no diagram` : `no slide has the title “${title}”`)
  return diagram
}

/** The lines between the marks of a region, other marks left out; undefined where it does not open and close. */
function regionOf(text: string, name: string): string | undefined {
  const lines = text.split('\n')
  const start = lines.findIndex(line => new RegExp(`#region ${name}\\s*$`).test(line))
  const end = lines.findIndex((line, index) => index > start && new RegExp(`#endregion ${name}\\s*$`).test(line))
  return start < 0 || end < 0 ? undefined : lines.slice(start + 1, end).filter(line => !/#(?:end)?region\b/.test(line)).join('\n')
}

/** A file of `snippets/`, or a region of it, as a code fence. */
function codeOf({ read }: DocumentSources, path: string, region: string | undefined, lang: string, options: string): string {
  const text = read(path)
  const code = region === undefined ? text : regionOf(text, region)
  if (code === undefined)
    throw new Error(`${path} has no region “${region}”`)
  return `\`\`\`${lang}${options}\n${code.trimEnd()}\n\`\`\``
}

function expandQuotes(sources: DocumentSources, text: string): string {
  return text.replaceAll(QUOTE, (_, path: string, part: string | undefined, lang = 'ts', options = '') =>
    path === 'pages' ? diagramOf(sources, part ?? '') : codeOf(sources, path, part, lang, options))
}

/**
 * The slide a figure is drawn from, from 1: a widget's state and links are those of its slide. It is the first one that has the same widget or
 * quotes the same code; 1 where none does.
 */
export function slideOf({ slides }: Pick<DocumentSources, 'slides'>, body: string): number {
  const [, title] = /^<<< @\/pages#(.+)$/m.exec(body) ?? []
  const [, path] = /^<<< @\/(snippets\/[^#\s]+)/m.exec(body) ?? []
  const [, widget] = /^<([A-Z]\w+)/m.exec(body) ?? []
  const [scenario] = /\bscenario="[^"]+"/.exec(body) ?? []
  const index = slides.findIndex(slide => title !== undefined
    ? slide.title === title
    : path !== undefined
      ? slide.content.includes(`<<< @/${path}`)
      : widget !== undefined && slide.content.includes(`<${widget}`) && (!scenario || slide.content.includes(scenario)))
  return Math.max(0, index) + 1
}

/** A link within the document; its page is known once it is printed. */
function linkTo(place: string, words: string): string {
  return `<a class="xref" href="#${place}">${words}</a><span class="page-ref" data-page-of="${place}">, p. 00</span>`
}

/** The sections of a chapter that are told apart: its text, what to keep of it, its questions. */
function sectionsOf(text: string): { body: string, takeaways: string, questions: { question: string, answer: string }[] } {
  const [body = '', takeaways = ''] = text.split(/^## À retenir$/m)
  const [kept = '', asked = ''] = takeaways.split(/^## Questions$/m)
  const questions = [...asked.matchAll(QUESTION)].map(([, question = '', answer = '']) => ({ question, answer: answer.trim() }))
  return { body, takeaways: kept.trim(), questions }
}

function answersOf({ chapters }: DocumentSources): string {
  return [...chapters].flatMap(([name, text]) => {
    const number = chapterNumber(name)
    return sectionsOf(text).questions.map(({ question, answer }, index) =>
      `<div class="answer">\n\n## <span id="rep-${number}-${index + 1}" class="no">${number}.${index + 1}</span> ${question}\n\n${answer}\n\n</div>`)
  }).join('\n\n')
}

/**
 * A file of the document as plain Markdown: code and diagrams quoted, sections and figures numbered, references resolved, answers
 * moved to their appendix.
 * @throws with the name of the file when something that it names is not there
 */
export function expandChapter(name: string, sources: DocumentSources): string {
  const number = chapterNumber(name)
  const numbers = figureNumbers(sources.chapters)
  try {
    const { body, takeaways, questions } = sectionsOf(sources.chapters.get(name) ?? '')
    let figures = 0
    let sections = 0
    const text = body
      .replaceAll(FIGURE, (_, given: string, content: string) => {
        figures += 1
        const attributes = given.replace(/(?<=\bcaption=")[^"]*/, frenchTypography)
        const own = `${number}.${figures}`
        const id = idOf(attributes) ? '' : ` id="${own.replace('.', '-')}"`
        return `<Figure number="${own}" :slide="${slideOf(sources, content)}"${id}${attributes}>\n${expandQuotes(sources, content)}</Figure>`
      })
      .replace(/^# (.+)$/m, (_, title: string) => `# <span id="ch-${number || '0'}" class="no">${number}</span> ${title}`)
      .replaceAll(/^## (.+)$/gm, (_, title: string) => {
        sections += 1
        return `## <span id="s-${number || '0'}-${sections}" class="no">${number && `${number}.${sections}`}</span> ${title}`
      })
    const end = [
      takeaways && `<section class="takeaways">\n\n### À retenir\n\n${takeaways}\n\n</section>`,
      questions.length > 0 && [
        '<section class="questions">\n\n### Questions',
        questions.map(({ question }, index) => `${index + 1}. ${question} ${linkTo(`rep-${number}-${index + 1}`, 'Réponse')}`).join('\n'),
        '</section>',
      ].join('\n\n'),
    ].filter(Boolean).join('\n\n')
    return `${text}\n\n${end}\n`.replace(ANSWERS, () => answersOf(sources)).replaceAll(REFERENCE, (_, kind: string, target: string) => {
      const found = kind === 'fig' ? numbers.get(target) : target
      if (found === undefined || (kind === 'ch' && ![...sources.chapters.keys()].some(name => chapterNumber(name) === target)))
        throw new Error(`{${kind}:${target}} names nothing`)
      const word = kind === 'fig' ? 'figure' : /\d/.test(target) ? 'chapitre' : 'annexe'
      return linkTo(`${kind}-${target}`, `${word} ${found}`)
    })
  }
  catch (error) {
    throw new Error(`document/${name}: ${(error as Error).message}`)
  }
}

/** Reads `document/` and what it draws from. */
function readDocument(root: string, slides: SlideSource[]): DocumentSources {
  const folder = join(root, 'document')
  const names = readdirSync(folder).filter(name => name.endsWith('.md')).sort()
  return {
    chapters: new Map(names.map(name => [name, readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n')])),
    slides,
    read: path => readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n'),
  }
}

/** All parts of the document, with their names, for the page that shows them. */
const PARTS = 'virtual:deck-document'

/** Gives Slidev's Markdown the files of `document/` in a form that it knows. */
export function documentChapters({ userRoot, data }: ResolvedSlidevOptions): Plugin {
  const folder = join(userRoot, 'document').replaceAll('\\', '/')
  return {
    name: 'deck:document',
    enforce: 'pre',
    resolveId: id => id === PARTS ? `\0${PARTS}` : undefined,
    load(id) {
      if (id === `\0${PARTS}`) {
        const names = [...readDocument(userRoot, []).chapters.keys()]
        const imports = names.map((name, index) => `import part${index} from ${JSON.stringify(`${folder}/${name}`)}`)
        const parts = names.map((name, index) => `{ name: ${JSON.stringify(name.replace('.md', ''))}, component: part${index} }`)
        return `${imports.join('\n')}\nexport default [${parts.join(', ')}]`
      }
      if (!id.startsWith(`${folder}/`) || !id.endsWith('.md'))
        return undefined
      const sources = readDocument(userRoot, data.slides)
      const read = (path: string) => {
        this.addWatchFile(join(userRoot, path))
        return sources.read(path)
      }
      for (const name of sources.chapters.keys())
        this.addWatchFile(join(folder, name))
      return expandChapter(basename(id), { ...sources, read })
    },
  }
}
