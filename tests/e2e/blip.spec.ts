import { expect, test } from '@playwright/test'
import { TESTED } from '../../scripts/built.ts'
import { serve } from '../../scripts/serve.ts'
import { currentSlide, slidesWith } from './deck.ts'

const { dist } = TESTED
const [code] = slidesWith('{monaco-run}') as [number]
const [board] = slidesWith('<MessageConsole ') as [number]

test('what the server did not bring while it was gone comes by itself once it is back, without a reload', async ({ page }) => {
  const { url, close } = await serve(dist)
  await page.goto(url)
  await close()
  const slide = (no: number) => page.locator(`#slideshow > [data-slidev-no="${no}"]`)
  const goTo = async (no: number) => {
    while (currentSlide(page) !== no) {
      const before = page.url()
      await page.keyboard.press('ArrowDown')
      await page.waitForURL(({ href }) => href !== before)
    }
  }

  await goTo(code)
  await expect(page.getByRole('status').filter({ hasText: 'Le serveur ne répond pas' })).toBeVisible()
  await expect(slide(code)).toContainText('Chargement de la diapositive…')
  await expect(page.getByText(/failed|error/i)).toHaveCount(0)
  await goTo(board)
  await expect(slide(board)).toContainText('Chargement de la diapositive…')

  const back = await serve(dist, { port: Number(new URL(url).port) })
  await expect(slide(board).locator('.widget.console')).toHaveAttribute('data-state', 'ready')
  await slide(board).getByRole('button', { name: 'Publier' }).click()
  await expect(slide(board).getByText('S-42').first()).toBeVisible()
  await expect(page.getByText('Le serveur ne répond pas')).toBeHidden()
  while (currentSlide(page) !== code)
    await page.keyboard.press('ArrowUp')
  await expect(slide(code).locator('.monaco-editor').first()).toBeVisible()
  expect(await page.evaluate(() => [...document.fonts].filter(({ status }) => status === 'error').map(({ family }) => family))).toEqual([])
  await back.close()
})
