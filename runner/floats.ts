import type { Clock } from './clock.ts'
import type { RunEvent } from './record.ts'
import { MAX_SPANS } from './job.ts'

// A program may put something else in their place.
const NativePromise = globalThis.Promise
const { then } = NativePromise.prototype

/**
 * Follows the promises that nobody awaits: given each value that a statement or a timer's callback drops, it reports the
 * promises among them, from that moment until they settle, or until somebody awaits them after all. A promise that is kept
 * in a variable or handed to a function is not dropped, even if nothing is ever done with it.
 */
export function createFloats(clock: Clock, report: (event: RunEvent) => void) {
  let floats = 0

  return function drop(value: unknown): unknown {
    if (value instanceof NativePromise && floats < MAX_SPANS)
      follow(value, floats++)
    return value
  }

  function follow(promise: Promise<unknown>, id: number) {
    let isOver = false
    const land = () => {
      if (!isOver)
        report({ type: 'floated', id, to: clock.now() })
      isOver = true
    }
    report({ type: 'float', id, from: clock.now() })
    let isAwaited = false
    const { constructor } = promise
    // To follow a promise is to handle it: who throws again leaves its rejection as unhandled as it was.
    void then.call(promise, land, (error) => {
      land()
      if (!isAwaited)
        throw error
    })
    // `await`, `then` and `catch` all read this first.
    Object.defineProperty(promise, 'constructor', {
      configurable: true,
      get() {
        isAwaited = true
        land()
        return constructor
      },
    })
  }
}
