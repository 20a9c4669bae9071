/**
 * How long a reader waits between a click on Run and the first printed line, on the first run of the deck and on later
 * ones, and until a line that is printed two seconds later, beside Slidev's own runner on the same page; and what the runner
 * weighs. `--check` fails when a figure misses its target.
 */
import type { Browser, Page } from 'playwright-chromium'
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-chromium'
import { findBrowser } from '../scripts/find-browser.ts'
import { copyStock, ensureBuilt, root, serveCompressed } from './decks.ts'
import { conclude, median, noMoreThanStock, percentile, rounded } from './report.ts'

const MIN_RATIO = 3
/** Stock Slidev runs the code on the page itself, without a worker to start: it is the floor. */
const MAX_LATER_RATIO = 2
/** Of two seconds, a tenth of a second: less than a reader notices. */
const MAX_DELAYED_RATIO = 1.05
const MAX_BYTES = 100_000
/** Loads of the page with an empty cache, in turns; the first run counts at its median. */
const LOADS = 3
const LATER_RUNS = 6
/** The program ends with its last line, and a click before its end would stop it. */
const BETWEEN_RUNS_MS = 300
const PATIENCE_MS = 20_000
/** It prints its first line at once and the others two seconds later, with nothing that Slidev's runner cannot import. */
const SNIPPET = 'send-email-sync.ts'

interface Runner { button: string, lines: string, isReady: string }

/**
 * Where each deck has its button, its output, and what shows that the block can be used. Stock Slidev's second line is an error:
 * the page has no `process`.
 */
const runners: Record<'own' | 'stock', Runner> = {
  own: { button: '.runnable button.run', lines: '.runnable .output li', isReady: '.runnable .monaco-editor .view-line' },
  stock: {
    button: 'button[title="Run code"]',
    lines: '.slidev-runner-output > *',
    isReady: '.slidev-monaco-container .monaco-editor .view-line',
  },
}

/** A copy of the deck whose `{monaco-run}` blocks are Slidev's; its parser takes no braces within the options. */
function copyWithStockRunner(): string {
  const folder = copyStock()
  rmSync(join(folder, 'setup/monaco.ts'))
  const transformers = `import { diagramBlock } from '../build/fences/diagram-block.ts'\n\nexport default () => ({ codeblocks: [diagramBlock] })\n`
  writeFileSync(join(folder, 'setup/transformers.ts'), transformers)
  for (const file of globSync('pages/*.md', { cwd: folder })) {
    const page = readFileSync(join(folder, file), 'utf8')
    writeFileSync(join(folder, file), page.replaceAll(/(\{monaco-run\}) .*$/gm, '$1 {autorun: false}'))
  }
  return folder
}

/** Number of the slide that runs the snippet, counted in the built deck. */
async function slideOf(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage()
  await page.goto(`${url}overview`)
  const code = readFileSync(join(root, 'snippets', SNIPPET), 'utf8').replace(/\s/g, '')
  const no = await page.waitForFunction((code) => {
    const block = [...document.querySelectorAll('[data-slidev-no] .runnable')].find(({ textContent }) => textContent.replace(/\s/g, '').includes(code))
    return block && Number(block.closest<HTMLElement>('[data-slidev-no]')!.dataset.slidevNo)
  }, code)
  const value = await no.jsonValue() as number
  await page.close()
  return value
}

/** In milliseconds: from the click to the first line, and from there to the next one. */
interface Run { first: number, delayed: number }

/** Runs in the page: clicks on the first button, and waits for two lines that were not there before. */
function timeRun({ button, lines, patience }: Runner & { patience: number }): Promise<Run> {
  return new Promise((resolve, reject) => {
    const target = [...document.querySelectorAll<HTMLElement>(button)].find(element => element.checkVisibility())!
    const before = new Set(document.querySelectorAll(lines))
    const startedAt = performance.now()
    let first: number | undefined
    const look = () => {
      const { length: printed } = [...document.querySelectorAll(lines)].filter(line => !before.has(line) && line.checkVisibility())
      const passed = performance.now() - startedAt
      if (printed > 0)
        first ??= passed
      if (first !== undefined && printed > 1)
        resolve({ first, delayed: passed - first })
      else if (passed > patience)
        reject(new Error(`${button}: ${printed} of two lines after a click`))
      else
        requestAnimationFrame(look)
    }
    target.click()
    requestAnimationFrame(look)
  })
}

/** The runs of one load of the page. */
async function measure(browser: Browser, url: string, no: number, runner: Runner): Promise<Run[]> {
  const context = await browser.newContext({ viewport: { width: 980, height: 552 } })
  const page: Page = await context.newPage()
  await page.goto(`${url}${no}`)
  // A reader looks at the code first: all that comes by itself has come.
  await page.waitForSelector(`#slideshow [data-slidev-no="${no}"] :is(${runner.isReady})`)
  await page.waitForLoadState('networkidle')
  await page.waitForTimeout(1500)
  const runs: Run[] = []
  while (runs.length <= LATER_RUNS) {
    runs.push(await page.evaluate(timeRun, { ...runner, patience: PATIENCE_MS }))
    await page.waitForTimeout(BETWEEN_RUNS_MS)
  }
  await context.close()
  return runs
}

/** Bytes, compressed, of the block that runs code and of the frame with its worker. What only some snippets import is left out. */
function weight(dist: string): number {
  const files = ['assets/RunnableCode-*.js', 'assets/snippet-frame-*.html'].map(pattern => globSync(pattern, { cwd: dist }))
  if (files.some(({ length }) => length !== 1))
    throw new Error('The runner is built into other files than before: name them in bench/run.ts.')
  return files.flat().reduce((bytes, file) => bytes + gzipSync(readFileSync(join(dist, file)), { level: 9 }).length, 0)
}

const ownDist = await ensureBuilt('own', () => root)
const stockDist = await ensureBuilt('stock-runner', copyWithStockRunner)
const browser = await chromium.launch(await findBrowser())
const servers = { own: await serveCompressed(ownDist), stock: await serveCompressed(stockDist) }
const no = await slideOf(browser, servers.own.url)
const loads = { own: [] as Run[][], stock: [] as Run[][] }
for (let load = 0; load < LOADS; load++) {
  for (const name of ['stock', 'own'] as const)
    loads[name].push(await measure(browser, servers[name].url, no, runners[name]))
}
await browser.close()
Object.values(servers).forEach(({ close }) => close())

const first = (name: 'own' | 'stock') => median(loads[name].map(([run]) => run!.first))
const later = (name: 'own' | 'stock') => percentile(loads[name].flatMap(([, ...runs]) => runs.map(({ first }) => first)), 0.95)
const delayed = (name: 'own' | 'stock') => percentile(loads[name].flatMap(runs => runs.map(({ delayed }) => delayed)), 0.95)
const bytes = weight(ownDist)

conclude([
  {
    name: 'click to first line, first run, median',
    measured: `${rounded(first('own'))} ms, stock ${rounded(first('stock'))}, ${rounded(first('stock') / first('own'))} × as fast`,
    target: `≥ ${MIN_RATIO} ×`,
    missed: first('stock') / first('own') < MIN_RATIO,
  },
  noMoreThanStock('click to first line, later runs, 95th percentile', later('own'), later('stock'), 'ms', MAX_LATER_RATIO),
  noMoreThanStock('first line to the next, 2 s later, 95th percentile', delayed('own'), delayed('stock'), 'ms', MAX_DELAYED_RATIO),
  { name: 'runner and transpiler, gzip', measured: `${rounded(bytes / 1000)} kB`, target: `≤ ${MAX_BYTES / 1000} kB`, missed: bytes > MAX_BYTES },
])
