import { readdirSync, readFileSync } from 'node:fs'
import { withoutRegionMarks } from '../../build/fences/runnable-block.ts'

const root = new URL('../../', import.meta.url)
const QUOTE = /^<<< @\/(snippets\/\S+?\.ts)(?:#([\w-]+))?\s.*\{monaco-run\}/gm

export interface QuotedSnippet {
  /** `send-email-sync`, or `event-bus#publish` for a region. */
  name: string
  code: string
}

/** Every piece of code that a slide runs, as the slide shows it. Throws on a region that is not in its file. */
export function snippetsRunOnSlides(): QuotedSnippet[] {
  const pages = ['slides.md', ...readdirSync(new URL('pages', root)).map(name => `pages/${name}`)]
  const quotes = pages.flatMap(page => [...read(page).matchAll(QUOTE)])
  const found = new Map(quotes.map(([, file = '', region]) => {
    const name = file.replace(/^snippets\/|\.ts$/g, '') + (region ? `#${region}` : '')
    return [name, { name, code: withoutRegionMarks(region ? regionOf(read(file), region) : read(file)) }]
  }))
  return [...found.values()]
}

function regionOf(code: string, region: string): string {
  const found = code.match(new RegExp(`// #region ${region}\\n([\\s\\S]*?)// #endregion ${region}`))?.[1]
  if (found === undefined)
    throw new Error(`No region ${region}`)
  return found
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}
