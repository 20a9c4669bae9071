/**
 * How long `npm run dev` takes to show the first slide when Vite has cached nothing yet, how often it reloads the page
 * while one goes once through the deck, and, on its next start, what a slide with code takes until its editor stands,
 * beside stock Slidev with the same slides. `--check` fails on a reload, on too many requests, or when stock Slidev is faster.
 */
import type { Browser, Page } from 'playwright-chromium'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { stripVTControlCharacters } from 'node:util'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { copyOwn, copyStock, startSlidev } from './decks.ts'
import { firstSlideShown } from './first-slide.ts'

const ROUNDS = 2
/** Time on a slide: its editor or diagram asks for its modules, and Vite meets what it has not bundled yet. */
const STAY_MS = 700

/** Slidev loads all slides three seconds after the first. */
const QUIET_MS = 4500
const MAX_EDITOR_REQUESTS = 150

interface Run { firstSlide: number, reloads: number, editor: number, requests: number }

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

/** With nothing cached: the time to the first slide, then the way through the deck. */
async function coldRun(browser: Browser, folder: string): Promise<Pick<Run, 'firstSlide' | 'reloads'>> {
  rmSync(join(folder, 'node_modules/.vite'), { recursive: true, force: true })
  const begin = performance.now()
  const server = await serve(folder)
  const page = await browser.newPage()
  let loads = 0
  page.on('domcontentloaded', () => loads++)
  await open(page, server.url)
  const firstSlide = performance.now() - begin

  const total = await page.evaluate(() => (window as unknown as DevWindow).__slidev__!.nav.total)
  for (let no = 2; no <= total; no++) {
    await page.waitForFunction(goTo, no, { timeout: 120_000 })
    await page.waitForTimeout(STAY_MS)
  }
  await page.waitForTimeout(3000)
  await page.close()
  await server.close()
  return { firstSlide, reloads: loads - 1 }
}

/** With what the run before has cached: from turning to the first slide with code to its editor. */
async function warmRun(browser: Browser, folder: string): Promise<Pick<Run, 'editor' | 'requests'>> {
  const server = await serve(folder)
  const page = await browser.newPage()
  let requests = 0
  page.on('request', () => requests++)
  await open(page, server.url)
  for (let before = -1; before !== requests;) {
    before = requests
    await page.waitForTimeout(QUIET_MS)
  }
  const no = await page.evaluate(() => {
    const { slides } = (window as unknown as DevWindow).__slidev__!.nav
    return slides.find(({ meta }) => meta.slide.content.includes('{monaco-run}'))!.no
  })
  requests = 0
  const begin = performance.now()
  await page.evaluate(goTo, no)
  await page.locator(`.slidev-page-${no} .monaco-editor .view-line`).first().waitFor({ timeout: 120_000 })
  const editor = performance.now() - begin
  await page.close()
  await server.close()
  return { editor, requests }
}

const folders = { own: copyOwn(), stock: copyStock() }
const runs = { own: [] as Run[], stock: [] as Run[] }
const browser = await chromium.launch(await findBrowser())
for (let round = 0; round < ROUNDS; round++) {
  for (const name of ['stock', 'own'] as const)
    runs[name].push({ ...await coldRun(browser, folders[name]), ...await warmRun(browser, folders[name]) })
}
await browser.close()

function figures(name: 'own' | 'stock') {
  return {
    firstSlide: Math.min(...runs[name].map(({ firstSlide }) => firstSlide)) / 1000,
    reloads: Math.max(...runs[name].map(({ reloads }) => reloads)),
    editor: Math.min(...runs[name].map(({ editor }) => editor)) / 1000,
    requests: Math.max(...runs[name].map(({ requests }) => requests)),
  }
}
const own = figures('own')
const stock = figures('stock')

function compare(ownSeconds: number, stockSeconds: number) {
  return {
    'this deck': Number(ownSeconds.toFixed(1)),
    'stock Slidev': Number(stockSeconds.toFixed(1)),
    'ratio': Number((ownSeconds / stockSeconds).toFixed(2)),
  }
}

console.table({
  'first slide on a cold cache (s)': compare(own.firstSlide, stock.firstSlide),
  'full reloads through the deck': { 'this deck': own.reloads, 'stock Slidev': stock.reloads, 'ratio': '' },
  'editor of a slide, next start (s)': compare(own.editor, stock.editor),
  'requests for it': { 'this deck': own.requests, 'stock Slidev': stock.requests, 'ratio': Number((own.requests / stock.requests).toFixed(2)) },
})

if (process.argv.includes('--check')) {
  const missed = [
    own.reloads > 0 && `${own.reloads} full reloads`,
    own.firstSlide > stock.firstSlide && 'first slide later than with stock Slidev',
    own.editor > stock.editor && 'editor later than with stock Slidev',
    own.requests > MAX_EDITOR_REQUESTS && `${own.requests} requests for the editor, at most ${MAX_EDITOR_REQUESTS}`,
  ].filter(target => target !== false)
  missed.forEach(target => console.error(`Missed: ${target}.`))
  process.exitCode = missed.length > 0 ? 1 : 0
}
