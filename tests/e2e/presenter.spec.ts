import type { Page } from '@playwright/test'
import { expect, open, slidesWith, test, whenShown } from './deck.ts'

/** A talk that began so many minutes ago, as a window keeps it over a reload. */
async function startedAgo(page: Page, minutes: number): Promise<void> {
  await page.addInitScript((minutes) => {
    const state = { status: 'running', slides: {}, startedAt: Date.now() - minutes * 60_000, pausedAt: 0 }
    sessionStorage.setItem('deck timer', JSON.stringify({ state, stamp: { count: Date.now(), window: 'earlier' } }))
  }, minutes)
}

const clock = (page: Page) => page.locator('.presenter .clock')

test('the clock says what is left, how late the talk is, and by how much it is over time', async ({ page, context, baseURL }) => {
  await startedAgo(page, 40)
  await open(page, 'presenter/2', 2)
  await expect(clock(page)).toContainText(/Reste\s*3[45]\smin\s\d\d/)
  await expect(clock(page).locator('.late')).toContainText(/−\s3[78]\smin\s\d\d/)
  // The shorter path has as much less time.
  await page.getByRole('button', { name: '45 min' }).click()
  await expect(clock(page)).toContainText(/Reste\s*[45]\smin\s\d\d/)

  const late = await context.newPage()
  await startedAgo(late, 80)
  await late.goto(`${baseURL}presenter/2`)
  await expect(clock(late).locator('.over')).toContainText(/Dépassement\s*\d+\smin\s\d\d/)
})

test('keys play, step and begin again on arrival, and make the room’s screen black, whatever window has them', async ({ page, context, baseURL }) => {
  const [no] = slidesWith('<SimulationPlayer')
  await open(page, String(no), no!)
  const presenter = await context.newPage()
  await open(presenter, `${baseURL}presenter/${no}`, no!)
  const time = page.locator(`#slideshow > [data-slidev-no="${no}"] .time`)
  await presenter.keyboard.press('0')
  await expect(time).toHaveText(/^0,0\s/)
  await presenter.keyboard.press('l')
  await expect(time).not.toHaveText(/^0,0\s/)
  await presenter.getByRole('button', { name: 'Au début 0' }).click()
  await expect(time).toHaveText(/^0,0\s/)
  await presenter.keyboard.press('k')
  await expect(page.locator(`#slideshow > [data-slidev-no="${no}"] .play`)).toHaveAccessibleName(/pause/i)

  await presenter.keyboard.press('b')
  await expect(page.locator('.black-screen')).toBeVisible()
  await expect(presenter.locator('.black-screen')).toHaveCount(0)
  await expect(presenter.getByText('L’écran de la salle est noir')).toBeVisible()
  await presenter.keyboard.press('.')
  await expect(page.locator('.black-screen')).toHaveCount(0)
})

test('r runs the code of the slide', async ({ page }) => {
  const [no] = slidesWith('{monaco-run}')
  await open(page, `presenter/${no}`, no!)
  await page.keyboard.press('r')
  await expect(page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable`).first()).not.toHaveAttribute('data-state', 'idle')
})

test('the note is whole, marks the next click, and has the size one chooses; what comes next has its first line', async ({ page }) => {
  const [no] = slidesWith('<v-clicks>')
  await open(page, `presenter/${no}`, no!)
  const note = page.locator('.presenter .said .slidev-note')
  await expect(note.locator('.slidev-note-click-mark-next')).toHaveCount(1)
  const next = await note.locator('.slidev-note-click-mark-next').getAttribute('data-clicks')
  await page.keyboard.press('ArrowRight')
  await expect(note.locator('.slidev-note-click-mark-active')).toHaveAttribute('data-clicks', next!)
  const size = () => note.evaluate(element => Number.parseFloat(getComputedStyle(element).fontSize))
  const before = await size()
  await page.getByRole('button', { name: 'Notes plus grandes' }).click()
  expect(await size()).toBeGreaterThan(before)
  await expect(page.locator('.presenter .coming .note')).toHaveText(/\S.{20}/)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })

  test('all that one presses has room for a thumb, and nothing is cut', async ({ page }) => {
    const [no] = slidesWith('<SimulationPlayer')
    await page.goto(`presenter/${no}`)
    await whenShown(page, no!)
    const small = await page.locator('.presenter > :is(header, nav) button, .presenter .sizes button').evaluateAll(buttons =>
      buttons.filter(button => button.checkVisibility()).flatMap((button) => {
        const { width, height, right, bottom } = button.getBoundingClientRect()
        return width < 44 || height < 44 || right > innerWidth || bottom > innerHeight ? [button.textContent] : []
      }))
    expect(small).toEqual([])
    expect((await page.locator('.presenter .said .said').boundingBox())!.height).toBeGreaterThan(150)
    await page.getByRole('button', { name: 'Suivant →' }).tap()
    await page.waitForURL(url => !url.pathname.endsWith(`/${no}`) || url.searchParams.has('clicks'))
  })
})
