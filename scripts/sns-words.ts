import type { Fact } from './sns-process.ts'
import { styleText } from 'node:util'

const colours = { atlas: 'cyan', core: 'green', metis: 'magenta' } as const
const tones: Partial<Record<Fact['what'], 'red' | 'yellow'>> = { 'is-killed': 'red', 'reads-again': 'yellow', 'uploads-again': 'yellow' }

const words: Record<Fact['what'], (fact: Fact) => string> = {
  'is-up': () => 'est prêt',
  'uploads': ({ document }) => `dépose ${document}`,
  'uploads-again': ({ document }) => `n’a pas de réponse de Core, dépose encore ${document}`,
  'stored': ({ document }) => `a stocké ${document} et son message, dans une transaction`,
  'published': ({ document }) => `a publié documentUploaded (${document})`,
  'reads': ({ document }) => `lit ${document}`,
  'reads-again': ({ document, attempt }) => `lit ${document}, livraison n° ${attempt}`,
  'read': ({ document }) => `a lu ${document}`,
  'is-killed': () => 'est tué',
  'starts-again': () => 'redémarre',
}

/** A fact as a line of the trace, in the terms of the deck, `at` milliseconds after the first upload. */
export function lineOf(who: string, fact: Fact, at: number): string {
  const text = words[fact.what](fact)
  const tone = tones[fact.what]
  const role = who.split(' ')[0] as keyof typeof colours
  return `${String(Math.max(0, at)).padStart(6)} ms  ${styleText(colours[role], who.padEnd(7))}  ${tone ? styleText(tone, text) : text}`
}
