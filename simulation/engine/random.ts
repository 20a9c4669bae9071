import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A stream of random draws: each call takes the next number of the stream. */
export interface Draws {
  /** Uniform on [from, to). */
  uniform: (from: number, to: number) => number
  /** Exponential of this mean. */
  exponential: (mean: number) => number
}

class Stream implements Draws {
  readonly generator: RandomGenerator

  constructor(state: number) {
    this.generator = xoroshiro128plus(state)
  }

  uniform(from: number, to: number) {
    return from + (to - from) * uniformFloat64(this.generator)
  }

  exponential(mean: number) {
    return -mean * Math.log1p(-uniformFloat64(this.generator))
  }
}

/**
 * The stream of draws for one purpose of one client. Streams are independent: a draw from one changes no other.
 * @param seed whole number of the run
 * @param purpose 'processing', 'latency', …
 * @param index number of the client, from 0
 */
export function drawsFor(seed: number, purpose: string, index = 0): Draws {
  let hash = Math.imul(seed | 0, 0x9E3779B1) ^ Math.imul(index + 1, 0x85EBCA6B)
  for (let at = 0; at < purpose.length; at++)
    hash = Math.imul(hash ^ purpose.charCodeAt(at), 0x01000193)
  // The last steps of MurmurHash3: neighbouring seeds give unlike states.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85EBCA6B)
  hash = Math.imul(hash ^ (hash >>> 13), 0xC2B2AE35)
  return new Stream(hash ^ (hash >>> 16))
}
