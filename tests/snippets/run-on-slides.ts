import { readdirSync, readFileSync } from 'node:fs'
import { withoutRegionMarks } from '../../build/fences/runnable-block.ts'

const root = new URL('../../', import.meta.url)
const QUOTE = /^<<< @\/(snippets\/\S+?\.ts)(?:#([\w-]+))?\s.*\{monaco-run\}/gm

export interface QuotedSnippet {
  /** `send-email-sync`, or `event-bus#publish` for a region. */
  name: string
  /** `snippets/send-email-sync.ts`. */
  file: string
  code: string
  /** Line of the file before the code's first, 0 for a whole file. */
  linesBefore: number
}

/** Every piece of code that a slide or the document runs, as it is shown there. Throws on a region that is not in its file. */
export function snippetsRunOnSlides(): QuotedSnippet[] {
  const pages = ['slides.md', ...['pages', 'document'].flatMap(folder => readdirSync(new URL(folder, root)).map(name => `${folder}/${name}`))]
  const quotes = pages.flatMap(page => [...read(page).matchAll(QUOTE)])
  const found = new Map(quotes.map(([, file = '', region]) => {
    const name = file.replace(/^snippets\/|\.ts$/g, '') + (region ? `#${region}` : '')
    const { code, linesBefore } = region ? regionOf(read(file), region) : { code: read(file), linesBefore: 0 }
    return [name, { name, file, code: withoutRegionMarks(code), linesBefore }]
  }))
  return [...found.values()]
}

function regionOf(text: string, region: string): Pick<QuotedSnippet, 'code' | 'linesBefore'> {
  const found = new RegExp(`(// #region ${region}\\n)([\\s\\S]*?)// #endregion ${region}`).exec(text)
  if (!found)
    throw new Error(`No region ${region}`)
  const [, mark = '', code = ''] = found
  return { code, linesBefore: text.slice(0, found.index + mark.length).split('\n').length - 1 }
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}
