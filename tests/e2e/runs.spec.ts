import { readFileSync } from 'node:fs'
import { snippetsRunOnSlides } from '../snippets/run-on-slides.ts'
import { expect, open, slidesWith, test } from './deck.ts'

/** Real timers are late by this much on a busy machine. */
const LATE = 1500
const nameOf = new Map(snippetsRunOnSlides().map(({ name, code }) => [bare(code), name]))

interface PrintedLine { at: number, text: string }

function bare(text: string): string {
  return text.replace(/\s+/g, '')
}

/** The lines of a recorded run, as `tests/runner/describe-record.ts` writes them, in the words of the slide. */
function recordedLines(file: string): PrintedLine[] {
  const text = readFileSync(new URL(`../snippets/recorded/${file}.txt`, import.meta.url), 'utf8')
  const lines: PrintedLine[] = []
  for (const row of text.split('\n').slice(0, text.split('\n').findIndex(row => row.startsWith('timers:')))) {
    const [, at, printed] = /^ *\+(\d+) ms {2}\w+ +(\S.*)$/.exec(row) ?? []
    if (at !== undefined)
      lines.push({ at: Number(at), text: bare(printed!) })
    else
      lines.at(-1)!.text += bare(row.trim().replace(/^- /, ''))
  }
  return lines.map(({ at, text }) => ({ at, text: text.replace(/\(line(\d+)\)/g, '(ligne$1)') }))
}

test('every Run button prints the lines recorded for its snippet', async ({ page }) => {
  let runs = 0
  for (const no of slidesWith('{monaco-run}')) {
    await open(page, `${no}`, no)
    for (const block of await page.locator(`#slideshow > [data-slidev-no="${no}"] .runnable`).all()) {
      const code = await block.locator('.code pre.shiki').first().textContent() ?? ''
      const name = nameOf.get(bare(code))
      expect(name, `snippet of slide ${no}`).toBeDefined()
      const variables = await block.getByRole('switch', { checked: true }).count()
      await block.locator('button.run').click()
      await expect(block, `${name} on slide ${no}`).not.toHaveAttribute('data-state', /running|idle/, { timeout: 15_000 })

      const printed = await block.locator('.output li').evaluateAll(items => items.map(item => ({
        at: Number(item.querySelector('.at')!.textContent!.replace(/\D/g, '')),
        text: item.querySelector('.text')!.textContent!.replace(/\s+/g, ''),
      })))
      const recorded = recordedLines(variables > 0 ? `${name}.MAIL_SERVER=down` : name!)
      expect(printed.map(({ text }) => text), `${name} on slide ${no}`).toEqual(recorded.map(({ text }) => text))
      for (const [index, { at }] of printed.entries()) {
        expect(at, `time of line ${index + 1} of ${name}`).toBeGreaterThanOrEqual(recorded[index]!.at - 1)
        expect(at, `time of line ${index + 1} of ${name}`).toBeLessThan(recorded[index]!.at + LATE)
      }
      runs += 1
    }
  }
  expect(runs).toBeGreaterThan(0)
})
