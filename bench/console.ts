/**
 * How fast the message console is: from its slide's appearance to an open database, new and with 10,000 messages; how
 * many frames a second while those are scrolled; what it weighs, and that the first slide asks for none of it. `--check`
 * fails when a figure misses its target.
 */
import type { Browser, Locator, Page } from 'playwright-chromium'
import type { Figure } from './report.ts'
import { globSync } from 'node:fs'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { ensureBuilt, root, serveCompressed } from './decks.ts'
import { conclude, median, rounded } from './report.ts'

/** A new database takes as long as so many compilations of its engine by a worker of the same page. */
const MAX_COMPILATIONS = 6
/** Ten thousand messages are opened in this many times the time of a new database, in the same run. */
const MAX_GROWTH = 2
/** Frames while rows are scrolled, as a share of those that the same page draws while nothing moves. */
const MIN_FRAMES = 0.95
const MESSAGES = 10_000
const OPENINGS = 7
const SCROLLS = 3
const FRAMES = 120
/** What only the console loads. */
const OWN = /\/(?:sqlite3|worker|client)-[^/]*\.(?:wasm|js)$/

const INSERT = `
insert into message (id, kind, type, version, source, subject, time, data, correlation_id)
with recursive n(i) as (select 1 union all select i + 1 from n limit ${MESSAGES})
select printf('01a20000-0000-7000-8000-%012d', i), 'event', 'shipmentDeparted', 1, 'core', 'S-' || i, '2026-01-15T09:00:00.000Z',
  json_object('shipmentId', 'S-' || i, 'port', 'Le Havre'), printf('01a20000-0000-7000-8000-%012d', i) from n;
insert into delivery (message_id, subscriber, mode, state, attempts, max_attempts, start_after)
select message.id, value, 'async', iif(message.rowid % 10 = 0, 'failed', 'completed'), 1, 4, time
from message, json_each('["tracking", "email", "salesforce"]')`

const figures: Figure[] = []

function report(name: string, value: number, target: '' | '<' | '≥' = '', bound = 0) {
  const missed = target === '<' ? value >= bound : target === '≥' && value < bound
  figures.push({ name, measured: rounded(value), target: target && `${target} ${bound}`, missed })
}

const consoleOf = (page: Page) => page.locator('#slideshow .widget.console')

async function slideOf(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage()
  await page.goto(`${url}overview`)
  const widget = page.locator('.widget.console').first()
  await widget.waitFor({ state: 'attached' })
  const no = await widget.evaluate(element => Number(element.closest<HTMLElement>('[data-slidev-no]')!.dataset.slidevNo))
  await page.close()
  return no
}

/** Runs in the page, from its start: notes when the console is first seen, and when its database is open. */
function watchConsole() {
  const times: { shown?: number, ready?: number } = {}
  Object.assign(globalThis, { consoleTimes: times })
  const look = () => {
    const widget = document.querySelector<HTMLElement>('#slideshow .widget.console')
    if (widget?.checkVisibility())
      times.shown ??= performance.now()
    if (widget?.dataset.state === 'ready')
      times.ready ??= performance.now()
  }
  document.addEventListener('DOMContentLoaded', () => new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true }))
}

/** Milliseconds from the slide's appearance until the console can be used. */
async function opening(page: Page): Promise<number> {
  await consoleOf(page).and(page.locator('[data-state=ready]')).waitFor()
  const { shown, ready } = await page.evaluate(() => (globalThis as unknown as { consoleTimes: { shown: number, ready: number } }).consoleTimes)
  return ready - shown
}

/** Runs in the page: scrolls so many rows a frame, and gives frames a second and the share of frames with a row not there yet. */
async function scroll(scroller: HTMLElement | SVGElement, { frames, step }: { frames: number, step: number }): Promise<{ rate: number, blank: number }> {
  scroller.scrollTop = 0
  let blank = 0
  const frame = () => new Promise<number>(resolve => requestAnimationFrame(resolve))
  const startedAt = await frame()
  let now = startedAt
  for (let count = 0; count < frames; count++) {
    scroller.scrollTop += step
    now = await frame()
    blank += Number([...scroller.querySelectorAll('[role=rowheader]')].some(header => header.textContent.trim() === ''))
  }
  return { rate: frames / (now - startedAt) * 1000, blank: blank / frames }
}

/** Runs in the page: milliseconds until a new worker has fetched and compiled the database's engine, from its file. */
function compileEngine(file: string): Promise<number> {
  const code = `onmessage = async ({ data }) => {
    await WebAssembly.compile(await (await fetch(data, { cache: 'no-store' })).arrayBuffer())
    postMessage(null)
  }`
  return new Promise((resolve) => {
    const startedAt = performance.now()
    const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))
    worker.onmessage = () => {
      worker.terminate()
      resolve(performance.now() - startedAt)
    }
    worker.postMessage(file)
  })
}

/** Milliseconds to a new database, the middle of some openings. */
async function measureOpenings(browser: Browser, address: string, engine: string): Promise<number> {
  const times: number[] = []
  const compilations: number[] = []
  for (let count = 0; count < OPENINGS; count++) {
    const context = await browser.newContext({ viewport: { width: 980, height: 552 } })
    const page = await context.newPage()
    await page.addInitScript(watchConsole)
    await page.goto(address)
    times.push(await opening(page))
    compilations.push(await page.evaluate(compileEngine, engine))
    await context.close()
  }
  report('slide shown to new database open, ms, median', median(times))
  report('the same in compilations of its engine', median(times) / median(compilations), '<', MAX_COMPILATIONS)
  return median(times)
}

async function fill(board: Locator) {
  await board.getByRole('button', { name: 'SQL' }).click()
  await board.getByLabel('Code SQL').fill(INSERT)
  await board.getByRole('button', { name: 'Exécuter' }).click()
  await board.getByText(/lignes écrites/).waitFor()
}

async function measureScrolling(browser: Browser, address: string, toNew: number) {
  const page = await browser.newPage({ viewport: { width: 980, height: 552 } })
  await page.addInitScript(watchConsole)
  await page.goto(address)
  await opening(page)
  await fill(consoleOf(page))
  const times: number[] = []
  for (let count = 0; count < OPENINGS; count++) {
    await page.reload()
    times.push(await opening(page))
  }
  report(`slide shown to database of ${MESSAGES} messages open, ms, median`, median(times))
  report('the same in times of a new database', median(times) / toNew, '<', MAX_GROWTH)
  const scroller = consoleOf(page).locator('.scroller')
  for (const [name, step] of [['one row', 38], ['ten rows', 380], ['forty rows', 1520]] as const) {
    const runs = []
    const resting = []
    for (let run = 0; run < SCROLLS; run++) {
      resting.push((await scroller.evaluate(scroll, { frames: FRAMES, step: 0 })).rate)
      runs.push(await scroller.evaluate(scroll, { frames: FRAMES, step }))
    }
    report(`scrolling, ${name} a frame: frames, as a share of those at rest`, median(runs.map(({ rate }) => rate)) / median(resting), '≥', MIN_FRAMES)
    report(`scrolling, ${name} a frame: frames with a row to come (%)`, median(runs.map(({ blank }) => blank * 100)))
  }
  await page.close()
}

/** Kilobytes over the network, compressed, of what only the console loads: with its slide, and with the first one. */
async function measureWeight(browser: Browser, url: string, no: number) {
  for (const [name, path] of [['slide', `${no}`], ['first slide', '1']] as const) {
    const context = await browser.newContext()
    const page = await context.newPage()
    let bytes = 0
    page.on('requestfinished', async (request) => {
      if (OWN.test(request.url()))
        bytes += Number(await (await request.response())!.headerValue('content-length'))
    })
    await page.goto(`${url}${path}`)
    await page.waitForTimeout(5000)
    report(`kilobytes of the console, ${name}`, bytes / 1000, name === 'slide' ? '' : '<', 1)
    await context.close()
  }
}

const dist = await ensureBuilt('own', () => root)
const [engine] = globSync('assets/sqlite3-*.wasm', { cwd: dist })
if (!engine)
  throw new Error('The build holds no engine of the database: name its file in bench/console.ts.')
const server = await serveCompressed(dist)
const browser = await chromium.launch(await findBrowser())
const no = await slideOf(browser, server.url)
const toNew = await measureOpenings(browser, `${server.url}${no}`, `${server.url}${engine}`)
await measureScrolling(browser, `${server.url}${no}`, toNew)
await measureWeight(browser, server.url, no)
await browser.close()
server.close()
conclude(figures)
