import type { Locator } from '@playwright/test'
import { currentSlide, expect, openWidget, test } from './deck.ts'

interface Widget {
  selector: string
  /** What the presenter does. */
  act: (widget: Locator) => Promise<unknown>
  /** What the audience then sees. */
  seen: string
}

function slide(field: Locator, value: number) {
  return field.evaluate((input: HTMLInputElement, value) => {
    input.value = String(value)
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }, value)
}

/** By what their slides have in Markdown. */
const WIDGETS: Record<string, Widget> = {
  '<ShareModal': { selector: '.phone', act: phone => phone.getByRole('button', { name: 'Partager' }).click(), seen: 'Email envoyé' },
  '<CallChain': { selector: '.widget.chain', act: chain => chain.getByRole('checkbox').check(), seen: 'Toute la chaîne échoue' },
  '<CarefulCall': { selector: '.widget.careful', act: careful => careful.getByRole('checkbox').first().check(), seen: 'Attente la plus longue : 500 ms' },
  '<QueueCurve': { selector: '.widget.queue', act: queue => slide(queue.getByRole('slider'), 0.9), seen: 'W = 10 s' },
  '<AsyncChooser': { selector: '.signs', act: signs => signs.getByRole('checkbox').first().uncheck(), seen: 'Restez en synchrone' },
  '{monaco-run}': { selector: '.runnable', act: snippet => snippet.locator('button.run').click(), seen: 'Terminé en' },
  '<CostChart': { selector: '.widget.cost', act: cost => slide(cost.getByRole('slider', { name: 'Intervalle I' }), 30_000), seen: 'Intervalle I 30 s' },
  '<RetrievalChooser': {
    selector: '.chooser',
    act: chooser => chooser.getByLabel('application fermée').check(),
    seen: 'Seul à joindre une application fermée',
  },
}

test('the audience sees what the presenter does to a widget', async ({ page, context, baseURL }) => {
  for (const [markup, { selector, act, seen }] of Object.entries(WIDGETS)) {
    await test.step(markup, async () => {
      const widget = await openWidget(page, markup, selector)
      const no = currentSlide(page)
      const presenter = await context.newPage()
      await presenter.goto(`${baseURL}presenter/${no}`)
      await act(presenter.locator(`.slidev-slide-content [data-slidev-no="${no}"] ${selector}:not([inert])`).first())
      await expect(widget.first()).toContainText(seen)
      // As long as a presenter's window is there, an address leads to where it is.
      await presenter.close()
    })
  }
})
