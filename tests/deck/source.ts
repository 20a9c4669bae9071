/** Where something stands in the deck's Markdown, and what is wrong with it. */
export interface Problem {
  /** Path from the project's root. */
  file: string
  /** From 1; 0 when the file as a whole is meant. */
  line: number
  message: string
}

export interface Fence {
  /** All that follows the opening marks: `ts {monaco-run}`. */
  info: string
  lang: string
  code: string
  line: number
}

export interface Attribute {
  /** As written: `:users`, `v-if`, `@click`, `alt`. */
  name: string
  /** Undefined for an attribute without `=`. */
  value: string | undefined
}

export interface Tag {
  name: string
  attributes: Attribute[]
  line: number
}

export interface Quote {
  /** As written after `<<<`: `@/snippets/bus.ts`. */
  target: string
  region: string | undefined
  rest: string
  line: number
}

const blank = (text: string): string => text.replace(/[^\n]/g, ' ')

const fenceOpening = /^\s*(`{3,}|~{3,})((?:[^`~].*)?)$/

/** Code fences of a Markdown text, those inside a `md magic-move` fence included, and the text with all of them blanked. */
export function splitFences(text: string, firstLine: number): { fences: Fence[], prose: string } {
  const lines = text.split('\n')
  const fences: Fence[] = []
  const prose: string[] = []
  for (let index = 0; index < lines.length; index++) {
    const opening = fenceOpening.exec(lines[index] ?? '')
    const marks = opening?.[1]
    if (!opening || !marks) {
      prose.push(lines[index] ?? '')
      continue
    }
    let end = index + 1
    while (end < lines.length && !(lines[end] ?? '').trimStart().startsWith(marks))
      end++
    const info = (opening[2] ?? '').trim()
    const code = lines.slice(index + 1, end).join('\n')
    const line = firstLine + index
    fences.push({ info, lang: /^[^\s{[]*/.exec(info)?.[0] ?? '', code, line })
    if (/magic-move/.test(info)) {
      const inner = splitFences(code, line + 1)
      fences.push(...inner.fences)
      prose.push('', ...inner.prose.split('\n'), '')
    }
    else {
      prose.push(...lines.slice(index, end + 1).map(blank))
    }
    index = end
  }
  return { fences, prose: prose.join('\n') }
}

/** The same text, line for line, without HTML comments. */
export function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, blank)
}

/** The same text, line for line, without `inline code`. */
export function withoutInlineCode(text: string): string {
  return text.replace(/(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, blank)
}

export function lineAt(text: string, index: number, firstLine: number): number {
  return firstLine + text.slice(0, index).split('\n').length - 1
}

const attributePattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
const tagPattern = /<([a-z][\w.:-]*)((?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi

/** Opening tags of a Markdown text whose fences, comments and inline code were blanked. */
export function findTags(prose: string, firstLine: number): Tag[] {
  return [...prose.matchAll(tagPattern)].map(match => ({
    name: match[1] ?? '',
    attributes: [...(match[2] ?? '').matchAll(attributePattern)].map(found => ({
      name: found[1] ?? '',
      value: found[2] ?? found[3] ?? found[4],
    })),
    line: lineAt(prose, match.index, firstLine),
  }))
}

/** A `<<<` line: a path without spaces, its region, then what Slidev reads as language and options. */
const quotePattern = /^<<<[ \t]*([^\s#{]+)(?:#([\w-]+))?((?:[ \t{].*)?)$/

export function findQuotes(prose: string, firstLine: number): Quote[] {
  return prose.split('\n').flatMap((text, index) => {
    const match = quotePattern.exec(text.trim())
    return match
      ? [{ target: match[1] ?? '', region: match[2], rest: (match[3] ?? '').trim(), line: firstLine + index }]
      : []
  })
}

const regionMark = /^\s*(?:\/\/|\/\*|<!--|--|#)\s*#?(end)?region\b[ \t]*([\w-]*)/i

export interface Region { name: string, line: number, code: string }

/**
 * Regions of a snippet that open and close, in order. A region that never closes, or closes another name, is a problem.
 * Only the first of a name is what Slidev shows.
 */
export function findRegions(text: string): { regions: Region[], problems: { line: number, message: string }[] } {
  const lines = text.split('\n')
  const open: { name: string, index: number }[] = []
  const regions: Region[] = []
  const problems: { line: number, message: string }[] = []
  lines.forEach((line, index) => {
    const mark = regionMark.exec(line)
    if (!mark)
      return
    const name = mark[2] ?? ''
    if (!mark[1]) {
      if (regions.some(region => region.name === name) || open.some(region => region.name === name))
        problems.push({ line: index + 1, message: `region "${name}" opens twice` })
      open.push({ name, index })
      return
    }
    const at = name ? open.findLastIndex(region => region.name === name) : open.length - 1
    const [opening] = at < 0 ? [] : open.splice(at, 1)
    if (!opening) {
      problems.push({ line: index + 1, message: `region "${name}" closes but never opened` })
      return
    }
    regions.push({
      name: opening.name,
      line: opening.index + 1,
      code: lines.slice(opening.index + 1, index).filter(inner => !regionMark.test(inner)).join('\n'),
    })
  })
  for (const { name, index } of open)
    problems.push({ line: index + 1, message: `region "${name}" never closes` })
  return { regions, problems }
}
