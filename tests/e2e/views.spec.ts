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

test('an arrow turns the slide after a click on a slider, a box or a button of a widget', async ({ page }) => {
  for (const [widget, control] of [['.widget', 'input[type=range]'], ['.widget', 'label:has(input[type=checkbox])'], ['.phone', 'button']] as const) {
    await open(page, '2', 2)
    const no = await page.evaluate(async ({ widget, control }) => {
      const { resolve, promise } = Promise.withResolvers<string>()
      const look = () => {
        const found = document.querySelector(`#slideshow ${widget} ${control}`)?.closest<HTMLElement>('[data-slidev-no]')?.dataset.slidevNo
        found ? resolve(found) : setTimeout(look, 50)
      }
      look()
      return promise
    }, { widget, control })
    await open(page, no, Number(no))
    await page.locator(`[data-slidev-no="${no}"] ${widget} ${control}`).first().click()
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(url => url.pathname.endsWith(`/${Number(no) + 1}`), { timeout: 5000 })
  }
})

test('print is not said ready before its page is there', async ({ page }) => {
  const total = await countSlides(page)
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
