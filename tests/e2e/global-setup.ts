import process from 'node:process'
import { ensureBuilt, TESTED } from '../../scripts/built.ts'
import { serve } from '../../scripts/serve.ts'

/** Serves the build under test, or the one that `DECK_DIST` names, and tells the tests where: `DECK_URL`. */
export default async function setup(): Promise<() => Promise<void>> {
  const { dist, base } = process.env.DECK_DIST ? { dist: process.env.DECK_DIST } : TESTED
  await ensureBuilt(dist, base)
  const deck = await serve(dist)
  process.env.DECK_URL = deck.url
  return deck.close
}
