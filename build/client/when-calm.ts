/** A page that awaits a frame is idle for less than one; with more, nothing on it moves. */
const CALM_MS = 17
/** For so long after its opening a page has better to do: Slidev's own wait before it preloads what is neither shown nor a neighbour. */
export const OPENING_MS = 3000
/** Who did something a moment ago may be about to do more, and shall not wait. */
const QUIET_MS = 1000
const DEEDS = ['click', 'input', 'keydown', 'pointerdown', 'pointermove', 'wheel']

let lastDeed: number | undefined

/** Milliseconds until the page has been open, and its reader has done nothing, for long enough. */
function unrest(): number {
  if (lastDeed === undefined) {
    lastDeed = -Infinity
    DEEDS.forEach(type => window.addEventListener(type, () => lastDeed = performance.now(), { capture: true, passive: true }))
  }
  return Math.max(lastDeed + QUIET_MS, OPENING_MS) - performance.now()
}

/** Safari has no `requestIdleCallback`. */
function whenIdle(action: (idleMs: number) => void) {
  if ('requestIdleCallback' in window)
    requestIdleCallback(deadline => action(deadline.timeRemaining()))
  else
    setTimeout(action, 50, CALM_MS)
}

const waiting: (() => void)[] = []

/** Does what can wait once nothing moves on the page and its reader does nothing: one thing in each such moment. */
export function whenCalm(action: () => void) {
  waiting.push(action)
  if (waiting.length === 1)
    look()
}

function look() {
  whenIdle((idleMs) => {
    if (unrest() > 0)
      setTimeout(look, unrest())
    else if (idleMs < CALM_MS)
      look()
    else
      act()
  })
}

function act() {
  try {
    waiting[0]!()
  }
  finally {
    waiting.shift()
    if (waiting.length > 0)
      look()
  }
}
