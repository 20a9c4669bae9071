import type { BrowserContext, Page } from '@playwright/test'
import { expect, open, slidesWith, test, total } from './deck.ts'
import { blocksOf, openEditor, pasteAndRun, printedBy, shownCode, whenOver } from './runnable.ts'

/** Another window of the same browser. */
async function openWindow(context: BrowserContext, path: string, no: number): Promise<Page> {
  const page = await context.newPage()
  await open(page, path, no)
  return page
}

/** Waits until the windows are at these places, by their addresses. */
async function expectPlaces(baseURL: string, places: [Page, path: string][]): Promise<void> {
  for (const [page, path] of places)
    await page.waitForURL(`${baseURL}${path}`)
}

test('the audience follows ten presses, and moves nobody', async ({ page, context, baseURL }) => {
  const from = Math.floor(total / 2)
  await open(page, String(from), from)
  const presenter = await openWindow(context, `${baseURL}presenter/${from}`, from)
  for (let press = 0; press < 10; press++)
    await presenter.keyboard.press('ArrowDown')
  await expectPlaces(baseURL!, [[page, `${from + 10}`], [presenter, `presenter/${from + 10}`]])

  await page.keyboard.press('ArrowDown')
  await page.waitForURL(`${baseURL}${from + 11}`)
  await presenter.keyboard.press('ArrowUp')
  await expectPlaces(baseURL!, [[page, `${from + 9}`], [presenter, `presenter/${from + 9}`]])
})

test('a window that opens takes the room’s place and moves nobody, a presenter’s at the cover too', async ({ page, context, baseURL }) => {
  await open(page, '40', 40)
  const presenter = await context.newPage()
  await presenter.goto(`${baseURL}presenter/1`)
  await expectPlaces(baseURL!, [[presenter, 'presenter/40']])
  await presenter.keyboard.press('ArrowDown')
  await expectPlaces(baseURL!, [[page, '41']])
  await presenter.close()

  const [reopened, second, late] = [await context.newPage(), await context.newPage(), await context.newPage()]
  await reopened.goto(`${baseURL}presenter/1`)
  await second.goto(`${baseURL}presenter/7`)
  await late.goto(`${baseURL}3`)
  await expectPlaces(baseURL!, [[reopened, 'presenter/41'], [second, 'presenter/41'], [late, '41'], [page, '41']])
  await second.keyboard.press('ArrowDown')
  await expectPlaces(baseURL!, [[reopened, 'presenter/42'], [second, 'presenter/42'], [late, '42'], [page, '42']])
})

test('readers’ windows leave each other alone', async ({ page, context, baseURL }) => {
  await open(page, '10', 10)
  const other = await openWindow(context, `${baseURL}40`, 40)
  await page.keyboard.press('ArrowDown')
  await page.waitForURL(`${baseURL}11`)
  // A message to the other window would have come before this one's answer.
  await other.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve))))
  expect(other.url()).toBe(`${baseURL}40`)
})

test('a presenter’s page that is loaded again keeps slide, click and timer, and moves nobody', async ({ page, context, baseURL }) => {
  const [no] = slidesWith('<v-clicks>')
  await open(page, String(no), no!)
  const presenter = await openWindow(context, `${baseURL}presenter/${no}`, no!)
  const timer = presenter.locator('.clock .left')
  const initial = await timer.textContent()
  await presenter.getByRole('button', { name: 'Démarrer' }).click()
  await expect(timer).not.toHaveText(initial!)
  await presenter.keyboard.press('ArrowRight')
  await presenter.keyboard.press('ArrowRight')
  await presenter.waitForURL(/clicks=[2-9]/)
  const clicks = new URL(presenter.url()).search
  await expectPlaces(baseURL!, [[page, `${no}${clicks}`]])

  await presenter.reload()
  await expect(timer).toBeVisible()
  await expect(timer).not.toHaveText(initial!)
  await expectPlaces(baseURL!, [[page, `${no}${clicks}`], [presenter, `presenter/${no}${clicks}`]])
})

test('code that is edited and run in one window is the same in all, one opened later included, and runs once', async ({ page, context, baseURL }) => {
  const { no, block } = await openEditor(page)
  const code = 'console.log(1)\nawait new Promise(resolve => setTimeout(resolve, 300))\nconsole.log(Math.random())'
  await pasteAndRun(page, block, code)
  const audience = await openWindow(context, `${baseURL}${no}`, no)
  const there = blocksOf(audience, no).first()
  await whenOver(block)
  await expect(there).toHaveAttribute('data-state', 'done')
  expect(await printedBy(there)).toEqual(await printedBy(block))
  await expect.poll(() => shownCode(there)).toBe(code.replace(/\s+/g, ''))

  await there.locator('button.run').click()
  await expect(there.locator('.output li')).toHaveCount(2)
  await whenOver(there)
  await whenOver(block)
  await expect.poll(() => printedBy(block)).toEqual(await printedBy(there))
})

test('a run is stopped from any window', async ({ page, context, baseURL }) => {
  const { no, block } = await openEditor(page)
  await pasteAndRun(page, block, 'setInterval(() => {}, 1000)')
  const audience = await openWindow(context, `${baseURL}${no}`, no)
  const there = blocksOf(audience, no).first()
  await expect(there).toHaveAttribute('data-state', 'running')
  await there.locator('button.run').click()
  await expect(there).toHaveAttribute('data-state', 'stopped')
  await expect(block).toHaveAttribute('data-state', 'stopped')
})
