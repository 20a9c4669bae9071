import type { Locator, Page } from '@playwright/test'
import type { RunRecord } from '../../runner/record.ts'
import type { OddProgram } from '../runner/programs.ts'
import { text } from '../../locales'
import { syntaxReason } from '../../locales/syntax-errors'
import { runInNode } from '../../runner/node.ts'
import { oddPrograms } from '../runner/programs.ts'
import { snippetsRunOnSlides } from '../snippets/run-on-slides.ts'
import { expect, open, slidesWith, test, whenShown } from './deck.ts'

test.describe.configure({ mode: 'default' })
// A slide turns without a transition.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** Milliseconds from an arrow key to the slide it leads to. */
const ANSWER = 200
/** Other programs of the machine can be in the way of a key; a deck that is stuck answers none of these. */
const PRESSES = 5
/** Real timers are never early, and late by this much on a busy machine. */
const LATE = 1500
/** An editor comes with a megabyte of code. */
const EDITOR = { timeout: 30_000 }

interface PrintedLine { at: number, text: string }

/** Numbers of the slides that run code. */
const runnableSlides = slidesWith('{monaco-run}')

const blocksOf = (page: Page, no: number) => page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable`)

/** What a block prints, and what paper says beside it of the same code once the mail server is down. */
const OWN_RUN = '.output:not(.broken .output)'
const BROKEN_RUN = '.broken .output'

/** Each line of a block's panel with its time, the error that ended the run included. */
function printedBy(block: Locator, run = OWN_RUN): Promise<PrintedLine[]> {
  return block.locator(`${run} li`).evaluateAll(items => items.map(item => ({
    at: Number(item.querySelector('.at')!.textContent.replace(/\D/g, '')),
    text: item.querySelector('.text')!.textContent,
  })))
}

/** The snippet a block holds, and what vitest compares with the files of `tests/snippets/recorded`. */
async function recordOf(block: Locator, run = OWN_RUN): Promise<RunRecord> {
  const shown = bare(await block.locator('.code pre.shiki').first().textContent() ?? '')
  const snippet = snippetsRunOnSlides().find(({ code }) => bare(code) === shown)
  expect(snippet, 'snippet of the block').toBeDefined()
  const isDown = run === BROKEN_RUN || await block.getByRole('switch', { checked: true }).count() > 0
  return runInNode(snippet!.code, { env: isDown ? { MAIL_SERVER: 'down' } : {} })
}

const bare = (code: string) => code.replace(/\s+/g, '')

function expectLines(printed: PrintedLine[], { lines, failure }: RunRecord, late: number): void {
  expect(printed.map(({ text }) => text)).toEqual([...lines.map(({ text }) => text), ...failure ? [expect.stringContaining(failure.error.message)] : []])
  for (const [index, at] of [...lines, ...failure ? [failure] : []].map(({ at }) => at).entries()) {
    expect(printed[index]!.at, `time of line ${index + 1}`).toBeGreaterThanOrEqual(at - (late > 0 ? 1 : 0))
    expect(printed[index]!.at, `time of line ${index + 1}`).toBeLessThanOrEqual(at + late)
  }
}

/** Opens the first slide that runs code and is wanted, and waits for its first editor; nothing is broken there. */
async function openEditor(page: Page, isWanted: (no: number) => boolean = () => true): Promise<{ no: number, block: Locator }> {
  const no = runnableSlides.find(isWanted)!
  await open(page, String(no), no)
  const block = blocksOf(page, no).first()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible(EDITOR)
  for (const fault of await block.getByRole('switch', { checked: true }).all())
    await fault.click()
  return { no, block }
}

/** What the editor shows, without white space; it draws the lines of a text in any order. */
function shownCode(block: Locator): Promise<string> {
  return block.locator('.monaco-editor .view-lines .view-line').evaluateAll(rows => rows
    .sort((a, b) => Number.parseFloat((a as HTMLElement).style.top) - Number.parseFloat((b as HTMLElement).style.top))
    .map(({ textContent }) => textContent.replace(/\s+/g, ''))
    .join(''))
}

/** Pastes a program over what is in the editor, and runs it by keyboard. */
async function pasteAndRun(page: Page, block: Locator, code: string): Promise<void> {
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
async function millisecondsToTurn(page: Page, no: number): Promise<number> {
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

/** What is wrong with the way a program ended in the panel; nothing if all is as in Node. */
async function differences(block: Locator, { end, lines, failure }: OddProgram): Promise<string[]> {
  // Time is real here: what the virtual clock cuts after a minute goes on.
  const expected = end === 'limit' ? 'stopped' : end
  const [state, status, printed] = await Promise.all([block.getAttribute('data-state'), block.locator('.status').textContent(), printedBy(block)])
  const error = end === 'error' ? printed.pop()?.text ?? '' : ''
  return [
    state !== expected && `ended by ${state}, not ${expected}`,
    lines && JSON.stringify(printed.map(({ text }) => text)) !== JSON.stringify(lines) && `printed ${JSON.stringify(printed)}`,
    failure && status?.trim() !== text.runner.failures[failure.kind] && `status ${status}`,
    failure && !(typeof failure.message === 'string' ? error.includes(failure.kind === 'syntax' ? syntaxReason(failure.message) : failure.message) : failure.message.test(error.replace(/^\w+: /, ''))) && `error ${error}`,
    failure?.line && !error.includes(text.runner.line(failure.line).slice(0, -1)) && `line not told: ${error}`,
    failure?.line === null && error.includes('ligne') && `line told: ${error}`,
  ].filter(difference => typeof difference === 'string')
}

test('each odd program comes to the end it comes to in Node, and the deck answers the arrow key after it', async ({ page }) => {
  const { no, block } = await openEditor(page, no => !runnableSlides.includes(no + 1))
  const wrong: string[] = []
  const answers: number[] = []
  for (const program of oddPrograms) {
    await pasteAndRun(page, block, program.code)
    if (program.end === 'limit') {
      await expect(block).toHaveAttribute('data-state', 'running')
      await block.locator('button.run').click()
    }
    await expect(block, program.name).not.toHaveAttribute('data-state', /running|idle/, { timeout: 10_000 })
    wrong.push(...(await differences(block, program)).map(difference => `${program.name}: ${difference}`))

    let answer = Infinity
    for (let press = 0; press < PRESSES && answer > ANSWER; press++)
      answer = Math.min(answer, await millisecondsToTurn(page, no))
    answers.push(answer)
    if (answer > ANSWER)
      wrong.push(`${program.name}: the arrow key took ${answer.toFixed(0)} ms`)
  }
  console.log(`${oddPrograms.length} odd programs; slowest answer to the arrow key after one: ${Math.max(...answers).toFixed(0)} ms`)
  expect(wrong).toEqual([])
})

test('a key turns the slide while a program loops without end, and that stops it', async ({ page }) => {
  const { no, block } = await openEditor(page, no => !runnableSlides.includes(no + 1))
  await pasteAndRun(page, block, 'console.log("in")\nwhile (true);')
  await expect(block.locator('.output li')).toHaveCount(1)
  expect(await millisecondsToTurn(page, no)).toBeLessThan(ANSWER)
  await expect(block).toHaveAttribute('data-state', 'stopped')
})

test('by keyboard alone: Tab to Run, Enter runs, stops and runs again, an arrow turns the slide', async ({ page }) => {
  const { no, block } = await openEditor(page)
  await pasteAndRun(page, block, 'setTimeout(() => {}, 60_000)')
  await expect(block).toHaveAttribute('data-state', 'running')
  const run = block.locator('button.run')
  await page.keyboard.press('Tab')
  await expect(run).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(block).toHaveAttribute('data-state', 'stopped')
  await page.keyboard.press('Enter')
  await expect(block).toHaveAttribute('data-state', 'running')
  await expect(run).toBeFocused()
  expect(await millisecondsToTurn(page, no)).toBeLessThan(5000)
  await expect(block).toHaveAttribute('data-state', 'stopped')
})

test('two runs at once on one slide each print their own lines', async ({ page }) => {
  for (const no of runnableSlides) {
    await open(page, String(no), no)
    const blocks = await blocksOf(page, no).all()
    if (blocks.length < 2)
      continue
    for (const block of blocks)
      await block.locator('button.run').click()
    for (const block of blocks) {
      await expect(block).not.toHaveAttribute('data-state', /running|idle/, { timeout: 15_000 })
      expectLines(await printedBy(block), await recordOf(block), LATE)
    }
    return
  }
  throw new Error('No slide runs two snippets.')
})

test('reset brings the original back and clears the output', async ({ page }) => {
  const { block } = await openEditor(page)
  const original = bare(await block.locator('.code pre.shiki').first().textContent() ?? '')
  const reset = block.getByRole('button', { name: text.runner.reset })
  await expect(reset).toHaveCount(0)
  await pasteAndRun(page, block, 'console.log("mine")')
  await expect(block).toHaveAttribute('data-state', 'done')
  await expect(block.locator('.output li')).toHaveCount(1)
  await reset.click()
  await expect(block).toHaveAttribute('data-state', 'idle')
  await expect(block.locator('.output li')).toHaveCount(0)
  await expect(reset).toHaveCount(0)
  await expect.poll(() => shownCode(block)).toBe(original)
})

test('Run works without a network once the slide is there', async ({ page, context, trouble }) => {
  const [no] = runnableSlides
  await open(page, String(no), no!)
  const block = blocksOf(page, no!).first()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible(EDITOR)
  await page.waitForLoadState('networkidle')
  await context.setOffline(true)
  for (let run = 0; run < 3; run++) {
    await block.locator('button.run').click()
    await expect(block).toHaveAttribute('data-state', 'running')
    await expect(block).not.toHaveAttribute('data-state', 'running', { timeout: 15_000 })
    expectLines(await printedBy(block), await recordOf(block), LATE)
  }
  // Slidev goes on fetching the other slides, in vain.
  await page.close()
  trouble.splice(0)
})

test('Run works before the editor is there', async ({ page }) => {
  const [no] = runnableSlides
  let release = () => {}
  const released = new Promise<void>(resolve => release = resolve)
  await page.route(/\/monaco\/editor/, async (route) => {
    await released
    await route.continue()
  })
  // The load of the page may wait for what is held back here.
  await page.goto(String(no), { waitUntil: 'commit' })
  await whenShown(page, no!)
  const block = blocksOf(page, no!).first()
  await block.locator('button.run').click()
  await expect(block).toHaveAttribute('data-state', 'done', { timeout: 10_000 })
  await expect(block.locator('.monaco-editor')).toHaveCount(0)
  release()
  await expect(block.locator('.monaco-editor .view-lines')).toBeVisible(EDITOR)
})

test('print holds the lines and times of the records, by the virtual clock', async ({ page }) => {
  await page.goto('print?print=true')
  await page.waitForSelector('html[data-deck="ready"]')
  const blocks = await page.locator('.runnable').all()
  expect(blocks.length).toBeGreaterThan(0)
  for (const block of blocks) {
    expectLines(await printedBy(block), await recordOf(block), 0)
    if (await block.locator(BROKEN_RUN).count() > 0)
      expectLines(await printedBy(block, BROKEN_RUN), await recordOf(block, BROKEN_RUN), 0)
  }
  expect(await page.locator(BROKEN_RUN).count()).toBeGreaterThan(0)
})

test('with the fault of a snippet turned the other way, a run prints the lines of that record', async ({ page }) => {
  for (const no of runnableSlides) {
    await open(page, String(no), no)
    const blocks = await blocksOf(page, no).filter({ has: page.getByRole('switch') }).all()
    for (const block of blocks) {
      await block.getByRole('switch').click()
      await block.locator('button.run').click()
    }
    for (const block of blocks) {
      await expect(block).not.toHaveAttribute('data-state', /running|idle/, { timeout: 15_000 })
      expectLines(await printedBy(block), await recordOf(block), LATE)
    }
  }
})
