import type { Deck } from './deck.ts'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadDeck } from './deck.ts'

const headmatter = `---
theme: seriph
favicon: /favicon.svg
fonts:
  provider: none
layout: cover
minutes: 0.5
short: true
---`

/** Notes that no check complains of, on a slide of one minute. */
export const goodNote = '**1 min · parcours 45 min**\n\nDire ceci.\n\n**Question probable** — Pourquoi ?\n**Réponse** — Parce que.'

export interface SlideParts { front?: string, body?: string, note?: string }

/** A slide that no check complains of, with what a test wants to be different. */
export function slide({ front = 'minutes: 1\nshort: true', body = '## Un titre', note = goodNote }: SlideParts = {}): string {
  return `---\n${front}\n---\n\n${body}\n\n<!--\n${note}\n-->\n`
}

/** `slides.md` with a cover, then these slides. */
export function entry(...slides: string[]): string {
  return `${headmatter}\n\n# Titre\n\n<!--\n**0,5 min · parcours 45 min**\n-->\n\n${slides.join('\n')}`
}

/** A deck of these files, read as the real one is, with its own fonts and layouts; what a check says of it while its files are there. */
export async function deckOf(files: Record<string, string>): Promise<Deck>
export async function deckOf<T>(files: Record<string, string>, read: (deck: Deck) => T): Promise<T>
export async function deckOf<T>(files: Record<string, string>, read?: (deck: Deck) => T): Promise<Deck | T> {
  const root = await mkdtemp(join(tmpdir(), 'deck-'))
  const project = fileURLToPath(new URL('../..', import.meta.url))
  try {
    await cp(join(project, 'public', 'fonts'), join(root, 'public', 'fonts'), { recursive: true })
    await Promise.all(Object.entries({ 'layouts/cover.vue': '<template><slot /></template>', ...files }).map(async ([file, text]) => {
      await mkdir(dirname(join(root, file)), { recursive: true })
      await writeFile(join(root, file), text)
    }))
    const deck = await loadDeck(root)
    return read ? read(deck) : deck
  }
  finally {
    await rm(root, { recursive: true })
  }
}
