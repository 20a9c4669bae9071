import { AxeBuilder } from '@axe-core/playwright'
import { countSlides, expect, open, test, turn } from './deck.ts'

/** Light finds everything; between the two modes only colours differ, so dark is asked about those alone. */
const modes = [
  { colorScheme: 'light', narrow: (axe: AxeBuilder) => axe },
  { colorScheme: 'dark', narrow: (axe: AxeBuilder) => axe.withRules(['color-contrast', 'link-in-text-block']) },
] as const

for (const { colorScheme, narrow } of modes) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })

    test('no serious or critical violation on any slide', async ({ page }) => {
      const total = await countSlides(page)
      await open(page, '1', 1)
      const found: string[] = []
      for (let no = 1; ; no++) {
        // Legacy mode: without a second page per slide, for there are no frames of other origins to gather.
        // The slide alone: the bars and dialogs around it are Slidev's, and no slide can change them.
        const { violations } = await narrow(new AxeBuilder({ page }).setLegacyMode().options({ preload: false }).include(`#slideshow > [data-slidev-no="${no}"]`)).analyze()
        for (const { id, impact, help, nodes } of violations) {
          if (impact === 'serious' || impact === 'critical')
            found.push(`${no}: ${id}, ${help}: ${nodes.slice(0, 3).map(({ target, failureSummary }) => `${target.join(' ')} ${id === 'color-contrast' ? failureSummary?.split('\n')[1] : ''}`).join(' | ')}`)
        }
        if (no === total)
          break
        await turn(page, 'ArrowRight')
      }
      expect(found).toEqual([])
    })
  })
}
