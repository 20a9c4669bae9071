import { text } from '../../locales'
import { currentSlide, expect, open, slidesWith, test, whenShown } from './deck.ts'
import { bare, blocksOf, expectRecorded, openEditor, pasteAndRun, runnableSlides, shownCode, turnAndBack, whenOver } from './runnable.ts'

// A slide turns without a transition.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

test('by keyboard alone: Tab to Run, Enter runs, stops and runs again, an arrow turns the slide', async ({ page }) => {
  const { no, block } = await openEditor(page)
  await pasteAndRun(page, block, 'setTimeout(() => {}, 60_000)')
  await expect(block).toHaveAttribute('data-state', 'running')
  const run = block.locator('button.run')
  await page.keyboard.press('Tab')
  await expect(run).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(block).toHaveAttribute('data-state', 'stopped')
  await page.keyboard.press('Enter')
  await expect(block).toHaveAttribute('data-state', 'running')
  await expect(run).toBeFocused()
  await turnAndBack(page, no)
  await expect(block).toHaveAttribute('data-state', 'stopped')
})

test('a key turns the slide the moment the editor is left, and types while it is not', async ({ page }) => {
  const { no, block } = await openEditor(page, no => !runnableSlides.includes(no + 1))
  await block.locator('.monaco-editor .view-lines').click()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.type('o')
  await expect(block).toBeVisible()
  expect(currentSlide(page)).toBe(no)
  // In one task: nothing that waits for a timer or a frame comes between.
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur()
    for (const type of ['keydown', 'keyup'])
      document.body.dispatchEvent(new KeyboardEvent(type, { key: 'ArrowDown', code: 'ArrowDown', bubbles: true }))
  })
  await whenShown(page, no + 1)
})

test('the editor tells the type of what a snippet imports, by one compiler', async ({ page }) => {
  const [imports] = slidesWith('@/snippets/event-versions.ts')
  const { block } = await openEditor(page, no => no === imports)
  await block.locator('.monaco-editor .view-line span span', { hasText: 'createBus' }).first().click()
  await page.keyboard.press('ControlOrMeta+K')
  await page.keyboard.press('ControlOrMeta+I')
  await expect(page.locator('.monaco-hover').first()).toContainText('brings it at least once to each subscription')
  expect(page.workers().filter(worker => worker.url().includes('ts.worker'))).toHaveLength(1)
})

/** So many pages share the slides that run code: a run mostly waits. */
const PAGES = 3
/** What runs at once must not mix. */
const [twoAtOnce] = slidesWith('{monaco-run}', 2)
if (twoAtOnce === undefined)
  throw new Error('No slide runs two snippets.')

for (let part = 0; part < PAGES; part++) {
  // All those of a slide at once, then each that has a fault with its fault turned the other way.
  test(`every Run button prints the lines recorded for its snippet, part ${part + 1}`, async ({ page }) => {
    for (const no of runnableSlides.filter((_, index) => index % PAGES === part)) {
      await open(page, String(no), no)
      const blocks = await blocksOf(page, no).all()
      for (const block of blocks)
        await block.locator('button.run').click()
      for (const block of blocks) {
        await whenOver(block, `slide ${no}`)
        await expectRecorded(block, { clock: 'real' })
      }
      const breakable = await blocksOf(page, no).filter({ has: page.getByRole('switch') }).all()
      for (const block of breakable) {
        await block.getByRole('switch').click()
        await block.locator('button.run').click()
      }
      for (const block of breakable) {
        await whenOver(block, `slide ${no}`)
        await expectRecorded(block, { clock: 'real' })
      }
    }
  })
}

test('reset brings the original back and clears the output', async ({ page }) => {
  const { block } = await openEditor(page)
  const original = bare(await block.locator('.code pre.shiki').first().textContent() ?? '')
  const reset = block.getByRole('button', { name: text.runner.reset })
  await expect(reset).toHaveCount(0)
  await pasteAndRun(page, block, 'console.log("mine")')
  await expect(block).toHaveAttribute('data-state', 'done')
  await expect(block.locator('.output li')).toHaveCount(1)
  await reset.click()
  await expect(block).toHaveAttribute('data-state', 'idle')
  await expect(block.locator('.output li')).toHaveCount(0)
  await expect(reset).toHaveCount(0)
  await expect.poll(() => shownCode(block)).toBe(original)
})

test('Run works without a network once the slide is there', async ({ page, context, trouble }) => {
  const [no] = runnableSlides
  await open(page, String(no), no!)
  const block = blocksOf(page, no!).first()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible()
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  for (let run = 0; run < 3; run++) {
    await block.locator('button.run').click()
    await expect(block).toHaveAttribute('data-state', 'running')
    await whenOver(block)
    await expectRecorded(block, { clock: 'real' })
  }
  // Slidev goes on fetching the other slides, in vain.
  await page.close()
  trouble.splice(0)
})

test('Run works before the editor is there', async ({ page }) => {
  const [no] = runnableSlides
  let release = () => {}
  const released = new Promise<void>(resolve => release = resolve)
  await page.route(/\/monaco\/editor/, async (route) => {
    await released
    await route.continue()
  })
  // The load of the page may wait for what is held back here.
  await page.goto(String(no), { waitUntil: 'commit' })
  await whenShown(page, no!)
  const block = blocksOf(page, no!).first()
  await block.locator('button.run').click()
  await expect(block).toHaveAttribute('data-state', 'done')
  await expect(block.locator('.monaco-editor')).toHaveCount(0)
  release()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible()
})

/** The slide whose program imports a module, and what it needs that may not come. */
const [importing] = slidesWith('snippets/shipment-created-event.ts').filter(no => runnableSlides.includes(no))

for (const [what, no] of [['snippet-frame', runnableSlides[0]!], ['snippet-module', importing!]] as const) {
  test(`a run says that ${what} did not load, and the next one has it`, async ({ page, trouble }) => {
    const pattern = new RegExp(`/assets/${what}-`)
    await page.route(pattern, route => route.abort())
    await open(page, String(no), no)
    const block = blocksOf(page, no).first()
    await block.locator('button.run').click()
    await expect(block).toHaveAttribute('data-state', 'unreachable')
    await expect(block.locator('.status')).toHaveText(text.runner.ends.unreachable())
    await page.unroute(pattern)
    await block.locator('button.run').click()
    await whenOver(block)
    await expectRecorded(block, { clock: 'real' })
    trouble.splice(0)
  })
}
