import type { ResolvedSlidevOptions } from '@slidev/types'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of Slidev that the deck uses; the others are left out of its build. */
export interface DeckUsage {
  /** What follows the backticks of each code fence, slide by slide: `ts {monaco-run}`. */
  fences: string[]
  /** Whether a slide, a component or a layout holds such text: a directive, a component, a fence option. */
  mentions: (what: RegExp) => boolean
}

const FENCE = /^[ \t]*(`{3,})([^`\n]*)\n[\s\S]*?^[ \t]*\1[ \t]*$/gm

/** What follows the backticks of the fences of a Markdown text, in their order; a fence in a fence is text. */
export function findFences(markdown: string): string[] {
  return [...markdown.matchAll(FENCE)].map(([, , info = '']) => info.trim())
}

/** Reads what the deck uses from its slides and from the components and layouts of deck and theme. */
export function readDeckUsage({ data, roots }: ResolvedSlidevOptions): DeckUsage {
  const slides = data.slides.map(({ content }) => content)
  const components = roots.flatMap(root =>
    globSync(['*.vue', '{components,layouts}/**/*.vue'], { cwd: root }).map(file => readFileSync(join(root, file), 'utf8')))
  const text = [...slides, ...components].join('\n')
  return {
    fences: slides.flatMap(findFences),
    mentions: what => what.test(text),
  }
}
