import { nativeNow } from './clock.ts'
import { ENDLESS_AFTER, TOTAL_LIMIT, WORK_LIMIT } from './job.ts'

/** Calls from one look at the time to the next, at most: looking takes longer than most of what a program does in between. */
const MAX_UNSEEN = 64
/** Milliseconds between two looks after which each call looks again. */
const SLOW = 5

/**
 * Measures for how long a run computes, waits left out. A program that fills the memory little by little never keeps its
 * host waiting, and no browser tells a worker how much it holds; but filling memory takes time. And Chromium lets a worker
 * that never yields run for two seconds more after `terminate`.
 * @param onExcess called once, when a turn of the event loop takes `ENDLESS_AFTER`, when the others besides the longest
 * take `WORK_LIMIT`, or when all of them take `TOTAL_LIMIT`
 * @returns a function that the program calls in each round of a loop and on each entry of a function. After an excess
 * nothing can be computed any more: it throws.
 */
export function measureWork(onExcess: (reason: 'endless' | 'overwork') => void): () => void {
  const { port1, port2 } = new MessageChannel()
  let turnAt: number | null = null
  let others = 0
  let longest = 0
  let unseen = 0
  let lookEvery = 1
  let lookedAt = 0
  let isOver = false

  function check(turn: number) {
    const total = others + longest + turn
    if (isOver || (turn <= ENDLESS_AFTER && total <= TOTAL_LIMIT && total - Math.max(longest, turn) <= WORK_LIMIT))
      return
    isOver = true
    onExcess(turn > ENDLESS_AFTER ? 'endless' : 'overwork')
  }

  port1.onmessage = () => {
    const turn = nativeNow() - turnAt!
    turnAt = null
    check(turn)
    others += Math.min(longest, turn)
    longest = Math.max(longest, turn)
  }

  return () => {
    if (turnAt === null) {
      turnAt = nativeNow()
      // A message comes after all microtasks: the turn is over then.
      port2.postMessage(null)
    }
    else if (++unseen >= lookEvery) {
      const now = nativeNow()
      lookEvery = now - lookedAt > SLOW ? 1 : Math.min(2 * lookEvery, MAX_UNSEEN)
      unseen = 0
      lookedAt = now
      check(now - turnAt)
    }
    if (isOver)
      throw new RangeError('Too much computing')
  }
}
