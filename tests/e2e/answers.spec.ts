import type { Locator } from '@playwright/test'
import type { OddProgram } from '../runner/programs.ts'
import { text } from '../../locales'
import { syntaxReason } from '../../locales/fr/syntax-errors'
import { oddPrograms } from '../runner/programs.ts'
import { expect, test } from './deck.ts'
import { millisecondsToTurn, openEditor, pasteAndRun, printedBy, runnableSlides } from './runnable.ts'

// One after the other: beside another it would measure that.
test.describe.configure({ mode: 'default' })
// A slide turns without a transition.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** Milliseconds from an arrow key to the slide it leads to. */
const ANSWER = 200
/** Other programs of the machine can be in the way of a key; a deck that is stuck answers none of these. */
const PRESSES = 5

/** The build makes some spaces of the words unbreakable; here they are read as they were typed. */
const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** What is wrong with the way a program ended in the panel; nothing if all is as in Node. */
async function differences(block: Locator, { end, lines, failure }: OddProgram): Promise<string[]> {
  // Time is real here: what the virtual clock cuts after a minute goes on.
  const expected = end === 'limit' ? 'stopped' : end
  const [state, status, printed] = await Promise.all([block.getAttribute('data-state'), block.locator('.status').textContent(), printedBy(block)])
  const error = end === 'error' ? plain(printed.pop()?.text ?? '') : ''
  return [
    state !== expected && `ended by ${state}, not ${expected}`,
    lines && JSON.stringify(printed.map(({ text }) => text)) !== JSON.stringify(lines) && `printed ${JSON.stringify(printed)}`,
    failure && plain(status ?? '') !== plain(text.runner.failures[failure.kind]) && `status ${status}`,
    failure && !(typeof failure.message === 'string' ? error.includes(failure.kind === 'syntax' ? syntaxReason(failure.message) : failure.message) : failure.message.test(error.replace(/^\w+: /, ''))) && `error ${error}`,
    failure?.line && !error.includes(plain(text.runner.line(failure.line).slice(0, -1))) && `line not told: ${error}`,
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
