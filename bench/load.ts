/**
 * What a reader downloads, and how long one waits, before the first slide; and how long the deck takes to build. Each
 * figure stands beside that of stock Slidev with the same slides. `--check` fails when one misses its target.
 */
import type { Browser } from 'playwright-chromium'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { build, copyStock, root, serveCompressed } from './decks.ts'
import { firstSlideShown } from './first-slide.ts'
import { besideStock, conclude, median, noMoreThanStock } from './report.ts'

const MAX_BYTES = 170_000
/** In turns; the load counts at its median. */
const LOADS = 5
/** A fair mobile connection: 10 Mbit/s, 40 ms. */
const NETWORK = { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 5e6 / 8 }

interface Load { bytes: number, requests: number, paint: number }

/** Runs in the page: time of the largest contentful paint so far, in ms since navigation. */
function largestPaint(): Promise<number> {
  return new Promise(resolve => new PerformanceObserver(entries => resolve(entries.getEntries().at(-1)!.startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true }))
}

/** Loads slide 1 with an empty cache. Requests count when they began before the slide was shown, whole and with their headers. */
async function load(browser: Browser, url: string): Promise<Load> {
  const context = await browser.newContext()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', NETWORK)
  const requests = new Map<string, { url: string, at: number, bytes: number }>()
  devtools.on('Network.requestWillBeSent', ({ requestId, request, timestamp }) => {
    if (!request.url.startsWith('data:'))
      requests.set(requestId, { url: request.url, at: timestamp * 1000, bytes: 0 })
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const request = requests.get(requestId)
    if (request)
      request.bytes = encodedDataLength
  })
  await page.goto(url, { waitUntil: 'commit' })
  const shown = await page.evaluate(firstSlideShown)
  await page.waitForTimeout(1000)
  const paint = await page.evaluate(largestPaint)
  await context.close()

  const navigation = [...requests.values()][0]!
  const counted = [...requests.values()].filter(({ at }) => at - navigation.at < shown)
  // A browser without a window asks for no icon.
  const icon = counted.some(request => request.url.endsWith('favicon.svg')) ? 0 : Number((await fetch(`${url}favicon.svg`)).headers.get('content-length'))
  return {
    bytes: counted.reduce((sum, { bytes }) => sum + bytes, icon),
    requests: counted.length + (icon > 0 ? 1 : 0),
    paint,
  }
}

const builds = { stock: await build(copyStock(), 'stock'), own: await build(root, 'own') }

const browser = await chromium.launch(await findBrowser())
const servers = { own: await serveCompressed(builds.own.dist), stock: await serveCompressed(builds.stock.dist) }
const loads = { own: [] as Load[], stock: [] as Load[] }
for (let round = 0; round < LOADS; round++) {
  for (const name of ['stock', 'own'] as const)
    loads[name].push(await load(browser, servers[name].url))
}
await browser.close()
Object.values(servers).forEach(({ close }) => close())

function figures(name: 'own' | 'stock') {
  return {
    bytes: Math.max(...loads[name].map(({ bytes }) => bytes)),
    requests: Math.max(...loads[name].map(({ requests }) => requests)),
    paint: median(loads[name].map(({ paint }) => paint)),
    build: builds[name].seconds,
  }
}
const own = figures('own')
const stock = figures('stock')

conclude([
  {
    name: 'bytes to the first slide, gzip',
    measured: besideStock(own.bytes / 1000, stock.bytes / 1000, 'kB'),
    target: `≤ ${MAX_BYTES / 1000} kB`,
    missed: own.bytes > MAX_BYTES,
  },
  { name: 'requests to the first slide', measured: besideStock(own.requests, stock.requests, 'requests'), target: '', missed: false },
  noMoreThanStock('largest contentful paint', own.paint, stock.paint, 'ms'),
  noMoreThanStock('build', own.build, stock.build, 's'),
])
