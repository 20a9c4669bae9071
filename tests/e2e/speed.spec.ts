import { expect, open, test, total } from './deck.ts'

/** Milliseconds from a key press to the content of the slide it leads to. */
const LIMIT = 100

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
  for (let no = 1; no < total; no++) {
    await page.keyboard.press('ArrowDown')
    await page.waitForURL(url => url.pathname.endsWith(`/${no + 1}`))
    await page.waitForFunction(count => (window as unknown as { durations: number[] }).durations.length === count, no)
    // A reader looks at a slide for longer than its transition lasts.
    await page.waitForTimeout(250)
  }

  const durations = await page.evaluate(() => (window as unknown as { durations: number[] }).durations)
  const sorted = durations.toSorted((a, b) => a - b)
  const percentile = sorted[Math.ceil(sorted.length * 0.95) - 1]!
  console.log(`next slide, ${sorted.length} of them: median ${sorted[sorted.length >> 1]!.toFixed(0)} ms, 95th percentile ${percentile.toFixed(0)} ms, slowest ${sorted.at(-1)!.toFixed(0)} ms (slide ${durations.indexOf(sorted.at(-1)!) + 2})`)
  expect(percentile).toBeLessThan(LIMIT)
})
