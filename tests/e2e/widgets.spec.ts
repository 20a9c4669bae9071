import type { Locator, Page } from '@playwright/test'
import { expect, open, test } from './deck.ts'

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

const WIDGETS: Record<string, Widget> = {
  'the shared photo': { selector: '.phone', act: phone => phone.getByRole('button', { name: 'Partager' }).click(), seen: 'Email envoyé' },
  'the chain of calls': { selector: '.widget.chain', act: chain => chain.getByRole('checkbox').check(), seen: 'Toute la chaîne échoue' },
  'the queue': { selector: '.widget.queue', act: queue => slide(queue.getByRole('slider'), 0.9), seen: 'W = 10 s' },
  'the three signs': { selector: '.widget.signs', act: signs => signs.getByRole('checkbox').first().uncheck(), seen: 'Restez en synchrone' },
  'the cost': { selector: '.widget.cost', act: cost => slide(cost.getByRole('slider', { name: 'Intervalle I' }), 30_000), seen: 'Intervalle I 30 s' },
  'the choice': { selector: '.chooser', act: chooser => chooser.getByLabel('application fermée').check(), seen: 'Seul à joindre une application fermée' },
}

/** Numbers of the slides that hold these widgets. */
async function slidesOf(page: Page, selectors: string[]): Promise<number[]> {
  await page.goto('overview')
  return Promise.all(selectors.map(async (selector) => {
    const widget = page.locator(selector)
    await widget.waitFor({ state: 'attached' })
    return Number(await widget.evaluate(element => element.closest<HTMLElement>('[data-slidev-no]')!.dataset.slidevNo))
  }))
}

test('the audience sees what the presenter does to a widget', async ({ page, context, baseURL }) => {
  const slides = await slidesOf(page, Object.values(WIDGETS).map(({ selector }) => selector))
  const presenter = await context.newPage()
  for (const [index, [name, { selector, act, seen }]] of Object.entries(WIDGETS).entries()) {
    await test.step(name, async () => {
      const no = slides[index]!
      await open(page, `${no}`, no)
      await presenter.goto(`${baseURL}presenter/${no}`)
      await act(presenter.locator(`.slidev-slide-content [data-slidev-no="${no}"] ${selector}:not([inert])`).first())
      await expect(page.locator(`#slideshow ${selector}`)).toContainText(seen)
    })
  }
})
