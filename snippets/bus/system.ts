/* The one place where real time and chance come in; everything else takes them as parameters. */
/* eslint-disable no-restricted-properties */

export interface Clock {
  /** Milliseconds since 1970. */
  now: () => number
  /** Calls back once, `ms` milliseconds from now, unless the function it returns is called before. */
  after: (ms: number, callback: () => unknown) => () => void
}

/** Longest wait that a timer of JavaScript takes: a longer one, which would fire at once, is made of several. */
const LONGEST_WAIT = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    let timer: ReturnType<typeof setTimeout>
    const wait = (left: number) => {
      timer = setTimeout(() => left > LONGEST_WAIT ? wait(left - LONGEST_WAIT) : void callback(), Math.min(Math.max(0, left), LONGEST_WAIT))
    }
    wait(ms)
    return () => clearTimeout(timer)
  },
}

/** In [0, 1). */
export const systemRandom = () => Math.random()
