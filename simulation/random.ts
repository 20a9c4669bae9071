import { randomExponential } from 'd3-random'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Draws of one purpose: each call takes the next number of its own stream. */
export interface Draws {
  /** Uniform on [from, to). */
  uniform: (from: number, to: number) => number
  /** Exponential of this mean. */
  exponential: (mean: number) => number
}

/**
 * The stream of draws for one purpose of one client: what another purpose draws, or another client, changes nothing in it.
 * @param seed whole number of the run
 * @param purpose 'processing', 'latency', …
 * @param index of the client
 */
export function drawsFor(seed: number, purpose: string, index = 0): Draws {
  let hash = Math.imul(seed | 0, 0x9E3779B1) ^ Math.imul(index + 1, 0x85EBCA6B)
  for (let at = 0; at < purpose.length; at++)
    hash = Math.imul(hash ^ purpose.charCodeAt(at), 0x01000193)
  // The last steps of MurmurHash3: neighbouring seeds give unlike states.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85EBCA6B)
  hash = Math.imul(hash ^ (hash >>> 13), 0xC2B2AE35)
  const generator = xoroshiro128plus(hash ^ (hash >>> 16))
  const next = () => uniformFloat64(generator)
  const unitExponential = randomExponential.source(next)(1)
  return {
    uniform: (from, to) => from + (to - from) * next(),
    exponential: mean => mean * unitExponential(),
  }
}
