import type { Locator } from '@playwright/test'
import type { OddProgram } from '../runner/programs.ts'
import { text } from '../../locales'
import { syntaxReason } from '../../locales/fr/syntax-errors'
import { oddPrograms } from '../runner/programs.ts'
import { expect, test } from './deck.ts'
import { openEditor, pasteAndRun, printedBy, runnableSlides, turnAndBack, whenOver } from './runnable.ts'

// A slide turns without a transition.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** So many pages share the programs, one for each worker. */
const PAGES = 2

/** What ends as a program should runs in Node with each test, by the same code; of those so many are one here, all at night. */
const SAMPLE = 3

/** The build makes some spaces of the words unbreakable; here they are read as they were typed. */
const plain = (text: string) => text.replace(/\s+/g, ' ').trim()

/** Whether the panel tells this error in the words of the deck, or in JavaScript's where the deck has none. */
function tellsOf({ kind, message }: NonNullable<OddProgram['failure']>, error: string): boolean {
  if (typeof message !== 'string')
    return message.test(error.replace(/^\w+: /, ''))
  return error.includes(kind === 'syntax' ? syntaxReason(message) : message)
}

/** What is wrong with the way a program ended in the panel; nothing if all is as in Node. */
async function differences(block: Locator, { end, lines, failure, isOneTurn }: OddProgram): Promise<string[]> {
  // Time is real here: what the virtual clock cuts after a minute goes on.
  const expected = end === 'limit' ? ['stopped'] : isOneTurn ? [end, 'endless'] : [end]
  const [state, status, printed] = await Promise.all([block.getAttribute('data-state'), block.locator('.status').textContent(), printedBy(block)])
  const error = end === 'error' ? plain(printed.pop()?.text ?? '') : ''
  return [
    !expected.includes(state!) && `ended by ${state}, not ${expected.join(' or ')}`,
    lines && JSON.stringify(printed.map(({ text }) => text)) !== JSON.stringify(lines) && `printed ${JSON.stringify(printed)}`,
    failure && plain(status ?? '') !== plain(text.runner.failures[failure.kind]) && `status ${status}`,
    failure && !tellsOf(failure, error) && `error ${error}`,
    failure?.line && !error.includes(plain(text.runner.line(failure.line).slice(0, -1))) && `line not told: ${error}`,
    failure?.line === null && error.includes('ligne') && `line told: ${error}`,
  ].filter(difference => typeof difference === 'string')
}

for (let part = 0; part < PAGES; part++) {
  test(`each odd program comes to the end it comes to in Node, and the slide turns after it, part ${part + 1}`, async ({ page, isLong }) => {
    const programs = oddPrograms.filter(({ end }, index) => isLong || !/done|error/.test(end) || index % SAMPLE === 0)
    const { no, block } = await openEditor(page, no => !runnableSlides.includes(no + 1))
    const wrong: string[] = []
    for (const program of programs.filter((_, index) => index % PAGES === part)) {
      await pasteAndRun(page, block, program.code)
      if (program.end === 'limit') {
        await expect(block).toHaveAttribute('data-state', 'running')
        await block.locator('button.run').click()
      }
      await whenOver(block, program.name)
      wrong.push(...(await differences(block, program)).map(difference => `${program.name}: ${difference}`))
      await turnAndBack(page, no)
    }
    expect(wrong).toEqual([])
  })
}

test('a key turns the slide while a program loops without end, which is stopped', async ({ page }) => {
  const { no, block } = await openEditor(page, no => !runnableSlides.includes(no + 1))
  await pasteAndRun(page, block, 'console.log("in")\nwhile (true);')
  await expect(block.locator('.output li')).toHaveCount(1)
  await turnAndBack(page, no)
  // By the turn, or by itself where the machine took two seconds for that.
  await expect(block).toHaveAttribute('data-state', /stopped|endless/)
})
