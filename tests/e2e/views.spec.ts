import { countSlides, expect, faultsOf, open, test, turn, whenShown } from './deck.ts'

test('slide view: every slide by keyboard from the first to the last and back, without a fault', async ({ page }) => {
  const total = await countSlides(page)
  await open(page, '1', 1)
  const faults = await faultsOf(page)
  for (let no = 1; no < total; no++) {
    await turn(page, 'ArrowRight')
    faults.push(...await faultsOf(page))
  }
  for (let no = total; no > 1; no--)
    await turn(page, 'ArrowLeft')
  expect(faults).toEqual([])
})

test('presenter: every slide, without a fault', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 900 })
  const total = await countSlides(page)
  await open(page, 'presenter/1', 1)
  const faults = await faultsOf(page)
  for (let no = 1; no < total; no++) {
    await turn(page, 'ArrowRight')
    faults.push(...await faultsOf(page))
  }
  expect([...new Set(faults)]).toEqual([])
})

test('overview: every slide, without a fault', async ({ page }) => {
  const total = await countSlides(page)
  await page.goto('overview')
  await expect(page.locator('[data-slidev-no]')).toHaveCount(total)
  await page.waitForFunction(() => !document.querySelector('[data-pending], .slidev-slide-loading'))
  expect(await faultsOf(page)).toEqual([])
})

for (const path of ['print', 'handout']) {
  test(`${path}: every slide, without a fault`, async ({ page }) => {
    const total = await countSlides(page)
    await page.goto(`${path}?print=true`)
    await page.waitForSelector('html[data-deck="ready"]')
    await expect(page.locator('[data-slidev-no]')).toHaveCount(total)
    expect(await faultsOf(page)).toEqual([])
  })
}

test('an arrow turns the slide after a click on Run, and stops the run', async ({ page }) => {
  const total = await countSlides(page)
  const run = page.locator('#slideshow > [data-slidev-no]:visible .runnable button.run').first()
  let no = 2
  while (no < total && !await run.isVisible())
    no = await turn(page, 'ArrowRight')
  await run.click()
  await page.keyboard.press('ArrowRight')
  await whenShown(page, no + 1)
})
