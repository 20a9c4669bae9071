/** Every slide, turned to by keyboard: nothing wrong to see on it, and nothing that keeps anyone from reading it. */
import type { Page } from '@playwright/test'
import type { Result, RunOptions } from 'axe-core'
import axe from 'axe-core'
import { currentSlide, expect, faultsOf, open, test, total, turn, whenShown } from './deck.ts'

/** More clicks than any slide has: all of it is shown. */
const ALL_CLICKS = 99
const middle = Math.ceil(total / 2)

/** Light finds everything; between the two modes only colours differ, so dark is asked about those alone. */
const modes: Record<'light' | 'dark', RunOptions> = {
  light: {},
  dark: { runOnly: ['color-contrast', 'link-in-text-block'] },
}

/** Runs in the page: what axe finds on a slide. It would read through the hidden slides too, so they are out of the page meanwhile. */
async function audit({ no, options }: { no: number, options: RunOptions }) {
  const stage = document.querySelector('#slideshow')!
  const hidden = [...stage.querySelectorAll<HTMLElement>(':scope > [data-slidev-no]')].filter(slide => slide.dataset.slidevNo !== String(no))
  const places = hidden.map((slide) => {
    const place = document.createComment('')
    slide.replaceWith(place)
    return place
  })
  // The slide alone: the bars and dialogs around it are Slidev's, and no slide can change them.
  const { violations, passes, incomplete } = await (window as unknown as { axe: typeof axe }).axe.run(`#slideshow > [data-slidev-no="${no}"]`, options)
  places.forEach((place, index) => place.replaceWith(hidden[index]!))
  return { violations, applied: violations.length + passes.length + incomplete.length }
}

/** Where a rule is broken, a few places of it; of a contrast, what it is too. */
function placesOf({ id, nodes }: Result): string {
  return nodes
    .slice(0, 3)
    .map(({ target, failureSummary }) => `${target.join(' ')} ${id === 'color-contrast' ? failureSummary?.split('\n')[1] : ''}`)
    .join(' | ')
}

async function violationsOf(page: Page, mode: keyof typeof modes): Promise<string[]> {
  const no = currentSlide(page)
  await page.emulateMedia({ colorScheme: mode })
  await expect(page.locator('html')).toHaveClass(mode === 'dark' ? /\bdark\b/ : /^(?!.*\bdark\b)/)
  const { violations, applied } = await page.evaluate(audit, { no, options: { preload: false, ...modes[mode] } })
  expect(applied, `rules that say something of slide ${no}`).toBeGreaterThan(0)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(violation => `${no}, ${mode}: ${violation.id}, ${violation.help}: ${placesOf(violation)}`)
}

for (const [first, last] of [[1, middle], [middle, total]] as const) {
  test.describe(`slides ${first} to ${last}`, () => {
    test.describe('forth, slides drawn beforehand', () => {
      test.use({ isIdle: true })

      test('by arrow key, without a fault', async ({ page }) => {
        await open(page, String(first), first)
        const found = await faultsOf(page)
        while (currentSlide(page) < last) {
          await turn(page, 'ArrowRight')
          found.push(...await faultsOf(page))
        }
        expect(found).toEqual([])
      })
    })

    test.describe('back, each drawn as it is turned to, after its last click', () => {
      // A transition would be measured at colours that it only passes through.
      test.use({ contextOptions: { reducedMotion: 'reduce' } })

      test('without a fault, and without a serious or critical violation, light or dark', async ({ page }) => {
        await page.addInitScript(axe.source)
        await open(page, `${last}?clicks=${ALL_CLICKS}`, last)
        const found: string[] = []
        for (let no: number = last; no >= first; no--) {
          await whenShown(page, no)
          found.push(...await faultsOf(page), ...await violationsOf(page, 'light'), ...await violationsOf(page, 'dark'))
          if (no > first)
            await turn(page, 'ArrowLeft')
        }
        expect(found).toEqual([])
      })
    })
  })
}
