import { OPENING_MS, whenCalm } from './when-calm.ts'

/**
 * Loads all slides, then draws them one by one while nothing moves on the page: all at once they would hold up a slider,
 * or a simulation that plays, for half a second.
 * @param draw puts a slide into the page, hidden
 * @returns leaves it at that
 */
export function preloadSlides<Slide extends { load: () => unknown }>(slides: readonly Slide[], draw: (slide: Slide) => void, calm = whenCalm): () => void {
  const waiting = [...slides]
  let isOver = false

  function drawNext() {
    const slide = waiting.shift()
    if (isOver || !slide)
      return
    draw(slide)
    calm(drawNext)
  }

  const timeout = setTimeout(() => {
    waiting.forEach(slide => slide.load())
    calm(drawNext)
  }, OPENING_MS)
  return () => {
    isOver = true
    clearTimeout(timeout)
  }
}
