import type { ResolvedSlidevOptions } from '@slidev/types'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A fenced code block of a slide: what follows its backticks, its text, and where it stands. */
export interface Fence {
  info: string
  code: string
  where: string
}

/** The parts of Slidev a deck makes use of; the others stay out of its build. */
export interface DeckUsage {
  fences: Fence[]
  /** Slides, components and layouts speak of it: a directive, a component, a fence option. */
  mentions: (what: RegExp) => boolean
}

const FENCE = /^[ \t]*(`{3,})([^`\n]*)\n([\s\S]*?)^[ \t]*\1[ \t]*$/gm

/** The fences of a Markdown text, in their order. */
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
