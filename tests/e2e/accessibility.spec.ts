import type { Page } from '@playwright/test'
import type { RunOptions } from 'axe-core'
import axe from 'axe-core'
import { expect, open, test, total } from './deck.ts'

/** More clicks than any slide has: all of it is shown. */
const ALL_CLICKS = 99
// A transition would be measured at colours that it only passes through.
test.use({ contextOptions: { reducedMotion: 'reduce' } })

/** Light finds everything; between the two modes only colours differ, so dark is asked about those alone. */
const modes: Record<'light' | 'dark', RunOptions> = {
  light: {},
  dark: { runOnly: ['color-contrast', 'link-in-text-block'] },
}

async function violationsOf(page: Page, no: number, mode: keyof typeof modes): Promise<string[]> {
  await page.emulateMedia({ colorScheme: mode })
  await expect(page.locator('html')).toHaveClass(mode === 'dark' ? /\bdark\b/ : /^(?!.*\bdark\b)/)
  // The slide alone: the bars and dialogs around it are Slidev's, and no slide can change them.
  const { violations, applied } = await page.evaluate(async ({ selector, options }) => {
    const { violations, passes, incomplete } = await (window as unknown as { axe: typeof axe }).axe.run(selector, options)
    return { violations, applied: violations.length + passes.length + incomplete.length }
  }, { selector: `#slideshow > [data-slidev-no="${no}"]`, options: { preload: false, ...modes[mode] } })
  expect(applied, `rules that say something of slide ${no}`).toBeGreaterThan(0)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${no}, ${mode}: ${id}, ${help}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} ${id === 'color-contrast' ? failureSummary?.split('\n')[1] : ''}`).join(' | ')}`)
}

for (const [part, first] of [['odd', 1], ['even', 2]] as const) {
  test(`no serious or critical violation on any slide, light or dark, ${part} numbers`, async ({ page }) => {
    const found: string[] = []
    await page.addInitScript(axe.source)
    // A slide opened by its address comes without the others, which axe would read through each time.
    for (let no: number = first; no <= total; no += 2) {
      await open(page, `${no}?clicks=${ALL_CLICKS}`, no)
      found.push(...await violationsOf(page, no, 'light'), ...await violationsOf(page, no, 'dark'))
    }
    expect(found).toEqual([])
  })
}
