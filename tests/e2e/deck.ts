import type { Page } from '@playwright/test'
import type { SlideFault } from '../../scripts/slide-faults.ts'
import process from 'node:process'
import { test as base, expect } from '@playwright/test'
import { slideFaults } from '../../scripts/slide-faults.ts'

interface DeckFixtures {
  /** What the page complained of so far: console, exceptions, requests that failed or went elsewhere. */
  trouble: string[]
}

export const test = base.extend<DeckFixtures>({
  // Playwright's own URL is in its configuration, written before the server has its port.
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names it has to prepare from this pattern.
  baseURL: async ({}, use) => use(process.env.DECK_URL),
  trouble: [async ({ page, baseURL }, use) => {
    const trouble: string[] = []
    page.on('console', (message) => {
      // A machine too busy to draw the first slide at once has not used its fonts yet.
      if (['error', 'warning'].includes(message.type()) && !message.text().includes('preloaded using link preload but not used'))
        trouble.push(`console.${message.type()}: ${message.text()}`)
    })
    page.on('pageerror', error => trouble.push(`exception: ${error.message}`))
    page.on('requestfailed', request => trouble.push(`failed: ${request.url()} ${request.failure()?.errorText}`))
    page.on('response', response => response.status() >= 400 && trouble.push(`${response.status()}: ${response.url()}`))
    page.on('request', (request) => {
      const { protocol, hostname } = new URL(request.url())
      if (protocol.startsWith('http') && hostname !== new URL(baseURL!).hostname)
        trouble.push(`another origin: ${request.url()}`)
    })
    // Slidev keeps the screen awake while presenting, which a headless browser refuses.
    await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, 'wakeLock'))
    await use(trouble)
    expect([...new Set(trouble)], 'complaints of the page').toEqual([])
  }, { auto: true }],
})

export { expect }

/** Readable in a failed assertion. */
export const describeFaults = (faults: SlideFault[]) => faults.map(({ slide, title, fault }) => `${slide} “${title}”: ${fault}`)

/** Waits until slide `no` stands alone on the screen, drawn, its transition over. */
export async function whenShown(page: Page, no: number): Promise<void> {
  await page.waitForFunction((no) => {
    const shown = [...document.querySelectorAll<HTMLElement>('#slideshow > [data-slidev-no]')].filter(slide => slide.checkVisibility())
    return shown.length === 1
      && shown[0]!.dataset.slidevNo === String(no)
      && !shown[0]!.querySelector('[data-pending], .slidev-slide-loading')
      && document.getAnimations().every(({ playState }) => playState !== 'running')
  }, no)
}

/** Opens a slide, by its address. */
export async function open(page: Page, path: string, no: number): Promise<void> {
  await page.goto(path)
  await whenShown(page, no)
}

/** Number of slides, as the footer of the second slide says. */
export async function countSlides(page: Page): Promise<number> {
  await open(page, '2', 2)
  const footer = await page.locator('#slideshow > [data-slidev-no="2"] footer').textContent()
  return Number(/\/ (\d+)/.exec(footer ?? '')?.[1])
}

/** Number of the slide in the address bar. */
export const currentSlide = (page: Page) => Number(/\/(\d+)(?:\?|$)/.exec(page.url())?.[1])

/**
 * Presses a key until the slide changes: the steps of a slide come first.
 * @returns the number of the slide arrived at
 */
export async function turn(page: Page, key: 'ArrowRight' | 'ArrowLeft'): Promise<number> {
  const from = currentSlide(page)
  for (let presses = 0; presses < 40 && currentSlide(page) === from; presses++) {
    const before = page.url()
    await page.keyboard.press(key)
    await page.waitForURL(url => url.href !== before)
  }
  const to = currentSlide(page)
  expect(to, `slide after ${from} by ${key}`).toBe(from + (key === 'ArrowRight' ? 1 : -1))
  await whenShown(page, to)
  return to
}

/** Faults of the slides on the screen. */
export async function faultsOf(page: Page): Promise<string[]> {
  return describeFaults(await page.evaluate(slideFaults))
}
