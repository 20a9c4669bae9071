import type { Locator, Page } from '@playwright/test'
import type { SlideFault } from '../../scripts/slide-faults.ts'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { load } from '@slidev/parser/fs'
import { slideFaults } from '../../scripts/slide-faults.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { slides } = await load({ userRoot: root, roots: [root] }, `${root}slides.md`)

/** Number of slides. */
export const total = slides.length

/** Numbers of the slides whose Markdown has this: the sources tell faster than a page with all of them. */
export const slidesWith = (markup: string) => slides.flatMap(({ content }, index) => content.includes(markup) ? [index + 1] : [])

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
const describeFaults = (faults: SlideFault[]) => faults.map(({ slide, title, fault }) => `${slide} “${title}”: ${fault}`)

/** Waits until slide `no` stands alone on the stage, its transition over, and all that the page shows is drawn: a presenter sees the next slide too. */
export async function whenShown(page: Page, no: number): Promise<void> {
  await page.waitForFunction((no) => {
    const visible = [...document.querySelectorAll<HTMLElement>('[data-slidev-no]')].filter(slide => slide.checkVisibility())
    const onStage = visible.filter(slide => slide.parentElement?.id === 'slideshow')
    return onStage.length === 1
      && onStage[0]!.dataset.slidevNo === String(no)
      && visible.every(slide => slide.querySelector('.slidev-layout') && !slide.querySelector('[data-pending], .slidev-slide-loading'))
      && document.getAnimations().every(({ playState }) => playState !== 'running')
  }, no)
}

/** Opens a slide, by its address. */
export async function open(page: Page, path: string, no: number): Promise<void> {
  await page.goto(path)
  await whenShown(page, no)
}

/** Opens the first slide whose Markdown has this, and gives what of the slide the selector names. */
export async function openWidget(page: Page, markup: string, selector: string, query = ''): Promise<Locator> {
  const [no] = slidesWith(markup)
  if (no === undefined)
    throw new Error(`No slide has ${markup}`)
  await open(page, `${no}${query}`, no)
  return page.locator(`#slideshow > [data-slidev-no="${no}"] ${selector}`)
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
