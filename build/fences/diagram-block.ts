import type { CodeblockTransformContext } from '@slidev/types'
import type { Mermaid } from 'mermaid'
import { relative } from 'node:path'
import { defineCodeblockTransformer } from '@slidev/types'
import lz from 'lz-string'
import { frenchTypography } from '../french-typography.ts'
import { readDiagramAlt } from './diagram-alt.ts'

let mermaid: Promise<Mermaid> | undefined

/** Mermaid, loaded with the first diagram. It cleans labels with DOMPurify, which needs a document: Node has none, and needs no protection. */
function loadMermaid(): Promise<Mermaid> {
  mermaid ??= Promise.all([import('mermaid'), import('dompurify')]).then(([{ default: mermaid }, { default: dompurify }]) => {
    Object.assign(dompurify, { addHook: () => {}, sanitize: (text: string) => text })
    return mermaid
  })
  return mermaid
}

/** A parse error of Mermaid, with the line it is on. */
interface ParseError extends Error {
  hash?: { loc?: { first_line?: number } }
}

/** Place of a line of the diagram, 0 being its fence, for error messages: `pages/03-recuperer.md:42, slide 17`. */
function placeOf({ slide, code, options }: CodeblockTransformContext, lineInCode: number): string {
  if (!slide)
    return 'mermaid fence'
  const { source, index } = slide
  const linesBefore = source.raw.slice(0, Math.max(0, source.raw.indexOf(code))).split('\n').length - 1
  return `${relative(options.userRoot, source.filepath)}:${source.start + linesBefore + lineInCode}, slide ${index + 1}`
}

/** Sets the labels in French typography; what stands before the colon of a sequence line is syntax. */
function setLabels(code: string): string {
  const isSequence = /^\s*sequenceDiagram\b/m.test(code)
  return code
    .split('\n')
    .map((line) => {
      const colon = isSequence ? line.indexOf(':') + 1 : 0
      return isSequence && colon === 0 ? line : line.slice(0, colon) + frenchTypography(line.slice(colon))
    })
    .join('\n')
}

/**
 * `actor` names the client's side of a sequence. Mermaid draws it as a figure twice as high as a box, whose name runs
 * into the first message: here it becomes a `participant`, which is a box, in the colour of the client.
 */
function replaceActors(code: string): { code: string, clients: string[] } {
  const clients: string[] = []
  const boxed = code.replace(/^(\s*)actor (\w+)/gm, (_, indent: string, name: string) => {
    clients.push(name)
    return `${indent}participant ${name}`
  })
  return { code: boxed, clients }
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

/**
 * Turns a Mermaid fence into `<Diagram>`, if Mermaid can read it.
 * @throws at build time, with file, line and slide, when the syntax is wrong or the text alternative cannot be read.
 */
export const diagramBlock = defineCodeblockTransformer(async (context) => {
  if (!/^mermaid\b/.test(context.info))
    return undefined
  const { alt, problem } = readDiagramAlt(context.info)
  if (problem !== undefined)
    throw new Error(`${placeOf(context, 0)}: ${problem}`)

  const { code, clients } = replaceActors(setLabels(context.code.trimEnd()))
  try {
    await (await loadMermaid()).parse(code)
  }
  catch (error) {
    const { message, hash } = error as ParseError
    throw new Error(`${placeOf(context, hash?.loc?.first_line ?? 1)}: Mermaid cannot read this diagram.\n${message}`)
  }
  const attributes = {
    'alt': escapeAttribute(frenchTypography(alt)),
    'where': placeOf(context, 0),
    'clients': clients.join(' '),
    'code-lz': lz.compressToBase64(code),
  }
  return `<Diagram ${Object.entries(attributes).map(([name, value]) => `${name}="${value}"`).join(' ')} />`
})
