import type { Plugin } from 'vite'
import process from 'node:process'

/** Names that lead nowhere, by RFC 2606 and 6761. */
const RESERVED = /(?:^|\.)(?:example(?:\.(?:com|net|org))?|test|invalid|localhost)$/

/** The address of the hosted deck, `DECK_URL` of the environment or else `homepage`; `''` where that name is reserved and leads nowhere. */
export function deckAddress(homepage: string): string {
  const address = process.env.DECK_URL || homepage
  return RESERVED.test(new URL(address).hostname) ? '' : address
}

/** Where a build says for which address it was made: `scripts/built.ts` builds again when that is another. */
export function addressMark(address: string): string {
  return `<meta name="deck-address" content="${address}">`
}

/** Writes {@link addressMark} into the built page. */
export function deckAddressMark(address: string): Plugin {
  return {
    name: 'deck:address',
    apply: 'build',
    transformIndexHtml: html => html.replace('<head>', `<head>\n${addressMark(address)}`),
  }
}
