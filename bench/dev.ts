/**
 * How long `npm run dev` takes to show the first slide when Vite has cached nothing yet, how often it reloads the page
 * while one goes once through the deck, and, on its next start, what a slide with code takes until its editor stands,
 * beside stock Slidev with the same slides. `--check` fails on a reload, on too many requests, or when stock Slidev is faster.
 */
import type { Browser, Page } from 'playwright-chromium'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { copyOwn, copyStock, startSlidev } from './decks.ts'
import { firstSlideShown } from './first-slide.ts'
import { besideStock, conclude, noMoreThanStock } from './report.ts'

const ROUNDS = 2
/** A slide that has asked for nothing for so long has all its modules: those of its editor or diagram, too. */
const STILL_MS = 250

/** Slidev loads all slides three seconds after the first. */
const QUIET_MS = 4500
const MAX_EDITOR_REQUESTS = 150

interface ColdRun { firstSlide: number, reloads: number }
interface WarmRun { editor: number, requests: number }

/** What Slidev leaves on `window` in its dev server. */
interface DevSlide { no: number, meta: { slide: { content: string } } }
interface DevWindow { __slidev__?: { nav: { total: number, slides: DevSlide[], go: (no: number) => Promise<void> } } }

/** Runs in the page, again and again while a reload is under way. */
function goTo(no: number): boolean {
  const deck = (window as unknown as DevWindow).__slidev__
  void deck?.nav.go(no)
  return deck !== undefined
}

/** Starts the dev server of the deck in `folder`. */
async function serve(folder: string): Promise<{ url: string, close: () => Promise<void> }> {
  const server = startSlidev(folder, [])
  let log = ''
  server.stderr.on('data', data => log += stripVTControlCharacters(String(data)))
  const url = await new Promise<string>((resolve, reject) => {
    server.once('close', () => reject(new Error(`The dev server ended.\n${log}`)))
    server.stdout.on('data', (data) => {
      log += stripVTControlCharacters(String(data))
      const port = /http:\/\/localhost:(\d+)\/(?!presenter)/.exec(log)?.[1]
      if (port)
        resolve(`http://localhost:${port}/`)
    })
  })
  return {
    url,
    async close() {
      server.kill()
      await new Promise(resolve => server.once('close', resolve))
    },
  }
}

/** Opens the deck, until its first slide is shown. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  // Vite may reload the page while it is waited for.
  while (await page.evaluate(firstSlideShown).then(() => false, () => true))
    await page.waitForLoadState()
}

/** Counts the requests of a page. */
function countRequests(page: Page) {
  const requests = { count: 0 }
  page.on('request', () => requests.count++)
  /** Resolves once none was made for so long. */
  async function whenStill(ms: number) {
    for (let before = -1; before !== requests.count;) {
      before = requests.count
      await page.waitForTimeout(ms)
    }
  }
  return { requests, whenStill }
}

/** With nothing cached: the time to the first slide. Then, where it is wanted, the way through the deck, which fills the cache. */
async function coldRun(browser: Browser, folder: string, goesThrough: boolean): Promise<ColdRun> {
  rmSync(join(folder, 'node_modules/.vite'), { recursive: true, force: true })
  const begin = performance.now()
  const server = await serve(folder)
  const page = await browser.newPage()
  let loads = 0
  page.on('domcontentloaded', () => loads++)
  const { whenStill } = countRequests(page)
  await open(page, server.url)
  const firstSlide = performance.now() - begin

  if (goesThrough) {
    const total = await page.evaluate(() => (window as unknown as DevWindow).__slidev__!.nav.total)
    for (let no = 2; no <= total; no++) {
      await page.waitForFunction(goTo, no, { timeout: 120_000 })
      await whenStill(STILL_MS)
    }
    await whenStill(QUIET_MS)
  }
  await page.close()
  await server.close()
  return { firstSlide, reloads: loads - 1 }
}

/** With what the run before has cached: from turning to the first slide with code to its editor. */
async function warmRun(browser: Browser, folder: string): Promise<WarmRun> {
  const server = await serve(folder)
  const page = await browser.newPage()
  const { requests, whenStill } = countRequests(page)
  await open(page, server.url)
  await whenStill(QUIET_MS)
  const no = await page.evaluate(() => {
    const { slides } = (window as unknown as DevWindow).__slidev__!.nav
    return slides.find(({ meta }) => meta.slide.content.includes('{monaco-run}'))!.no
  })
  requests.count = 0
  const begin = performance.now()
  await page.evaluate(goTo, no)
  await page.locator(`.slidev-page-${no} .monaco-editor .view-line`).first().waitFor({ timeout: 120_000 })
  const editor = performance.now() - begin
  await page.close()
  await server.close()
  return { editor, requests: requests.count }
}

const folders = { own: copyOwn(), stock: copyStock() }
const cold = { own: [] as ColdRun[], stock: [] as ColdRun[] }
const warm = { own: [] as WarmRun[], stock: [] as WarmRun[] }
const browser = await chromium.launch(await findBrowser())
for (let round = 0; round < ROUNDS; round++) {
  for (const name of ['stock', 'own'] as const)
    cold[name].push(await coldRun(browser, folders[name], round === ROUNDS - 1))
}
for (let round = 0; round < ROUNDS; round++) {
  for (const name of ['stock', 'own'] as const)
    warm[name].push(await warmRun(browser, folders[name]))
}
await browser.close()

function figures(name: 'own' | 'stock') {
  return {
    firstSlide: Math.min(...cold[name].map(({ firstSlide }) => firstSlide)) / 1000,
    reloads: Math.max(...cold[name].map(({ reloads }) => reloads)),
    editor: Math.min(...warm[name].map(({ editor }) => editor)) / 1000,
    requests: Math.max(...warm[name].map(({ requests }) => requests)),
  }
}
const own = figures('own')
const stock = figures('stock')

conclude([
  noMoreThanStock('first slide on a cold cache', own.firstSlide, stock.firstSlide, 's'),
  { name: 'full reloads through the deck', measured: `${own.reloads}, stock ${stock.reloads}`, target: 'none', missed: own.reloads > 0 },
  noMoreThanStock('editor of a slide, next start', own.editor, stock.editor, 's'),
  {
    name: 'requests for it',
    measured: besideStock(own.requests, stock.requests, 'requests'),
    target: `≤ ${MAX_EDITOR_REQUESTS}`,
    missed: own.requests > MAX_EDITOR_REQUESTS,
  },
])
