/** Blocks of code that run on slides: how to open, run and read them. */
import type { Locator, Page } from '@playwright/test'
import type { ClockKind } from '../../runner/job.ts'
import { readFileSync } from 'node:fs'
import { snippetsRunOnSlides } from '../snippets/run-on-slides.ts'
import { expect, open, slidesWith, whenShown } from './deck.ts'

interface PrintedLine { at: number, text: string }

/** Numbers of the slides that run code. */
export const runnableSlides = slidesWith('{monaco-run}')

export const blocksOf = (page: Page, no: number) => page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable`)

/** What a block prints, and what paper says beside it of the same code once the mail server is down. */
const OWN_RUN = '.output:not(.broken .output)'
export const BROKEN_RUN = '.broken .output'

export const bare = (code: string) => code.replace(/\s+/g, '')

/** Each line of a block's panel with its time, the error that ended the run included. */
export function printedBy(block: Locator, run = OWN_RUN): Promise<PrintedLine[]> {
  return block.locator(`${run} li`).evaluateAll(items => items.map(item => ({
    at: Number(item.querySelector('.at')!.textContent.replace(/\D/g, '')),
    text: item.querySelector('.text')!.textContent,
  })))
}

/** The lines of a recorded run, as `tests/runner/describe-record.ts` writes them, in the words of the slide, without white space. */
function recordedLines(file: string): PrintedLine[] {
  const rows = readFileSync(new URL(`../snippets/recorded/${file}.txt`, import.meta.url), 'utf8').split('\n')
  const lines: PrintedLine[] = []
  for (const row of rows.slice(0, rows.findIndex(row => row.startsWith('timers:')))) {
    const [, at, printed] = /^ *\+(\d+) ms {2}\w+ +(\S.*)$/.exec(row) ?? []
    if (at !== undefined)
      lines.push({ at: Number(at), text: bare(printed!) })
    else
      lines.at(-1)!.text += bare(row.trim().replace(/^- /, ''))
  }
  return lines.map(({ at, text }) => ({ at, text: text.replace(/\(line(\d+)\)/g, '(ligne$1)') }))
}

/**
 * That a block printed what is recorded for its snippet, fault set or not; under the virtual clock at the recorded times, under the real
 * one in their order: how late a timer is, the machine decides.
 */
export async function expectRecorded(block: Locator, { run = OWN_RUN, clock }: { run?: string, clock: ClockKind }): Promise<void> {
  const shown = bare(await block.locator('.code pre.shiki').first().textContent() ?? '')
  const snippet = snippetsRunOnSlides().find(({ code }) => bare(code) === shown)
  expect(snippet, 'snippet of the block').toBeDefined()
  const isDown = run === BROKEN_RUN || await block.getByRole('switch', { checked: true }).count() > 0
  const file = isDown ? `${snippet!.name}.MAIL_SERVER=down` : snippet!.name
  const recorded = recordedLines(file)
  const printed = (await printedBy(block, run)).map(({ at, text }) => ({ at, text: bare(text) }))
  expect(printed.map(({ text }) => text), file).toEqual(recorded.map(({ text }) => text))
  const times = printed.map(({ at }) => at)
  expect(times, `times of ${file}`).toEqual(clock === 'virtual' ? recorded.map(({ at }) => at) : times.toSorted((a, b) => a - b))
}

/** Waits until a run is over, however it ends. */
export const whenOver = (block: Locator, message?: string) => expect(block, message).not.toHaveAttribute('data-state', /running|idle/)

/** Opens the first slide that runs code and is wanted, and waits for its first editor; nothing is broken there. */
export async function openEditor(page: Page, accepts: (no: number) => boolean = () => true): Promise<{ no: number, block: Locator }> {
  const no = runnableSlides.find(accepts)!
  await open(page, String(no), no)
  const block = blocksOf(page, no).first()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible()
  for (const fault of await block.getByRole('switch', { checked: true }).all())
    await fault.click()
  return { no, block }
}

/** What the editor shows, without white space; it draws the lines of a text in any order. */
export function shownCode(block: Locator): Promise<string> {
  return block.locator('.monaco-editor .view-lines .view-line').evaluateAll(rows => rows
    .sort((a, b) => Number.parseFloat((a as HTMLElement).style.top) - Number.parseFloat((b as HTMLElement).style.top))
    .map(({ textContent }) => textContent.replace(/\s+/g, ''))
    .join(''))
}

/** Pastes a program over what is in the editor, and runs it by keyboard. */
export async function pasteAndRun(page: Page, block: Locator, code: string): Promise<void> {
  const lines = block.locator('.monaco-editor .view-lines')
  await lines.click()
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.press('Delete')
  await page.evaluate((code) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', code)
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, code)
  // Monaco pastes in its own time.
  await expect.poll(() => shownCode(block), { intervals: [20] }).toBe(bare(code))
  await page.keyboard.press('ControlOrMeta+Enter')
  await page.keyboard.press('Escape')
}

/** Turns to the next slide by arrow key, and comes back. */
export async function turnAndBack(page: Page, no: number): Promise<void> {
  await page.keyboard.press('ArrowDown')
  await whenShown(page, no + 1)
  await page.keyboard.press('ArrowUp')
  await whenShown(page, no)
}
