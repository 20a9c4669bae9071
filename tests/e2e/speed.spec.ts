import { expect, open, test, total } from './deck.ts'

/** Milliseconds from a key press to the content of the slide it leads to. */
const LIMIT = 100
/** The same where the machine is slow: as many times what the browser alone needs to draw a slide, measured in between. */
const LIMIT_RATIO = 20

const percentile = (values: number[], share: number) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]!

test('going to the next slide takes less than 100 ms at the 95th percentile, once the deck is loaded', async ({ page }) => {
  await open(page, '1', 1)
  // All slides are preloaded, one by one, while nothing moves.
  await expect(page.locator('#slideshow > [data-slidev-no]')).toHaveCount(total, { timeout: 120_000 })
  await page.waitForLoadState('networkidle')

  await page.evaluate(() => {
    const durations: number[] = Object.assign(window, { durations: [] }).durations
    window.addEventListener('keydown', ({ timeStamp }) => {
      const from = location.pathname
      const look = () => {
        const no = location.pathname.split('/').at(-1)
        const slide = document.querySelector<HTMLElement>(`#slideshow > [data-slidev-no="${no}"]`)
        if (location.pathname !== from && slide?.checkVisibility() && !slide.querySelector('[data-pending], .slidev-slide-loading'))
          durations.push(performance.now() - timeStamp)
        else if (performance.now() - timeStamp < 5000)
          requestAnimationFrame(look)
      }
      look()
    }, { capture: true })
  })
  const drawings: number[] = []
  for (let no = 1; no < total; no++) {
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(url => url.pathname.endsWith(`/${no + 1}`))
    await page.waitForFunction(count => (window as unknown as { durations: number[] }).durations.length === count, no)
    // A reader looks at a slide for longer than its transition lasts.
    await page.waitForTimeout(250)
    drawings.push(await page.locator(`#slideshow > [data-slidev-no="${no + 1}"]`).evaluate((slide) => {
      const begin = performance.now()
      const copy = slide.cloneNode(true) as Element
      slide.after(copy)
      copy.getBoundingClientRect()
      const duration = performance.now() - begin
      copy.remove()
      return duration
    }))
  }

  const durations = await page.evaluate(() => (window as unknown as { durations: number[] }).durations)
  const [median, most, slowest] = [0.5, 0.95, 1].map(share => percentile(durations, share)) as [number, number, number]
  const drawing = percentile(drawings, 0.5)
  console.log(`next slide, ${durations.length} of them: median ${median.toFixed(0)} ms, 95th percentile ${most.toFixed(0)} ms, slowest ${slowest.toFixed(0)} ms (slide ${durations.indexOf(slowest) + 2}); the browser draws one in ${drawing.toFixed(1)} ms`)
  expect(most).toBeLessThan(Math.max(LIMIT, LIMIT_RATIO * drawing))
})
