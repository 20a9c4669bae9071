import type { ResolvedSlidevOptions } from '@slidev/types'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced code block of a slide. */
export interface Fence {
  /** What follows the backticks: language and options. */
  info: string
  code: string
  /** Its slide, for error messages. */
  where: string
}

/** The parts of Slidev that the deck uses; the others are left out of its build. */
export interface DeckUsage {
  fences: Fence[]
  /** Whether a slide, a component or a layout holds such text: a directive, a component, a fence option. */
  mentions: (what: RegExp) => boolean
}

const FENCE = /^[ \t]*(`{3,})([^`\n]*)\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm

/** The fences of a Markdown text, in order. */
export function findFences(markdown: string, where: string): Fence[] {
  return [...markdown.matchAll(FENCE)].map(([, , info = '', code = '']) => ({ info: info.trim(), code, where }))
}

/** Reads what the deck uses from its slides and from the components and layouts of deck and theme. */
export function readDeckUsage({ data, roots }: ResolvedSlidevOptions): DeckUsage {
  const slides = data.slides.map(({ content }) => content)
  const components = roots.flatMap(root =>
    globSync(['*.vue', '{components,layouts}/**/*.vue'], { cwd: root }).map(file => readFileSync(join(root, file), 'utf8')))
  const text = [...slides, ...components].join('\n')
  return {
    fences: data.slides.flatMap(({ content }, index) => findFences(content, `slide ${index + 1}`)),
    mentions: what => what.test(text),
  }
}
