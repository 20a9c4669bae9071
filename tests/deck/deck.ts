import type { Component } from './components.ts'
import type { Fence, Problem, Quote, Region, Tag } from './source.ts'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path'
import { load } from '@slidev/parser/fs'
import { openSync } from 'fontkit'
import { readComponent } from './components.ts'
import { findQuotes, findRegions, findTags, splitFences, withoutComments, withoutInlineCode } from './source.ts'

/** A slide as its file has it; `line`s count from 1. */
export interface Slide {
  /** Place in the deck, from 1. */
  no: number
  file: string
  line: number
  title: string
  layout: string
  frontmatter: Record<string, unknown>
  note: string
  noteLine: number
  /** Markdown without front matter, comments and fences, line for line. */
  prose: string
  proseLine: number
  fences: Fence[]
  tags: Tag[]
  quotes: Quote[]
}

/** A `src:` block of `slides.md`. */
export interface SourceBlock { src: string, target: string, line: number }

export interface Deck {
  root: string
  headmatter: Record<string, unknown>
  slides: Slide[]
  sourceBlocks: SourceBlock[]
  /** What Slidev's parser itself complains of. */
  parserProblems: Problem[]
  /** Text of every file of the project's folders that make the deck, by path from its root; `''` for a binary file. */
  files: Map<string, string>
  /** By tag name: the project's own, Slidev's and the theme's. */
  components: Map<string, Component>
  layouts: Map<string, Component & { text: string, own: boolean }>
  /** Code points the self-hosted fonts draw: all text fonts together have them, or the symbol font has. */
  characters: { text: Set<number>, symbols: Set<number> }
}

const require = createRequire(import.meta.url)
const client = join(dirname(require.resolve('@slidev/client/package.json')))

/** Folders whose files make the deck, those of the programs that run its snippets, and what these print. */
const folders = [
  ...['pages', 'document', 'snippets', 'components', 'layouts', 'locales', 'styles', 'public'],
  ...['composables', 'recordings', 'console', 'setup', 'live', 'scripts', 'tests/snippets/recorded'],
]
const textual = new Set(['.md', '.ts', '.js', '.vue', '.css', '.html', '.svg', '.json', '.sql', '.txt', '.yml'])

const slashed = (path: string): string => path.split(sep).join('/')

async function readTree(root: string): Promise<Map<string, string>> {
  const top = (await readdir(root, { withFileTypes: true })).filter(entry => entry.isFile()).map(entry => join(root, entry.name))
  const inside = await Promise.all(folders.map(async (folder) => {
    const path = join(root, folder)
    if (!existsSync(path))
      return []
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  }))
  const files = [...top, ...inside.flat()].sort()
  return new Map(await Promise.all(files.map(async file =>
    [slashed(relative(root, file)), textual.has(extname(file)) ? (await readFile(file, 'utf8')).replaceAll('\r\n', '\n') : ''] as const)))
}

async function readFolder(folder: string): Promise<[string, string][]> {
  if (!existsSync(folder))
    return []
  const entries = await readdir(folder, { withFileTypes: true })
  const files = entries.filter(entry => entry.isFile() && /\.(?:vue|ts)$/.test(entry.name) && !/\.(?:test|d)\.ts$/.test(entry.name))
  return Promise.all(files.map(async entry => [join(folder, entry.name), await readFile(join(folder, entry.name), 'utf8')] as [string, string]))
}

const nameOf = (file: string): string => basename(file).replace(/\.\w+$/, '')

function themeFolder(headmatter: Record<string, unknown>): string | undefined {
  const theme = typeof headmatter.theme === 'string' ? headmatter.theme : 'default'
  for (const name of [`@slidev/theme-${theme}`, `slidev-theme-${theme}`, theme]) {
    try {
      return dirname(require.resolve(`${name}/package.json`))
    }
    catch {}
  }
  return undefined
}

function ownFiles(root: string, files: Map<string, string>, folder: string): [string, string][] {
  return [...files].filter(([file]) => file.startsWith(`${folder}/`) && /\.vue$/.test(file)).map(([file, text]) => [join(root, file), text])
}

function readFonts(root: string, files: Map<string, string>): Deck['characters'] {
  const fonts = [...files.keys()].filter(file => /^public\/fonts\/.*\.woff2$/.test(file))
  const sets = fonts.map(file => ({ symbol: file.includes('math'), set: new Set(openSync(join(root, file)).characterSet) }))
  const texts = sets.filter(font => !font.symbol).map(font => font.set)
  const [first = new Set<number>(), ...others] = texts
  return {
    text: new Set([...first].filter(point => others.every(set => set.has(point)))),
    symbols: new Set(sets.filter(font => font.symbol).flatMap(font => [...font.set])),
  }
}

/** Reads the whole deck as Slidev does. */
export async function loadDeck(root: string): Promise<Deck> {
  const files = await readTree(root)
  const data = await load({ userRoot: root, roots: [root] }, join(root, 'slides.md'))
  const inProject = (file: string): string => slashed(relative(root, resolve(file)))

  const slides = data.slides.map(({ source, frontmatter, note = '', title = '' }, index): Slide => {
    const file = inProject(source.filepath)
    const lines = (files.get(file) ?? '').split('\n')
    const proseLine = source.contentStart + 1
    const body = splitFences(lines.slice(source.contentStart, source.end).join('\n'), proseLine)
    const prose = withoutComments(body.prose)
    const lastComment = lines.slice(0, source.end).findLastIndex(line => line.includes('<!--'))
    return {
      no: index + 1,
      file,
      line: source.start + 1,
      title,
      layout: String(frontmatter.layout ?? (index === 0 ? 'cover' : 'default')),
      frontmatter,
      note,
      noteLine: note && lastComment >= source.contentStart ? lastComment + 1 : source.start + 1,
      prose,
      proseLine,
      fences: body.fences,
      tags: findTags(withoutInlineCode(prose), proseLine),
      quotes: findQuotes(prose, proseLine),
    }
  })

  const sourceBlocks = data.entry.slides.flatMap(({ frontmatter, start }): SourceBlock[] => {
    const src: unknown = frontmatter.src
    if (typeof src !== 'string')
      return []
    const path = src.split('#')[0] ?? ''
    return [{ src, target: inProject(path.startsWith('/') ? join(root, path) : join(root, path)), line: start + 1 }]
  })

  const theme = themeFolder(data.headmatter)
  const components = new Map<string, Component>()
  const sources = [
    ...await readFolder(join(client, 'builtin')),
    ...theme ? await readFolder(join(theme, 'components')) : [],
    ...ownFiles(root, files, 'components'),
  ]
  for (const [file, text] of sources)
    components.set(nameOf(file), file.startsWith(root + sep) ? await readComponent(file, text) : await readBuiltin(file, text))

  const layouts: Deck['layouts'] = new Map()
  const layoutSources = [
    ...await readFolder(join(client, 'layouts')),
    ...theme ? await readFolder(join(theme, 'layouts')) : [],
    ...ownFiles(root, files, 'layouts'),
  ]
  for (const [file, text] of layoutSources) {
    const own = dirname(file) === join(root, 'layouts')
    layouts.set(nameOf(file), { ...own ? await readComponent(file, text) : await readBuiltin(file, text), text, own })
  }

  return {
    root,
    headmatter: data.headmatter,
    slides,
    sourceBlocks,
    parserProblems: Object.values(data.markdownFiles).flatMap(markdown =>
      (markdown.errors ?? []).map(({ row, message }): Problem => ({ file: inProject(markdown.filepath), line: row + 1, message }))),
    files,
    components,
    layouts,
    characters: readFonts(root, files),
  }
}

/** The files of `document/` as slides, one a file, for checks that hold for both. */
export function documentSlides({ files, slides }: Deck): Slide[] {
  return [...files].filter(([file]) => /^document\/.*\.md$/.test(file)).map(([file, text]) => {
    const { fences, prose } = splitFences(text, 1)
    const title = /^# (.+)$/m.exec(prose)?.[1] ?? ''
    const tags = findTags(withoutInlineCode(prose), 1)
    const place = { no: slides.length, file, line: 1, noteLine: 1, proseLine: 1 }
    return { ...place, title, layout: 'default', frontmatter: {}, note: '', prose, fences, tags, quotes: findQuotes(prose, 1) }
  })
}

const builtins = new Map<string, Promise<Component>>()

/** Slidev's and the theme's, read once. Their sources may import what only Slidev resolves: then their props stay unknown. */
function readBuiltin(file: string, text: string): Promise<Component> {
  const known = builtins.get(file) ?? readComponent(file, text).catch(() => ({ file, props: undefined }))
  builtins.set(file, known)
  return known
}

/** The part of a snippet file that a `<<<` line shows, or undefined when there is none. */
export function quotedText(deck: Deck, file: string, region: string | undefined): string | undefined {
  const text = deck.files.get(file)
  if (text === undefined || !region)
    return text
  const found: Region | undefined = findRegions(text).regions.find(({ name }) => name === region)
  return found?.code
}

/** Path, from the project's root, of what a `<<<` line names. */
export function quotedFile(deck: Deck, slide: Slide, quote: Quote): string {
  const absolute = quote.target.startsWith('@/') ? join(deck.root, quote.target.slice(2)) : resolve(deck.root, dirname(slide.file), quote.target)
  return slashed(relative(deck.root, absolute))
}
