import type { Locator, Page } from '@playwright/test'
import type { SlideFault } from '../../scripts/slide-faults.ts'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { load } from '@slidev/parser/fs'
import { noteComplaints } from '../../scripts/page-complaints.ts'
import { slideFaults } from '../../scripts/slide-faults.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const { slides } = await load({ userRoot: root, roots: [root] }, `${root}slides.md`)

/** Number of slides. */
export const total = slides.length

/** Numbers of the slides on the shorter path. */
export const shortPath = slides.flatMap(({ frontmatter }, index) => frontmatter.short ? [index + 1] : [])

/** Numbers of the slides whose Markdown has this so many times or more: the sources tell faster than a page with all of them. */
export const slidesWith = (markup: string, times = 1) => slides.flatMap(({ content }, index) => content.split(markup).length > times ? [index + 1] : [])

interface DeckOptions {
  /**
   * Whether the browser finds time for what the deck does when it is idle, which is to draw all slides beforehand: most of the work of a
   * page that shows one. Without, the deck has to do as on a machine that is always busy.
   */
  isIdle: boolean
  /** Whether it may take as long as one may wait at night. */
  isLong: boolean
}

/** Runs in the page, before the deck: a browser that is never idle calls back only where a bound is set. */
function neverIdle(): void {
  window.requestIdleCallback = (callback, { timeout } = {}) => timeout
    ? window.setTimeout(callback, timeout, { didTimeout: true, timeRemaining: () => 0 })
    : 0
}

interface DeckFixtures {
  /** What the page complained of so far: console, exceptions, requests that failed or went elsewhere. */
  trouble: string[]
}

export const test = base.extend<DeckOptions & DeckFixtures>({
  isIdle: [false, { option: true }],
  isLong: [false, { option: true }],
  // Playwright's own URL is in its configuration, written before the server has its port.
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names it has to prepare from this pattern.
  baseURL: async ({}, use) => use(process.env.DECK_URL),
  context: async ({ context, isIdle }, use) => {
    if (!isIdle)
      await context.addInitScript(neverIdle)
    await use(context)
  },
  trouble: [async ({ page, baseURL }, use) => {
    const trouble = await noteComplaints(page, baseURL!)
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

/** Opens the deck as the export prints it, until it says that it is ready. */
export async function openPrinted(page: Page, url = ''): Promise<void> {
  await page.goto(`${url}print?print=true`)
  await page.waitForSelector('html[data-deck="ready"]')
}

/** Faults of the slides on the screen. */
export async function faultsOf(page: Page): Promise<string[]> {
  return describeFaults(await page.evaluate(slideFaults))
}
