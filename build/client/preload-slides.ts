/** Slidev's own wait before it preloads what is neither shown nor a neighbour. */
const WAIT_MS = 3000
/** A page that awaits a frame is idle for less than one; with more, nothing on it moves. */
const CALM_MS = 17
/** Who did something a moment ago may be about to do more, and shall not wait. */
const QUIET_MS = 1000
const DEEDS = ['click', 'input', 'keydown', 'pointerdown', 'pointermove', 'wheel']

let lastDeed: number | undefined

/** Milliseconds until the reader has done nothing for long enough. */
function unrest(): number {
  if (lastDeed === undefined) {
    lastDeed = -Infinity
    DEEDS.forEach(type => window.addEventListener(type, () => lastDeed = performance.now(), { capture: true, passive: true }))
  }
  return lastDeed + QUIET_MS - performance.now()
}

/** Has an action done when the page is idle and so is its reader, and tells it for how long. Safari has no `requestIdleCallback`. */
function whenIdle(action: (idleMs: number) => void) {
  const act = (idleMs: number) => unrest() > 0 ? void setTimeout(whenIdle, unrest(), action) : action(idleMs)
  if ('requestIdleCallback' in window)
    requestIdleCallback(deadline => act(deadline.timeRemaining()))
  else
    setTimeout(act, 50, CALM_MS)
}

/**
 * Loads all slides, then draws them one by one while nothing moves on the page: all at once they would hold up a slider,
 * or a simulation that plays, for half a second.
 * @param draw puts a slide into the page, hidden
 * @returns leaves it at that
 */
export function preloadSlides<Slide extends { load: () => unknown }>(slides: readonly Slide[], draw: (slide: Slide) => void, idle = whenIdle): () => void {
  const waiting = [...slides]
  let isOver = false

  function drawNext(idleMs: number) {
    if (isOver)
      return
    const slide = idleMs >= CALM_MS ? waiting.shift() : undefined
    if (slide)
      draw(slide)
    if (waiting.length > 0)
      idle(drawNext)
  }

  const timeout = setTimeout(() => {
    waiting.forEach(slide => slide.load())
    idle(drawNext)
  }, WAIT_MS)
  return () => {
    isOver = true
    clearTimeout(timeout)
  }
}
