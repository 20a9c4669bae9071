/**
 * How long `npm run dev` takes to show the first slide when Vite has cached nothing yet, and how often it reloads the
 * page while one goes once through the deck, beside stock Slidev with the same slides. `--check` fails on a reload, or
 * when stock Slidev is faster.
 */
import type { Browser } from 'playwright-chromium'
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

interface Run { firstSlide: number, reloads: number }

/** What Slidev leaves on `window` in its dev server. */
interface DevWindow { __slidev__?: { nav: { total: number, go: (no: number) => Promise<void> } } }

/** Runs in the page, again and again while a reload is under way. */
function goTo(no: number): boolean {
  const deck = (window as unknown as DevWindow).__slidev__
  void deck?.nav.go(no)
  return deck !== undefined
}

async function run(browser: Browser, folder: string): Promise<Run> {
  rmSync(join(folder, 'node_modules/.vite'), { recursive: true, force: true })
  const begin = performance.now()
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

  const context = await browser.newContext()
  const page = await context.newPage()
  let loads = 0
  page.on('domcontentloaded', () => loads++)
  await page.goto(url)
  // Vite may reload the page while it is waited for.
  while (await page.evaluate(firstSlideShown).then(() => false, () => true))
    await page.waitForLoadState()
  const firstSlide = performance.now() - begin

  const total = await page.evaluate(() => (window as unknown as DevWindow).__slidev__!.nav.total)
  for (let no = 2; no <= total; no++) {
    await page.waitForFunction(goTo, no, { timeout: 120_000 })
    await page.waitForTimeout(STAY_MS)
  }
  await page.waitForTimeout(3000)
  await context.close()
  server.kill()
  await new Promise(resolve => server.once('close', resolve))
  return { firstSlide, reloads: loads - 1 }
}

const folders = { own: copyOwn(), stock: copyStock() }
const runs = { own: [] as Run[], stock: [] as Run[] }
const browser = await chromium.launch(await findBrowser())
for (let round = 0; round < ROUNDS; round++) {
  for (const name of ['stock', 'own'] as const)
    runs[name].push(await run(browser, folders[name]))
}
await browser.close()

function figures(name: 'own' | 'stock') {
  return {
    firstSlide: Math.min(...runs[name].map(({ firstSlide }) => firstSlide)) / 1000,
    reloads: Math.max(...runs[name].map(({ reloads }) => reloads)),
  }
}
const own = figures('own')
const stock = figures('stock')

console.table({
  'first slide on a cold cache (s)': { 'this deck': Number(own.firstSlide.toFixed(1)), 'stock Slidev': Number(stock.firstSlide.toFixed(1)), 'ratio': Number((own.firstSlide / stock.firstSlide).toFixed(2)) },
  'full reloads through the deck': { 'this deck': own.reloads, 'stock Slidev': stock.reloads, 'ratio': '' },
})

if (process.argv.includes('--check')) {
  const missed = [
    own.reloads > 0 && `${own.reloads} full reloads`,
    own.firstSlide > stock.firstSlide && 'first slide later than with stock Slidev',
  ].filter(target => target !== false)
  missed.forEach(target => console.error(`Missed: ${target}.`))
  process.exitCode = missed.length > 0 ? 1 : 0
}
