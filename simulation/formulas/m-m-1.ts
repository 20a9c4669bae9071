import type { Ms } from '../engine/trace.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { drawsFor } from '../engine/random.ts'

export interface QueueParams {
  /** Mean number of arrivals per millisecond: λ. */
  arrivalRate: number
  /** Mean number that the server could serve per millisecond: μ. */
  serviceRate: number
  /** How many come in all, the first at 0. */
  customers: number
}

export interface QueueFigures {
  /** Mean time in the system, waiting and service: W. */
  time: Ms
  /** Mean number in the system: L. */
  length: number
  /** Arrivals and departures. */
  events: number
}

/** One server and the line before it, with arrivals and services at random: the M/M/1 queue, until the last has left. */
export function runQueue({ arrivalRate, serviceRate, customers }: QueueParams, seed: number): QueueFigures {
  const queue = createEventQueue()
  const arrivals = drawsFor(seed, 'arrivals')
  const services = drawsFor(seed, 'services')
  const arrivedAt = new Float64Array(customers)
  let arrived = 0
  let served = 0
  let totalTime = 0

  function arrive() {
    arrivedAt[arrived++] = queue.now
    if (arrived < customers)
      queue.after(arrivals.exponential(1 / arrivalRate), arrive)
    if (arrived - served === 1)
      serve()
  }

  function serve() {
    queue.after(services.exponential(1 / serviceRate), leave)
  }

  function leave() {
    totalTime += queue.now - arrivedAt[served++]!
    if (served < arrived)
      serve()
  }

  queue.at(0, arrive)
  queue.run()
  // All have left: the sum of their times is the number present, summed over time.
  return { time: totalTime / customers, length: totalTime / queue.now, events: queue.handled }
}
