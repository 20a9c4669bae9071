import type { Locator, Page } from '@playwright/test'
import { currentSlide, expect, open, openWidget, slidesWith, test } from './deck.ts'

test.use({ hasTouch: true, isMobile: true })

interface Point { x: number, y: number }

/** Moves fingers over the glass, each from a point to another, as a driver of a screen tells it. */
async function touch(page: Page, fingers: [from: Point, to: Point][]): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) => client.send('Input.dispatchTouchEvent', { type, touchPoints })
  const STEPS = 8
  await send('touchStart', fingers.map(([from]) => from))
  for (let step = 1; step <= STEPS; step++)
    await send('touchMove', fingers.map(([from, to]) => ({ x: from.x + (to.x - from.x) * step / STEPS, y: from.y + (to.y - from.y) * step / STEPS })))
  await send('touchEnd', [])
  // What the deck does of it, it has done by the next frame.
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve))))
}

async function middleOf(part: Locator): Promise<Point> {
  const { x, y, width, height } = (await part.boundingBox())!
  return { x: x + width / 2, y: y + height / 2 }
}

async function drag(page: Page, part: Locator, by: Point): Promise<void> {
  const from = await middleOf(part)
  await touch(page, [[from, { x: from.x + by.x, y: from.y + by.y }]])
}

const ofSlide = (page: Page, no: number, selector: string) => page.locator(`#slideshow > [data-slidev-no="${no}"] ${selector}`)

test('a finger turns the slide by its text, and never by a widget', async ({ page, baseURL }) => {
  const player = await openWidget(page, '<SimulationPlayer', '.simulation')
  const no = currentSlide(page)
  const before = page.url()
  for (const slider of await player.locator('input[type="range"]').all()) {
    await drag(page, slider, { x: -120, y: 0 })
    const value = await slider.inputValue()
    await drag(page, slider, { x: 120, y: 0 })
    expect(await slider.inputValue()).not.toBe(value)
    expect(page.url()).toBe(before)
  }
  for (const part of ['svg', '.head', '.tiles', '.tabs'])
    await drag(page, player.locator(part).first(), { x: -150, y: 0 })
  expect(page.url()).toBe(before)

  await drag(page, ofSlide(page, no, 'h2'), { x: 150, y: 0 })
  await page.waitForURL(url => url.href !== before)

  const [code] = slidesWith('{monaco-run}')
  await open(page, `${baseURL}${code}`, code!)
  // An editor that comes while a finger is down warns of one whose beginning it has not seen.
  await expect(ofSlide(page, code!, '.runnable .monaco-editor .view-lines')).toHaveCount(await ofSlide(page, code!, '.runnable').count())
  for (const part of ['.code', '.panel'])
    await drag(page, ofSlide(page, code!, `.runnable ${part}`).first(), { x: -150, y: 0 })
  expect(currentSlide(page)).toBe(code)
  const [modal] = slidesWith('<ShareModal')
  await open(page, `${baseURL}${modal}`, modal!)
  await drag(page, ofSlide(page, modal!, '.phone'), { x: -150, y: 0 })
  expect(page.url()).toBe(`${baseURL}${modal}`)
})

test('two fingers enlarge the page, and turn no slide; one that moves about it then turns none', async ({ page }) => {
  await open(page, '2', 2)
  const before = page.url()
  await touch(page, [[{ x: 440, y: 300 }, { x: 240, y: 300 }], [{ x: 540, y: 300 }, { x: 740, y: 300 }]])
  await page.waitForFunction(() => visualViewport!.scale > 1.5)
  await touch(page, [[{ x: 600, y: 300 }, { x: 400, y: 300 }]])
  expect(page.url()).toBe(before)
})

test('on a phone the bar stands below the slide, in French, large enough for a thumb; on a projector of 4:3 it does not', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 })
  await open(page, '2', 2)
  const bar = page.getByRole('navigation', { name: 'Navigation' })
  await expect(bar).toBeVisible()
  const sizes = await bar.getByRole('button').evaluateAll(buttons => buttons.flatMap((button) => {
    const { width, height } = button.getBoundingClientRect()
    return [width, height]
  }))
  expect(sizes.filter(size => size < 44)).toEqual([])
  await bar.getByRole('button', { name: 'Suivant' }).tap()
  await page.waitForURL(/\/3$/)
  await expect(bar.getByRole('button', { name: 'Vue d’ensemble' })).toBeVisible()

  await page.setViewportSize({ width: 1024, height: 768 })
  await expect(page.locator('div:has(> nav)')).toHaveCSS('opacity', '0')
})

test('the browser’s zoom enlarges the slide', async ({ page }) => {
  await page.setViewportSize({ width: 980, height: 552 })
  await open(page, '2', 2)
  const title = ofSlide(page, 2, 'h2')
  const { height } = (await title.boundingBox())!
  // At 200 %, pixels of the page are twice as large: half as many fill a window that stays.
  await page.evaluate(() => Object.defineProperties(window, { outerWidth: { value: 980 }, outerHeight: { value: 640 } }))
  await page.setViewportSize({ width: 490, height: 276 })
  await expect.poll(async () => (await title.boundingBox())!.height).toBeCloseTo(height, 0)
  const container = page.locator('#slide-container')
  expect(await container.evaluate(element => element.scrollWidth / element.clientWidth)).toBeCloseTo(2, 1)
})
