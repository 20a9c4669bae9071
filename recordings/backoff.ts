import { drawsFor } from '../simulation/engine/random.ts'
import { attempts as attemptsOf, expectedBackoff } from '../simulation/formulas/predictions.ts'
import { backoff } from '../snippets/bus/retry-policy.ts'

/** The parameters of a retry policy, times in seconds, and the chance of failure. */
export interface BackoffParams {
  /** Longest first wait (b). */
  base: number
  /** Longest wait of all. */
  cap: number
  /** Attempts in all (n), the first one included. */
  attempts: number
  /** Chance that an attempt fails (p). */
  failure: number
}

export interface BackoffRecording {
  /** Longest wait before each new attempt; without jitter, every wait is that long. */
  ceilings: number[]
  /** By delivery: its wait before each new attempt, as if it made all its attempts. */
  waits: number[][]
  /** Mean wait before each new attempt. */
  means: number[]
  /** Means over the deliveries. */
  measured: BackoffFigures
  predicted: BackoffFigures
  /** Half the width of the 95 % confidence interval of the measured total wait. */
  margin: number
}

/** Times in seconds. */
export interface BackoffFigures {
  /** Sum of the waits of a delivery that always fails. */
  totalWait: number
  /** Share of the deliveries that succeed. */
  success: number
  meanAttempts: number
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Draws the waits of many deliveries by the retry policy of the bus, and their failures; the same seed gives the same draws. */
export function recordBackoff({ base, cap, attempts, failure }: BackoffParams, seed: number, deliveries: number): BackoffRecording {
  const policy = { attempts, delay: base * 1000, maxDelay: cap * 1000 }
  const waitsBy = (random: () => number) => Array.from({ length: attempts - 1 }, (_, index) => backoff(index + 1, policy, random) / 1000)

  const ceilings = waitsBy(() => 1)
  const waits = Array.from({ length: deliveries }, (_, index) => {
    const draws = drawsFor(seed, 'backoff', index)
    return waitsBy(() => draws.uniform(0, 1))
  })
  const made = waits.map((_, index) => {
    const draws = drawsFor(seed, 'failure', index)
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (draws.uniform(0, 1) >= failure)
        return { attempts: attempt, succeeded: 1 }
    }
    return { attempts, succeeded: 0 }
  })

  const totals = waits.map(row => row.reduce((sum, wait) => sum + wait, 0))
  const { mean: meanAttempts, success } = attemptsOf(failure, attempts)
  return {
    ceilings,
    waits,
    means: ceilings.map((_, index) => mean(waits.map(row => row[index]!))),
    measured: { totalWait: mean(totals), success: mean(made.map(({ succeeded }) => succeeded)), meanAttempts: mean(made.map(delivery => delivery.attempts)) },
    predicted: { totalWait: expectedBackoff({ base, cap, waits: attempts - 1 }), success, meanAttempts },
    // Each wait is uniform on [0, ceiling], of variance ceiling²/12.
    margin: 1.96 * Math.sqrt(ceilings.reduce((sum, ceiling) => sum + ceiling ** 2 / 12, 0) / deliveries),
  }
}
