/**
 * Prints the built deck to PDF: `node scripts/export.ts slides` one page per slide, `handout` the document. It stops, and names the slide or the
 * chapter, rather than print a fault.
 *
 * Options: --dist <folder> (dist), --out <file>, --dark, --path <name>: the slides of that path only.
 */
import type { Page } from 'playwright-chromium'
import type { Expected, ExpectedDocument } from './pdf-faults.ts'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright-chromium'
import { deckAddress } from '../build/deck-address.ts'
import { settings } from '../deck-settings.ts'
import manifest from '../package.json' with { type: 'json' }
import { ensureBuilt } from './built.ts'
import { documentFaults } from './document-faults.ts'
import { findBrowser } from './find-browser.ts'
import { noteComplaints } from './page-complaints.ts'
import { accessibilityFaults } from './pdf-accessibility.ts'
import { makeAccessible } from './pdf-accessible.ts'
import { documentPdfFaults, pdfFaults } from './pdf-faults.ts'
import { readPdf, readPlaces } from './pdf.ts'
import { serve } from './serve.ts'
import { slideFaults } from './slide-faults.ts'

const editions = {
  slides: { path: 'print?print=true', file: 'output/communication-asynchrone.pdf' },
  handout: { path: 'document?print=true', file: 'output/communication-asynchrone-document.pdf' },
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

/** What the PDF of the document has to hold. */
function readExpectedDocument(): ExpectedDocument {
  return {
    title: document.title,
    language: document.documentElement.lang,
    headings: [...document.querySelectorAll('[data-part] :is(h1, h2)')].map(heading => ({
      title: heading.textContent.replace(/\s+/g, ' ').trim(),
      place: heading.querySelector('.no')?.id ?? '',
      isChapter: heading.matches('h1'),
      isNumbered: document.querySelector(`.contents [data-page-of="${heading.querySelector('.no')?.id}"]`) !== null,
    })),
  }
}

/** The words of each link, by its address or the name of its place. */
function readLinks(): Record<string, string> {
  const links = [...document.querySelectorAll('a[href]')]
  return Object.fromEntries(links.map((link) => {
    const href = link.getAttribute('href')!
    return [href.startsWith('#') ? href.slice(1) : (link as HTMLAnchorElement).href, (link.getAttribute('aria-label') ?? link.textContent).trim()]
  }))
}

/** Loads every font of the style sheets; says which files are missing. */
async function missingFonts(): Promise<string[]> {
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]).filter(rule => rule instanceof CSSFontFaceRule)
  const files = rules.map(rule => /url\("?([^")]+)/.exec(rule.style.getPropertyValue('src'))?.[1] ?? '')
  const loaded = await Promise.allSettled([...document.fonts].map(font => font.load()))
  return [...document.fonts].flatMap((font, index) => loaded[index]!.status === 'rejected'
    ? [`A font is missing: ${files[index]?.split('/').at(-1) ?? ''} (${font.family} ${font.weight} ${font.style}).`]
    : [])
}

/** Writes page numbers into the page; returns whether one was another. */
function writePageNumbers(pages: Record<string, number>): boolean {
  let isChanged = false
  for (const element of document.querySelectorAll<HTMLElement>('[data-page-of]')) {
    const page = pages[element.dataset.pageOf!]
    const text = page === undefined ? '' : element.classList.contains('page-ref') ? `, p. ${page}` : String(page)
    isChanged ||= element.textContent !== text
    element.textContent = text
  }
  return isChanged
}

/** Numbers can move what they count: they hold once nothing changes any more. */
const MOST_PASSES = 4

async function printPages(page: Page): Promise<Uint8Array> {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const bytes = await page.pdf({ tagged: true, outline: true, preferCSSPageSize: true, printBackground: true })
    const isChanged = await page.evaluate(writePageNumbers, Object.fromEntries(await readPlaces(bytes)))
    if (!isChanged)
      return bytes
  }
  throw new Error(`Page numbers still change after ${MOST_PASSES} passes.`)
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

    const seen = edition === 'slides'
      ? (await page.evaluate(slideFaults)).map(({ slide, title, fault }) => `Slide ${slide} “${title}”: ${fault}`)
      : (await page.evaluate(documentFaults)).map(({ part, fault }) => `${part}: ${fault}`)
    const broken = [...new Set(complaints), ...await page.evaluate(missingFonts), ...seen]
    if (broken.length > 0)
      throw new Error(`The deck is not printed, ${broken.length} faults:\n${broken.join('\n')}`)

    const [title, language] = await page.evaluate(() => [document.title, document.documentElement.lang] as const)
    const bytes = await makeAccessible(await printPages(page), {
      title,
      language,
      author: settings.company,
      subject: manifest.description,
      keywords: ['communication asynchrone', 'événements', 'polling', 'SSE', 'WebSocket', 'SNS', 'Emittery'],
      links: await page.evaluate(readLinks),
    })
    await mkdir(dirname(options.out), { recursive: true })
    await writeFile(options.out, bytes)

    const pdf = await readPdf(options.out)
    const missing = [
      ...edition === 'slides'
        ? pdfFaults(pdf, await page.evaluate(readExpected))
        : documentPdfFaults(pdf, await page.evaluate(readExpectedDocument), await readPlaces(bytes)),
      ...await accessibilityFaults(bytes),
    ]
    if (missing.length > 0)
      throw new Error(`${options.out} is not what the deck shows:\n${missing.join('\n')}`)
    const notice = deckAddress(manifest.homepage) ? '' : `; homepage of package.json leads nowhere: no links to the hosted deck, no QR codes`
    return `${options.out}: ${pdf.pages.length} pages, ${pdf.outline.length} bookmarks at the top, ${Math.round(bytes.length / 1000)} kB${notice}`
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
