import { currentSlide, expect, faultsOf, open, openWidget, slidesWith, test, total, turn, whenShown } from './deck.ts'

test.use({ isIdle: true })

test('presenter: every slide, without a fault', async ({ page }) => {
  await page.setViewportSize({ width: 1600, height: 900 })
  await open(page, 'presenter/1', 1)
  const faults = await faultsOf(page)
  for (let no = 1; no < total; no++) {
    await turn(page, 'ArrowRight')
    faults.push(...await faultsOf(page))
  }
  expect([...new Set(faults)]).toEqual([])
})

test('overview: every slide, without a fault', async ({ page }) => {
  await page.goto('overview')
  await expect(page.locator('[data-slidev-no]')).toHaveCount(total)
  await page.waitForFunction(() => !document.querySelector('[data-pending], .slidev-slide-loading'))
  expect(await faultsOf(page)).toEqual([])
})

test('an arrow turns the slide after a click on Run, and stops the run', async ({ page }) => {
  const no = slidesWith('{monaco-run}')[0]!
  await open(page, `${no}`, no)
  await page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable button.run`).first().click()
  await page.keyboard.press('ArrowRight')
  await whenShown(page, no + 1)
})

for (const [markup, control] of [
  ['<ShareModal', '.phone button'],
  ['<CallChain', 'input[type=range]'],
  ['<CallChain', 'label:has(input[type=checkbox])'],
] as const) {
  test(`an arrow turns the slide after a click on ${control} beside ${markup}`, async ({ page }) => {
    const widget = await openWidget(page, markup, control)
    const no = currentSlide(page)
    await widget.first().click()
    await page.keyboard.press('ArrowDown')
    await whenShown(page, no + 1)
  })
}
