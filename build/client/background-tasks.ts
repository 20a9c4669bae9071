import { whenIdle } from './idle.ts'

/** Where something is animated, the browser is idle for less than the 16.7 ms of a frame. */
const LONGER_THAN_A_FRAME = 17
/** Milliseconds during which a page that opens is left alone: Slidev's own wait before it preloads slides that are not neighbours. */
export const OPENING_MS = 3000
/** Milliseconds after the reader's last input: more of it may follow at once, and is not to wait for a task. */
const AFTER_INPUT_MS = 1000
const INPUT_EVENTS = ['click', 'input', 'keydown', 'pointerdown', 'pointermove', 'wheel']

let lastInputAt: number | undefined

/** Milliseconds until the page has been open, and without input, for long enough; none are left at 0 or less. */
function msUntilQuiet(): number {
  if (lastInputAt === undefined) {
    lastInputAt = -Infinity
    INPUT_EVENTS.forEach(type => window.addEventListener(type, () => lastInputAt = performance.now(), { capture: true, passive: true }))
  }
  return Math.max(lastInputAt + AFTER_INPUT_MS, OPENING_MS) - performance.now()
}

const tasks: (() => void)[] = []

/** Queues a task that can wait: one task runs at a time, while nothing is animated on the page and its reader does nothing. */
export function runInBackground(task: () => void): void {
  tasks.push(task)
  if (tasks.length === 1)
    waitForQuiet()
}

function waitForQuiet() {
  whenIdle((idleMs) => {
    if (msUntilQuiet() > 0)
      setTimeout(waitForQuiet, msUntilQuiet())
    else if (idleMs < LONGER_THAN_A_FRAME)
      waitForQuiet()
    else
      runNext()
  }, { fallbackDelay: 50 })
}

function runNext() {
  try {
    tasks[0]!()
  }
  finally {
    tasks.shift()
    if (tasks.length > 0)
      waitForQuiet()
  }
}
