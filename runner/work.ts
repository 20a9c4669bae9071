import { nativeNow } from './clock.ts'
import { ENDLESS_AFTER, TOTAL_LIMIT, WORK_LIMIT, WORK_PER_BYTE } from './job.ts'
import { createScale } from './memory.ts'

/** Calls from one look at the time to the next, at most: looking takes longer than most of what a program does in between. */
const MAX_UNSEEN = 64
/** Milliseconds between two looks after which each call looks again. */
const SLOW = 5

export interface Work {
  /** To be called in each round of a loop and on each entry of a function. After an excess it throws: nothing can be computed any more. */
  tick: () => void
  /** To be shown each value that the program makes. After an excess it throws as well. */
  weigh: (value: unknown) => void
  /** What the program is to see in place of the worker's own. */
  globals: Record<string, unknown>
}

/**
 * Measures how much a run computes, waits left out. A program that fills the memory little by little never keeps its host
 * waiting, and no browser tells a worker how much it holds; but filling memory takes time, and where it takes little, with
 * big arrays, their bytes count as time. And Chromium lets a worker that never yields run for two seconds more after
 * `terminate`.
 * @param onExcess called once, as `endless` when a turn of the event loop takes `ENDLESS_AFTER`, as `overwork` when it does
 * with its bytes, when the others besides the longest take `WORK_LIMIT`, or when all of them take `TOTAL_LIMIT`
 */
export function measureWork(onExcess: (reason: 'endless' | 'overwork') => void): Work {
  const { port1, port2 } = new MessageChannel()
  const scale = createScale()
  let turnAt: number | null = null
  /** What the bytes of this turn count for. */
  let copied = 0
  let others = 0
  let longest = 0
  let unseen = 0
  let lookEvery = 1
  let lookedAt = 0
  let isOver = false

  function check(elapsed: number) {
    const turn = elapsed + copied
    const total = others + longest + turn
    if (isOver || (turn <= ENDLESS_AFTER && total <= TOTAL_LIMIT && total - Math.max(longest, turn) <= WORK_LIMIT))
      return
    isOver = true
    onExcess(elapsed > ENDLESS_AFTER ? 'endless' : 'overwork')
  }

  port1.onmessage = () => {
    const elapsed = nativeNow() - turnAt!
    turnAt = null
    check(elapsed)
    const turn = elapsed + copied
    others += Math.min(longest, turn)
    longest = Math.max(longest, turn)
    copied = 0
  }

  function beginTurn() {
    turnAt = nativeNow()
    // A message comes after all microtasks: the turn is over then.
    port2.postMessage(null)
  }

  function throwIfOver() {
    if (isOver)
      throw new RangeError('Too much computing')
  }

  function tick() {
    if (turnAt === null) {
      beginTurn()
    }
    else if (++unseen >= lookEvery) {
      const now = nativeNow()
      lookEvery = now - lookedAt > SLOW ? 1 : Math.min(2 * lookEvery, MAX_UNSEEN)
      unseen = 0
      lookedAt = now
      check(now - turnAt)
    }
    throwIfOver()
  }

  function weigh(value: unknown) {
    const bytes = typeof value === 'object' ? scale.weigh(value) : 0
    if (bytes === 0)
      return
    if (turnAt === null)
      beginTurn()
    copied += bytes * WORK_PER_BYTE
    check(nativeNow() - turnAt!)
    throwIfOver()
  }

  return { tick, weigh, globals: scale.globals }
}
