import process from 'node:process'
import { ensureBuilt, TESTED } from '../../scripts/built.ts'
import { serve } from '../../scripts/serve.ts'

/** Serves the build under test, and tells the tests where: `DECK_URL`. */
export default async function setup(): Promise<() => Promise<void>> {
  await ensureBuilt(TESTED.dist, TESTED.base)
  const deck = await serve(TESTED.dist)
  process.env.DECK_URL = deck.url
  return deck.close
}
