import ts from 'typescript'
import { splitFences } from './source.ts'

/** A word that the deck does not use for what another word says: its forms, as they stand in running French text. */
interface Forbidden {
  words: RegExp
  say: string
}

/** A whole word, in its forms; `\\b` knows no accents. */
const word = (forms: string): RegExp => new RegExp(`(?<![\\p{L}\\d_-])(?:${forms})(?![\\p{L}\\d_-])`, 'giu')

/**
 * One thing, one word. A term of the field that stands in brackets after ours is free: « abonnés (subscribers) », « nouvel essai (retry) »,
 * and so is one that is quoted as a source says it: « async, mais les subscribers… ».
 */
export const forbiddenWords: Forbidden[] = [
  { words: word('(?<!\\()(?:publishers?|éditeurs?)'), say: 'émetteur' },
  { words: word('(?<!\\()(?:subscribers?|listeners?)(?! et serial)'), say: 'abonné' },
  { words: word('(?<!\\()retry(?! après|\\))'), say: 'nouvel essai, réessayer' },
  { words: word('retent(?:er|é|ée|és|ées|e|ent)|réessais?|nouvelles? tentatives?'), say: 'essayer de nouveau, nouvel essai' },
  { words: word('relivr(?:er|e|ent|é|ée)'), say: 'livrer de nouveau' },
  { words: word('timeouts?'), say: 'délai d’attente (time-out)' },
  { words: word('résou(?:t|dre)|resolves?(?!r)'), say: 'rendre la main' },
  { words: word('shipments?(?<!\\(shipment)'), say: 'expédition' },
  { words: word('(?<!-sent )event(?!s? (?:log|driven))s?|handlers?'), say: 'événement, gestionnaire' },
  { words: word('librairies?'), say: 'bibliothèque' },
  { words: word('down|pb|démerd\\w*|scalable(?!\\))|tierce'), say: 'en panne, problème, débrouiller, qui passe à l’échelle, tiers' },
  { words: word('plongées?|impactants?(?! ?»)'), say: 'lecture, qui subit l’échec' },
]

const blank = (found: string): string => found.replace(/[^\n]/g, ' ')

/** What a page says in French, line for line: no code, front matter, tag, address, path, nor what is quoted of a source. */
export function readablePage(text: string): string {
  const prose = splitFences(text, 1).prose.replace(/^---\n[\s\S]*?\n---$/gm, blank)
  const said = prose.replace(/^<<< .*$|^Sources? : .*$/gm, blank).replace(/^À lire : .*$/gm, line => line.replace(/« .*? »/g, blank))
  return said.replace(/`[^`\n]+`|<[^<>\n]*>|\]\([^)\n]*\)|\S+\/\S+/g, blank)
}

/** What a file of words says in French, line for line: its strings and templates, but names, which are those of their keys. */
export function readableLocale(text: string): string {
  const read = blank(text).split('')
  const source = ts.createSourceFile('words.ts', text, ts.ScriptTarget.Latest, true)
  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node))
      return
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      const { parent } = node
      const isName = ts.isBinaryExpression(parent) || (ts.isPropertyAssignment(parent) && (parent.name === node || parent.name.getText() === node.text))
      if (!isName) {
        for (let index = node.getStart(); index < node.end; index++)
          read[index] = text[index]!
      }
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return read.join('')
}
