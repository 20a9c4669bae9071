import { currentSlide, expect, faultsOf, open, openWidget, slidesWith, test, total, turn, whenShown } from './deck.ts'

test('slide view: every slide by keyboard from the first to the last and back, without a fault', async ({ page }) => {
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

for (const path of ['print', 'handout']) {
  test(`${path}: every slide, without a fault`, async ({ page }) => {
    await page.goto(`${path}?print=true`)
    await page.waitForSelector('html[data-deck="ready"]')
    await expect(page.locator('[data-slidev-no]')).toHaveCount(total)
    expect(await faultsOf(page)).toEqual([])
  })
}

test('an arrow turns the slide after a click on Run, and stops the run', async ({ page }) => {
  const no = slidesWith('{monaco-run}')[0]!
  await open(page, `${no}`, no)
  await page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable button.run`).first().click()
  await page.keyboard.press('ArrowRight')
  await whenShown(page, no + 1)
})

for (const [markup, control] of [['<ShareModal', '.phone button'], ['<CallChain', 'input[type=range]'], ['<CallChain', 'label:has(input[type=checkbox])']] as const) {
  test(`an arrow turns the slide after a click on ${control} beside ${markup}`, async ({ page }) => {
    const widget = await openWidget(page, markup, control)
    const no = currentSlide(page)
    await widget.first().click()
    await page.keyboard.press('ArrowDown')
    await whenShown(page, no + 1)
  })
}

test('print is not said ready before its page is there', async ({ page }) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/slidev/print-*.js', route => released.then(() => route.continue()))
  const slides = new Set<string>()
  const allSlides = new Promise<void>(resolve => page.on('requestfinished', (request) => {
    if (/\/md-[^/]+\.js$/.test(request.url()) && slides.add(request.url()).size === total)
      resolve()
  }))
  await page.goto('print?print=true', { waitUntil: 'commit' })
  await allSlides
  await page.evaluate(async () => {
    for (let frames = 0; frames < 20; frames++)
      await new Promise(resolve => requestAnimationFrame(resolve))
  })
  expect(await page.evaluate(() => document.documentElement.dataset.deck)).toBeUndefined()
  release()
  await page.waitForSelector('html[data-deck="ready"]')
  expect(await faultsOf(page)).toEqual([])
})
