/** Blocks of code that run on slides: how to open, run and read them. */
import type { Locator, Page } from '@playwright/test'
import type { RunRecord } from '../../runner/record.ts'
import { runInNode } from '../../runner/node.ts'
import { snippetsRunOnSlides } from '../snippets/run-on-slides.ts'
import { expect, open, slidesWith, whenShown } from './deck.ts'

/** Real timers are never early, and late by this much on a busy machine. */
export const LATE = 1500
/** An editor comes with a megabyte of code. */
export const EDITOR = { timeout: 30_000 }

interface PrintedLine { at: number, text: string }

/** Numbers of the slides that run code. */
export const runnableSlides = slidesWith('{monaco-run}')

export const blocksOf = (page: Page, no: number) => page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable`)

/** What a block prints, and what paper says beside it of the same code once the mail server is down. */
const OWN_RUN = '.output:not(.broken .output)'
export const BROKEN_RUN = '.broken .output'

/** Each line of a block's panel with its time, the error that ended the run included. */
export function printedBy(block: Locator, run = OWN_RUN): Promise<PrintedLine[]> {
  return block.locator(`${run} li`).evaluateAll(items => items.map(item => ({
    at: Number(item.querySelector('.at')!.textContent.replace(/\D/g, '')),
    text: item.querySelector('.text')!.textContent,
  })))
}

/** The snippet a block holds, and what vitest compares with the files of `tests/snippets/recorded`. */
export async function recordOf(block: Locator, run = OWN_RUN): Promise<RunRecord> {
  const shown = bare(await block.locator('.code pre.shiki').first().textContent() ?? '')
  const snippet = snippetsRunOnSlides().find(({ code }) => bare(code) === shown)
  expect(snippet, 'snippet of the block').toBeDefined()
  const isDown = run === BROKEN_RUN || await block.getByRole('switch', { checked: true }).count() > 0
  return runInNode(snippet!.code, { env: isDown ? { MAIL_SERVER: 'down' } : {} })
}

export const bare = (code: string) => code.replace(/\s+/g, '')

export function expectLines(printed: PrintedLine[], { lines, failure }: RunRecord, late: number): void {
  expect(printed.map(({ text }) => text)).toEqual([...lines.map(({ text }) => text), ...failure ? [expect.stringContaining(failure.error.message)] : []])
  for (const [index, at] of [...lines, ...failure ? [failure] : []].map(({ at }) => at).entries()) {
    expect(printed[index]!.at, `time of line ${index + 1}`).toBeGreaterThanOrEqual(at - (late > 0 ? 1 : 0))
    expect(printed[index]!.at, `time of line ${index + 1}`).toBeLessThanOrEqual(at + late)
  }
}

/** Opens the first slide that runs code and is wanted, and waits for its first editor; nothing is broken there. */
export async function openEditor(page: Page, accepts: (no: number) => boolean = () => true): Promise<{ no: number, block: Locator }> {
  const no = runnableSlides.find(accepts)!
  await open(page, String(no), no)
  const block = blocksOf(page, no).first()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible(EDITOR)
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

/** Goes to the next slide by arrow key and comes back. */
export async function millisecondsToTurn(page: Page, no: number): Promise<number> {
  await page.evaluate((no) => {
    const store: { answer?: number } = Object.assign(window, { answer: undefined })
    addEventListener('keydown', ({ timeStamp }) => {
      const look = () => {
        // The slide that was left stays visible while it slides away: the address says which one is meant.
        if (location.pathname.endsWith(`/${no}`) && document.querySelector(`#slideshow > [data-slidev-no="${no}"]`)?.checkVisibility())
          store.answer = performance.now() - timeStamp
        else
          requestAnimationFrame(look)
      }
      look()
    }, { capture: true, once: true })
  }, no + 1)
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => (window as { answer?: number }).answer !== undefined, undefined, { timeout: 5000 })
  const answer = await page.evaluate(() => (window as { answer?: number }).answer!)
  await whenShown(page, no + 1)
  await page.keyboard.press('ArrowUp')
  await whenShown(page, no)
  return answer
}
