import type { Clock } from './system.ts'
import { InsideTransactionError } from './errors.ts'
import { systemClock } from './system.ts'

/** Whose turn it is on a database that takes one call or transaction at a time. */
export interface Turns {
  /**
   * What ends the caller's turn: at once where nobody else has one, or as soon as it is the caller's.
   * Rejects with an InsideTransactionError where one transaction lasts for longer than anyone waits.
   */
  take: () => (() => void) | Promise<() => void>
}

/**
 * Turns are taken in the order of the calls. A call inside a transaction that does not go through it would wait for its end,
 * and the transaction for the call: a browser cannot tell such a call from one beside it, so that no call waits for ever.
 * @param patience milliseconds for which one turn may last while others wait for theirs; a queue may be longer
 */
export function createTurns(patience: number, clock: Pick<Clock, 'after'> = systemClock): Turns {
  let waiting: PromiseWithResolvers<() => void>[] = []
  let isTaken = false
  let stopWatching: (() => void) | undefined

  function take() {
    if (!isTaken) {
      isTaken = true
      return end
    }
    const turn = Promise.withResolvers<() => void>()
    waiting.push(turn)
    watch()
    return turn.promise
  }

  function end() {
    stopWatching?.()
    stopWatching = undefined
    const next = waiting.shift()
    isTaken = next !== undefined
    next?.resolve(end)
    watch()
  }

  function watch() {
    if (waiting.length > 0)
      stopWatching ??= clock.after(patience, refuse)
  }

  function refuse() {
    stopWatching = undefined
    const error = new InsideTransactionError(`A transaction goes on for longer than ${patience} ms, and this call is outside of it: nothing was done. `
      + 'One that is made inside is to be given the transaction as { tx }')
    waiting.forEach(({ reject }) => reject(error))
    waiting = []
  }

  return { take }
}
