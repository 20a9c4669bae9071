import { expect } from 'vitest'

/** Of 1,000 right figures, one misses its interval; with fixed seeds, none does by chance. */
const Z = 3.29

export interface Estimate {
  mean: number
  /** Half of the 99.9 % confidence interval, from the runs' own spread. */
  margin: number
}

/** Runs with seeds 1, 2, 3… and estimates the mean of what they give. */
export function replicate(runs: number, measure: (seed: number) => number): Estimate {
  const values = Array.from({ length: runs }, (_, index) => measure(index + 1))
  const mean = values.reduce((sum, value) => sum + value, 0) / runs
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1)
  return { mean, margin: Z * Math.sqrt(variance / runs) }
}

/** The expected value lies in the confidence interval, which is narrow enough to mean something: within `precision` of it. */
export function expectEstimate({ mean, margin }: Estimate, expected: number, precision: number, what?: string) {
  const slack = Math.abs(expected) * 1e-9
  expect(Math.abs(mean - expected), `${what ?? ''} ${mean} ± ${margin}, ${expected} expected`).toBeLessThanOrEqual(margin + slack)
  expect(margin, `${what ?? ''} margin of ${expected}`).toBeLessThanOrEqual(Math.abs(expected) * precision)
}
