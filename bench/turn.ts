/**
 * How long a key takes to turn the slide: through the whole deck, beside stock Slidev with the same slides; and on a slide that runs code, after
 * a program that computed too much and while one loops without end, beside the same turn without any. `--check` fails when the deck is slower
 * than stock Slidev, or a program more than doubles a turn.
 */
import type { Browser, Page } from 'playwright-chromium'
import type { Figure } from './report.ts'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { copyStock, ensureBuilt, root, serveCompressed } from './decks.ts'
import { conclude, median, percentile, rounded } from './report.ts'

const MAX_RATIO = 1
const MAX_PROGRAM_RATIO = 2
const PROGRAM_TURNS = 6
/** A reader looks at a slide for longer than its transition lasts. */
const STAY_MS = 300
const EXCESSIVE = 'const a: unknown[] = []\nwhile (true) a.push(new Array(1e6).fill(1))'
const ENDLESS = 'console.log("in")\nwhile (true);'

/** What the page notes of its turns. */
type TimedWindow = typeof window & { turns: number[] }

/** Runs in the page, once: notes for each arrow key the milliseconds until the slide that it leads to is drawn. */
function timeTurns(): void {
  const turns: number[] = Object.assign(window, { turns: [] }).turns
  window.addEventListener('keydown', ({ key, timeStamp }) => {
    if (!['ArrowDown', 'ArrowUp'].includes(key))
      return
    const from = location.pathname
    const look = () => {
      const no = location.pathname.split('/').at(-1)
      const slide = document.querySelector<HTMLElement>(`#slideshow > [data-slidev-no="${no}"]`)
      if (location.pathname !== from && slide?.checkVisibility() && !slide.querySelector('[data-pending], .slidev-slide-loading'))
        turns.push(performance.now() - timeStamp)
      else
        requestAnimationFrame(look)
    }
    look()
  }, { capture: true })
}

async function turn(page: Page, key: 'ArrowDown' | 'ArrowUp'): Promise<number> {
  const before = await page.evaluate(() => (window as TimedWindow).turns.length)
  await page.keyboard.press(key)
  await page.waitForFunction(before => (window as TimedWindow).turns.length > before, before)
  await page.waitForTimeout(STAY_MS)
  return page.evaluate(() => (window as TimedWindow).turns.at(-1)!)
}

/** Waits until the page has drawn ahead what it draws ahead. */
async function whenPrepared(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  for (let before = -1, now = 0; before !== now;) {
    before = now
    await page.waitForTimeout(5000)
    now = await page.locator('[data-slidev-no]').count()
  }
}

async function openSlide(browser: Browser, url: string, no: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 980, height: 552 } })
  await page.goto(`${url}${no}`)
  await page.waitForSelector(`#slideshow > [data-slidev-no="${no}"] .slidev-layout`)
  await whenPrepared(page)
  await page.evaluate(timeTurns)
  return page
}

/** The turns through a deck of so many slides. */
async function turnsThrough(browser: Browser, url: string, total: number): Promise<number[]> {
  const page = await openSlide(browser, url, 1)
  const times: number[] = []
  for (let no = 1; no < total; no++)
    times.push(await turn(page, 'ArrowDown'))
  await page.close()
  return times
}

/** Numbers of all slides of the built deck, with how many blocks of code each runs. */
async function slidesOf(browser: Browser, url: string) {
  const page = await browser.newPage()
  await page.goto(`${url}print?print=true`)
  await page.waitForSelector('html[data-deck="ready"]')
  const slides = await page.$$eval('[data-slidev-no]', slides => slides.map(slide => ({
    no: Number((slide as HTMLElement).dataset.slidevNo),
    blocks: slide.querySelectorAll('.runnable').length,
  })))
  await page.close()
  return slides
}

/** Replaces what is in the editor and runs it, by keyboard. */
async function run(page: Page, block: string, code: string): Promise<void> {
  await page.locator(`${block} .monaco-editor .view-lines`).click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('Delete')
  await page.evaluate((code) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', code)
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, code)
  await page.waitForTimeout(STAY_MS)
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('Escape')
}

async function turnsAfterPrograms(browser: Browser, url: string, no: number) {
  const page = await openSlide(browser, url, no)
  const block = `#slideshow > [data-slidev-no="${no}"] .runnable`
  await page.waitForSelector(`${block} .monaco-editor .view-lines`)
  const times = { none: [] as number[], after: [] as number[], during: [] as number[] }
  const away = async () => {
    const taken = await turn(page, 'ArrowDown')
    await turn(page, 'ArrowUp')
    return taken
  }
  for (let round = 0; round < PROGRAM_TURNS; round++) {
    times.none.push(await away())
    await run(page, block, EXCESSIVE)
    await page.waitForSelector(`${block}:is([data-state=overwork], [data-state=endless])`)
    times.after.push(await away())
    await run(page, block, ENDLESS)
    await page.waitForSelector(`${block} .output li`)
    times.during.push(await away())
  }
  await page.close()
  return times
}

const ownDist = await ensureBuilt('own', () => root)
const stockDist = await ensureBuilt('stock', copyStock)
const servers = { own: await serveCompressed(ownDist), stock: await serveCompressed(stockDist) }
const browser = await chromium.launch(await findBrowser())
const slides = await slidesOf(browser, servers.own.url)
const turns = {
  stock: await turnsThrough(browser, servers.stock.url, slides.length),
  own: await turnsThrough(browser, servers.own.url, slides.length),
}
const withCode = slides.findIndex(({ blocks }, index) => blocks === 1 && slides[index + 1]?.blocks === 0)
const programs = await turnsAfterPrograms(browser, servers.own.url, slides[withCode]!.no)
await browser.close()
Object.values(servers).forEach(({ close }) => close())

function compared(name: string, own: number, other: number, otherName: string, bound: number): Figure {
  return { name, measured: `${rounded(own)} ms, ${rounded(own / other)} × ${otherName}`, target: `≤ ${bound} ×`, missed: own / other > bound }
}
conclude([
  compared('key to next slide, median', median(turns.own), median(turns.stock), 'stock Slidev', MAX_RATIO),
  compared('key to next slide, 95th percentile', percentile(turns.own, 0.95), percentile(turns.stock, 0.95), 'stock Slidev', MAX_RATIO),
  compared('key to next slide after a program that filled the memory, median', median(programs.after), median(programs.none), 'without', MAX_PROGRAM_RATIO),
  compared('key to next slide while a program loops without end, median', median(programs.during), median(programs.none), 'without', MAX_PROGRAM_RATIO),
])
