/**
 * Closed forms of what the deck claims: one pure function a formula, with its source. Slides, charts and tests read the
 * same ones. Times are in any one unit, the same for all arguments of a call, unless a name says otherwise.
 */

/** Latency in any unit of time, availability from 0 to 1. */
export interface Service { latency: number, availability: number }

/**
 * Services called one inside the other: their latencies add up, their availabilities multiply.
 * Source: AWS, "Availability and Beyond", hard dependencies.
 */
export function callChain(services: Service[]): Service {
  return {
    latency: services.reduce((sum, { latency }) => sum + latency, 0),
    availability: services.reduce((product, { availability }) => product * availability, 1),
  }
}

/**
 * Mean time in an M/M/1 system, waiting and service: W = 1/(μ − λ).
 * Infinity from saturation (λ ≥ μ) on. Source: M/M/1 queue.
 */
export function queueTime(arrivalRate: number, serviceRate: number): number {
  return arrivalRate < serviceRate ? 1 / (serviceRate - arrivalRate) : Number.POSITIVE_INFINITY
}

/** Mean number of requests in the system: L = λW (Little). */
export function queueLength(arrivalRate: number, serviceRate: number): number {
  return arrivalRate * queueTime(arrivalRate, serviceRate)
}

/** Exponential backoff. */
export interface Backoff {
  /** Longest wait before the second attempt (b). */
  base: number
  /** Maximum of every wait. */
  cap: number
  /** Number of waits, one fewer than attempts. */
  waits: number
}

/** Longest wait before each new attempt: min(cap, b·2^k). Source: AWS Architecture Blog, "Exponential Backoff And Jitter". */
export function backoffCeilings({ base, cap, waits }: Backoff): number[] {
  return Array.from({ length: waits }, (_, k) => Math.min(cap, base * 2 ** k))
}

/** Expected total wait with full jitter: each wait is uniform on [0, ceiling], so half of the ceilings' sum. */
export function expectedBackoff(backoff: Backoff): number {
  return backoffCeilings(backoff).reduce((sum, ceiling) => sum + ceiling / 2, 0)
}

/**
 * Time from a cut of the network to the attempt that succeeds, without jitter: the first attempt after the cut is over.
 * Waits are min(cap, b·2^k), and each failed attempt takes the latency besides. With full jitter there is no closed form:
 * how far the last wait reaches beyond the cut depends on all the draws before.
 */
export function reconnectionTime({ base, cap }: Omit<Backoff, 'waits'>, cut: number, latency: number): number {
  let time = base
  for (let k = 1; time < cut; k++)
    time += latency + Math.min(cap, base * 2 ** k)
  return time
}

/** Mean number of attempts and chance of success when each attempt fails independently with probability p. */
export function attempts(failure: number, limit: number): { mean: number, success: number } {
  return { mean: failure === 1 ? limit : (1 - failure ** limit) / (1 - failure), success: 1 - failure ** limit }
}
