import { fileURLToPath } from 'node:url'
import { build } from '../../scripts/built.ts'
import { serve } from '../../scripts/serve.ts'
import { expect, faultsOf, openPrinted, test, turn, whenShown } from './deck.ts'

const dist = fileURLToPath(new URL('../../node_modules/.cache/deck-sous-dossier', import.meta.url))

test('the deck stands under a folder of a site', async ({ page }) => {
  await build(dist, '/sous-dossier/')
  const deck = await serve(dist)
  expect(new URL(deck.url).pathname).toBe('/sous-dossier/')
  await page.goto(deck.url)
  await whenShown(page, 1)
  expect(await faultsOf(page)).toEqual([])
  await turn(page, 'ArrowRight')
  expect(new URL(page.url()).pathname).toBe('/sous-dossier/2')
  await page.goto(`${deck.url}overview`)
  const runnable = page.locator('[data-slidev-no]:has(.runnable)').first()
  const no = Number(await runnable.getAttribute('data-slidev-no'))
  await page.goto(`${deck.url}${no}`)
  await whenShown(page, no)
  const block = page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable`).first()
  await block.locator('button.run').click()
  await expect(block).toHaveAttribute('data-state', 'done')
  await expect(block.locator('.output li')).not.toHaveCount(0)
  await openPrinted(page, deck.url)
  await deck.close()
})
