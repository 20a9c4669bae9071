import { OPENING_MS, runInBackground } from './background-tasks.ts'

/**
 * Loads all slides once the page has opened, then draws them one by one in the background: drawn all at once they would
 * hold up a slider, or a simulation that plays, for half a second.
 * @param draw puts a slide into the page, hidden
 * @param schedule runs each drawing
 * @returns a function that stops it
 */
export function preloadSlides<Slide extends { load: () => unknown }>(
  slides: readonly Slide[],
  draw: (slide: Slide) => void,
  schedule = runInBackground,
): () => void {
  const remaining = [...slides]
  let isStopped = false

  function drawNext() {
    const slide = remaining.shift()
    if (isStopped || !slide)
      return
    draw(slide)
    schedule(drawNext)
  }

  const timeout = setTimeout(() => {
    remaining.forEach(slide => slide.load())
    schedule(drawNext)
  }, OPENING_MS)
  return () => {
    isStopped = true
    clearTimeout(timeout)
  }
}
