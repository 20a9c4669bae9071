import type { Plugin } from 'vite'
import { frenchTypography } from './french-typography.ts'

const WORDS = /\/locales\/fr\/.*\.ts$/

/** A piece of a template after a value: the value stands for a number, so that its unit stays on its line. */
const afterValue = (text: string) => frenchTypography(`0${text}`).slice(1)

const inTemplate = (text: string) => text.replace(/[\\`]|\$(?=\{)/g, '\\$&')

/** A stretch of code, and what takes its place. */
interface Edit { start: number, end: number, text: string }
/** A node of a program's syntax tree, its place counted in characters. */
interface Node { type: string, start: number, end: number }
interface Literal extends Node { value: unknown }
interface Template extends Node { quasis: (Node & { value: { cooked: string } })[], expressions: Node[] }

/** The text of a program that the audience reads: strings and templates, but not keys, and not the names of modules. */
function* edits(node: Node): Generator<Edit> {
  const { value } = node as Literal
  if (node.type === 'Literal' && typeof value === 'string') {
    yield { start: node.start, end: node.end, text: JSON.stringify(frenchTypography(value)) }
  }
  else if (node.type === 'TemplateLiteral') {
    const { quasis, expressions } = node as Template
    for (const [index, { start, end, value: { cooked } }] of quasis.entries()) {
      yield { start, end, text: inTemplate(index === 0 ? frenchTypography(cooked) : afterValue(cooked)) }
      if (expressions[index])
        yield* edits(expressions[index])
    }
  }
  else {
    for (const [name, child] of Object.entries(node)) {
      if (name === 'source' || name === 'key')
        continue
      for (const item of Array.isArray(child) ? child : [child]) {
        if (item && typeof item === 'object' && 'type' in item)
          yield* edits(item as Node)
      }
    }
  }
}

/** Sets the words of the widgets, `locales/fr/`, in French typography, as the pages are: an author types plain spaces. */
export function frenchWords(): Plugin {
  return {
    name: 'deck:french-words',
    transform(code, id) {
      if (!WORDS.test(id))
        return undefined
      let set = ''
      let end = 0
      for (const edit of edits(this.parse(code))) {
        set += code.slice(end, edit.start) + edit.text
        end = edit.end
      }
      return { code: set + code.slice(end), map: null }
    },
  }
}
