import process from 'node:process'
import { ensureBuilt } from '../../scripts/built.ts'
import { serve } from '../../scripts/serve.ts'

/** Serves `dist`, or the build that `DECK_DIST` names, and tells the tests where: `DECK_URL`. */
export default async function setup(): Promise<() => Promise<void>> {
  const dist = process.env.DECK_DIST ?? 'dist'
  await ensureBuilt(dist)
  const deck = await serve(dist)
  process.env.DECK_URL = deck.url
  return deck.close
}
