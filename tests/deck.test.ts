import type { Deck } from './deck/deck.ts'
import type { Problem } from './deck/source.ts'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { checks, listsAreShort } from './deck/checks.ts'
import { loadDeck } from './deck/deck.ts'
import { unreadableDiagrams } from './deck/mermaid.ts'
import { mistyped } from './deck/types.ts'

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '')
const readable = (problems: Problem[]): string[] => problems.map(({ file, line, message }) => `${file}${line ? `:${line}` : ''} ${message}`)

let deck: Deck
beforeAll(async () => {
  deck = await loadDeck(root)
})

describe('the deck', () => {
  for (const [sentence, check] of Object.entries(checks))
    it(sentence, () => expect(readable(check(deck))).toEqual([]))

  it('draws diagrams that Mermaid can read', async () => expect(readable(await unreadableDiagrams(deck))).toEqual([]))

  it('gives components and layouts what their types allow', () => expect(readable(mistyped(deck))).toEqual([]))

  it('has slides', () => {
    expect(deck.slides.length).toBeGreaterThan(0)
    // A hint, not a fault: some lists are made of two words an item.
    for (const hint of readable(listsAreShort(deck)))
      console.warn(hint)
  })
})
