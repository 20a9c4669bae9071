import { text } from '../../locales'
import { expect, open, test, whenShown } from './deck.ts'
import { bare, blocksOf, BROKEN_RUN, EDITOR, expectLines, LATE, millisecondsToTurn, openEditor, pasteAndRun, printedBy, recordOf, runnableSlides, shownCode } from './runnable.ts'

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
  expect(await millisecondsToTurn(page, no)).toBeLessThan(5000)
  await expect(block).toHaveAttribute('data-state', 'stopped')
})

test('two runs at once on one slide each print their own lines', async ({ page }) => {
  for (const no of runnableSlides) {
    await open(page, String(no), no)
    const blocks = await blocksOf(page, no).all()
    if (blocks.length < 2)
      continue
    for (const block of blocks)
      await block.locator('button.run').click()
    for (const block of blocks) {
      await expect(block).not.toHaveAttribute('data-state', /running|idle/, { timeout: 15_000 })
      expectLines(await printedBy(block), await recordOf(block), LATE)
    }
    return
  }
  throw new Error('No slide runs two snippets.')
})

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
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible(EDITOR)
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  for (let run = 0; run < 3; run++) {
    await block.locator('button.run').click()
    await expect(block).toHaveAttribute('data-state', 'running')
    await expect(block).not.toHaveAttribute('data-state', 'running', { timeout: 15_000 })
    expectLines(await printedBy(block), await recordOf(block), LATE)
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
  await expect(block).toHaveAttribute('data-state', 'done', { timeout: 10_000 })
  await expect(block.locator('.monaco-editor')).toHaveCount(0)
  release()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible(EDITOR)
})

test('print holds the lines and times of the records, by the virtual clock', async ({ page }) => {
  await page.goto('print?print=true')
  await page.waitForSelector('html[data-deck="ready"]')
  const blocks = await page.locator('.runnable').all()
  expect(blocks.length).toBeGreaterThan(0)
  for (const block of blocks) {
    expectLines(await printedBy(block), await recordOf(block), 0)
    if (await block.locator(BROKEN_RUN).count() > 0)
      expectLines(await printedBy(block, BROKEN_RUN), await recordOf(block, BROKEN_RUN), 0)
  }
  expect(await page.locator(BROKEN_RUN).count()).toBeGreaterThan(0)
})

test('with the fault of a snippet turned the other way, a run prints the lines of that record', async ({ page }) => {
  for (const no of runnableSlides) {
    await open(page, String(no), no)
    const blocks = await blocksOf(page, no).filter({ has: page.getByRole('switch') }).all()
    for (const block of blocks) {
      await block.getByRole('switch').click()
      await block.locator('button.run').click()
    }
    for (const block of blocks) {
      await expect(block).not.toHaveAttribute('data-state', /running|idle/, { timeout: 15_000 })
      expectLines(await printedBy(block), await recordOf(block), LATE)
    }
  }
})
