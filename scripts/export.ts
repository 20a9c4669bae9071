/**
 * Prints the built deck to PDF: `node scripts/export.ts slides` one page per slide, `handout` the reader's edition with
 * the notes. It stops, and names the slide, rather than print a fault.
 *
 * Options: --dist <folder> (dist), --out <file>, --dark, --path <name>: the slides of that path only.
 */
import type { Page } from 'playwright-chromium'
import type { Expected } from './pdf-faults.ts'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-chromium'
import { ensureBuilt } from './built.ts'
import { findBrowser } from './find-browser.ts'
import { noteComplaints } from './page-complaints.ts'
import { pdfFaults } from './pdf-faults.ts'
import { readPdf } from './pdf.ts'
import { serve } from './serve.ts'
import { slideFaults } from './slide-faults.ts'

const editions = {
  slides: { path: 'print?print=true', file: 'output/communication-asynchrone.pdf' },
  handout: { path: 'handout?print=true', file: 'output/communication-asynchrone-document.pdf' },
}
/** A busy machine draws the whole deck in a minute or two; what takes longer than this never ends. */
const READY_TIMEOUT = 900_000

/** Waits for the page's own signal; when it does not come, says what it waits for. */
async function whenReady(page: Page): Promise<void> {
  try {
    await page.waitForFunction(() => document.documentElement.dataset.deck === 'ready', undefined, { timeout: READY_TIMEOUT })
  }
  catch {
    const pending = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('[data-pending], .slidev-slide-loading')].map(element =>
      `slide ${element.closest<HTMLElement>('[data-slidev-no]')?.dataset.slidevNo ?? '?'}: ${element.dataset.pending || 'still loading'}`))
    throw new Error(`The deck is not ready after ${READY_TIMEOUT / 1000} s. Waiting for:\n${pending.join('\n') || 'the page itself'}`)
  }
}

/** What the PDF has to hold, as the page itself tells it. */
function readExpected(): Expected {
  const titleOf = (slide: Element) => slide.querySelector('h1, h2')?.textContent?.replace(/\s+/g, ' ').trim() ?? ''
  const slides = [...document.querySelectorAll('[data-slidev-no]')]
  return {
    title: document.title,
    language: document.documentElement.lang,
    slides: slides.map(slide => ({
      number: Number(slide.getAttribute('data-slidev-no')),
      title: titleOf(slide),
      isChapter: slide.querySelector('h1') !== null,
      links: slide.querySelectorAll('a[href^="#"]').length,
    })),
  }
}

async function print(edition: keyof typeof editions, options: { dist: string, out: string, dark: boolean, path?: string }): Promise<string> {
  const deck = await serve(options.dist)
  const browser = await chromium.launch(await findBrowser())
  try {
    const page = await browser.newPage({
      viewport: { width: 980, height: 552 },
      colorScheme: options.dark ? 'dark' : 'light',
      reducedMotion: 'reduce',
    })
    const complaints = await noteComplaints(page, deck.url)
    await page.emulateMedia({ media: 'screen' })
    await page.goto(`${deck.url}${editions[edition].path}${options.path === undefined ? '' : `&path=${encodeURIComponent(options.path)}`}`)
    await whenReady(page)
    const shown = await page.evaluate(() => document.documentElement.dataset.path)
    if (shown !== options.path)
      throw new Error(`No slide is on a path named "${options.path}".`)

    const faults = await page.evaluate(slideFaults)
    const expected = await page.evaluate(readExpected)
    const broken = [
      ...new Set(complaints),
      ...faults.map(({ slide, title, fault }) => `Slide ${slide} “${title}”: ${fault}`),
    ]
    if (broken.length > 0)
      throw new Error(`The deck is not printed, ${broken.length} faults:\n${broken.join('\n')}`)

    await mkdir(dirname(options.out), { recursive: true })
    await page.pdf({ path: options.out, tagged: true, outline: true, preferCSSPageSize: true, printBackground: true })

    const pdf = await readPdf(options.out)
    const missing = pdfFaults(pdf, expected, edition)
    if (missing.length > 0)
      throw new Error(`${options.out} is not what the deck shows:\n${missing.join('\n')}`)
    return `${options.out}: ${pdf.pages.length} pages, ${expected.slides.length} slides, ${pdf.outline.length} bookmarks at the top`
  }
  finally {
    await browser.close()
    await deck.close()
  }
}

const { positionals: [edition = 'slides'], values } = parseArgs({
  allowPositionals: true,
  options: { dist: { type: 'string' }, out: { type: 'string' }, dark: { type: 'boolean', default: false }, path: { type: 'string' } },
})

try {
  if (edition !== 'slides' && edition !== 'handout')
    throw new Error(`Unknown edition "${edition}": slides or handout.`)
  const dist = values.dist ?? 'dist'
  await ensureBuilt(dist)
  const { path, dark } = values
  const out = values.out ?? (path === undefined ? editions[edition].file : editions[edition].file.replace('.pdf', `-${path}.pdf`))
  console.log(await print(edition, { dist, out, dark, path }))
}
catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
