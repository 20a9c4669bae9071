import { createArrayMeter } from './array-meter.ts'
import { ENDLESS_AFTER, TOTAL_LIMIT, WORK_LIMIT, WORK_PER_BYTE } from './job.ts'

/** Most ticks from one reading of the clock to the next: reading it takes longer than most of what a program does in between. */
const MAX_TICKS_UNTIMED = 64
/** Milliseconds between two readings of the clock after which each tick reads it again. */
const SLOW = 5

export interface WorkMeter {
  /** To be called in each round of a loop and on each entry of a function. Throws once a limit is exceeded, so that the program ends. */
  tick: () => void
  /** To be called with each value that the program makes. Throws as `tick` does. */
  countBytes: (value: unknown) => void
  /** Globals that the run gets instead of the worker's own. */
  globals: Record<string, unknown>
}

/**
 * Measures how long a run computes, its waits left out, and ends it beyond a limit. The host cannot do that: a program that
 * fills the memory little by little answers every ping, no browser tells a worker how much memory it holds, and Chromium lets
 * a worker that never yields run for two seconds more after `terminate`. Filling memory takes time; with big arrays it takes
 * little, so their bytes count as time too.
 * @param now milliseconds: real ones, or, where a thread can tell it, those that it had the processor, of which no other program takes any
 * @param onExcess called once, as `endless` when a turn of the event loop takes `ENDLESS_AFTER`, as `overwork` when it does
 * with its bytes, when the others besides the longest take `WORK_LIMIT`, or when all of them take `TOTAL_LIMIT`
 */
export function createWorkMeter(now: () => number, onExcess: (reason: 'endless' | 'overwork') => void): WorkMeter {
  const { port1, port2 } = new MessageChannel()
  const arrays = createArrayMeter()
  /** Start of the current turn of the event loop; null between two turns. */
  let turnAt: number | null = null
  /** Milliseconds that the bytes of this turn count for. */
  let bytesAsMs = 0
  /** Milliseconds of the longest turn, and of all others together. */
  let longest = 0
  let others = 0
  let untimedTicks = 0
  let ticksPerReading = 1
  let readAt = 0
  let isOver = false

  function endIfExceeded(elapsed: number) {
    const turn = elapsed + bytesAsMs
    const total = others + longest + turn
    if (isOver || (turn <= ENDLESS_AFTER && total <= TOTAL_LIMIT && total - Math.max(longest, turn) <= WORK_LIMIT))
      return
    isOver = true
    onExcess(elapsed > ENDLESS_AFTER ? 'endless' : 'overwork')
  }

  port1.onmessage = () => {
    const elapsed = now() - turnAt!
    turnAt = null
    endIfExceeded(elapsed)
    const turn = elapsed + bytesAsMs
    others += Math.min(longest, turn)
    longest = Math.max(longest, turn)
    bytesAsMs = 0
  }

  function beginTurn() {
    turnAt = now()
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
    else if (++untimedTicks >= ticksPerReading) {
      const time = now()
      ticksPerReading = time - readAt > SLOW ? 1 : Math.min(2 * ticksPerReading, MAX_TICKS_UNTIMED)
      untimedTicks = 0
      readAt = time
      endIfExceeded(time - turnAt)
    }
    throwIfOver()
  }

  function countBytes(value: unknown) {
    const bytes = typeof value === 'object' ? arrays.newBytes(value) : 0
    if (bytes === 0)
      return
    if (turnAt === null)
      beginTurn()
    bytesAsMs += bytes * WORK_PER_BYTE
    endIfExceeded(now() - turnAt!)
    throwIfOver()
  }

  return { tick, countBytes, globals: arrays.globals }
}
