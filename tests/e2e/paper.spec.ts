/** The page that is printed. What the export finds on it, and on the document, without our help is not looked for twice: faults, complaints, titles. */
import { expect, openPrinted, test, total } from './deck.ts'
import { BROKEN_RUN, expectRecorded } from './runnable.ts'

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
})

test('paper holds every slide, each run with the lines and times of its record, and each exercise whole', async ({ page }) => {
  await openPrinted(page)
  await expect(page.locator('[data-slidev-no]')).toHaveCount(total)

  const blocks = await page.locator('.runnable').all()
  expect(blocks.length).toBeGreaterThan(0)
  for (const block of blocks) {
    await expectRecorded(block, { clock: 'virtual' })
    if (await block.locator(BROKEN_RUN).count() > 0)
      await expectRecorded(block, { run: BROKEN_RUN, clock: 'virtual' })
  }
  expect(await page.locator(BROKEN_RUN).count()).toBeGreaterThan(0)

  await expect(page.locator('.printed tbody tr:has(.kind)')).toHaveCount(8)
  await expect(page.locator('.thread [role=treeitem]')).toHaveCount(10)
  await expect(page.locator('.journal tbody tr')).toHaveCount(4)
  await expect(page.locator('.journal .state')).toHaveText(['refusée', 'failed', 'completed', 'completed'])
})
