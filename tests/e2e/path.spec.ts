import { currentSlide, expect, open, shortPath, slidesWith, test, total, whenShown } from './deck.ts'

/** The first slide that the shorter path leaves out, and those of the path beside it. */
const skipped = Array.from({ length: total }, (_, index) => index + 1).find(no => !shortPath.includes(no))!
const before = shortPath.findLast(no => no < skipped)!
const after = shortPath.find(no => no > skipped)!

const footerOf = (no: number) => `#slideshow > [data-slidev-no="${no}"] .footer`
const placeOnPath = (no: number) => `${shortPath.indexOf(no) + 1} / ${shortPath.length}`

test('the shorter path passes over other slides: keys, numbers, plan and overview, in all windows; a link opens them', async ({ page, context, baseURL }) => {
  await open(page, `${before}?path=45`, before)
  await page.waitForURL(`${baseURL}${before}`)
  await expect(page.locator(footerOf(before))).toContainText(placeOnPath(before))
  await page.keyboard.press('ArrowDown')
  await page.waitForURL(`${baseURL}${after}`)
  await page.keyboard.press('ArrowUp')
  await page.waitForURL(`${baseURL}${before}`)

  const other = await context.newPage()
  await open(other, `${baseURL}${skipped}`, skipped)
  await expect(other.locator(footerOf(skipped))).toContainText('hors parcours de 45 min')
  await expect(other.locator(`${footerOf(skipped)} .page`)).toHaveCount(0)
  await other.keyboard.press('ArrowDown')
  await other.waitForURL(`${baseURL}${after}`)

  await page.keyboard.press('o')
  await expect(page.locator('.grid:has(> .relative .slidev-slide-container) > .relative')).toHaveCount(shortPath.length)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.waitForURL(`${baseURL}${after}`)
  const [plan] = slidesWith('<DeckPlan')
  await page.goto(`${baseURL}${plan}`)
  await whenShown(page, plan!)
  const links = await page.locator(`[data-slidev-no="${plan}"] .plan a`)
    .evaluateAll(links => links.map(link => Number(link.getAttribute('href')!.split('/').at(-1))))
  expect(links.filter(no => !shortPath.includes(no))).toEqual([])
  expect(links.length).toBeGreaterThan(0)
})

test('the whole deck is shown to the end, and the path to its own', async ({ page }) => {
  await open(page, `${shortPath.at(-1)}?path=45`, shortPath.at(-1)!)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowUp')
  await page.waitForURL(url => currentSlide(page) === shortPath.at(-2) && url.search === '')
})

test('paper shows the slides of its path', async ({ page }) => {
  await page.goto('print?print=true&path=45')
  await page.waitForSelector('html[data-deck="ready"]')
  const printed = await page.locator('[data-slidev-no]').evaluateAll(slides => slides.map(slide => Number(slide.getAttribute('data-slidev-no'))))
  expect(printed).toEqual(shortPath)
  expect(await page.evaluate(() => document.documentElement.dataset.path)).toBe('45')
})
