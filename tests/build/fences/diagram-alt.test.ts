import { expect, it } from 'vitest'
import { readDiagramAlt } from '../../../build/fences/diagram-alt.ts'

const sentence = 'S1 attend la fin de l\'appel à S2.'

it.each([
  `mermaid {alt: '${sentence}'}`,
  `mermaid{alt:'S1 attend la fin de l\\'appel à S2.'}`,
  `mermaid {alt: "${sentence}"}`,
  `mermaid { alt : \`${sentence}\` , }`,
])('reads %s', info => expect(readDiagramAlt(info)).toEqual({ alt: sentence }))

it('keeps braces, quotes of another kind and commas', () =>
  expect(readDiagramAlt('mermaid {alt: \'Il dit "{oui}", puis répond : non\'}').alt).toBe('Il dit "{oui}", puis répond : non'))

it.each([
  ['mermaid', 'this diagram has no text alternative'],
  ['mermaid alt: \'a\'', 'do not stand between { and }'],
  ['mermaid {}', 'takes one option, alt, not none'],
  ['mermaid {scale: 0.8}', 'takes one option, alt, not scale'],
  [`mermaid {alt: '${sentence}', scale: 0.8, theme: 'a'}`, 'takes one option, alt, not scale'],
  [`mermaid {alt: ${sentence}}`, 'is not in quotes'],
  ['mermaid {alt: }', 'is not in quotes'],
  [`mermaid {alt: "${sentence}'}`, 'opens with " and does not end with it'],
  ['mermaid {alt: \'}', 'opens with \' and does not end with it'],
  ['mermaid {alt: \'Un schéma\'}', '“Un schéma” says nothing'],
])('refuses %s', (info, problem) => expect(readDiagramAlt(info).problem).toContain(problem))
