import type { Ms } from '../engine/trace.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { drawsFor } from '../engine/random.ts'

/** Parameters of an M/M/1 queue: exponential times between arrivals, exponential services, one server. */
export interface MM1Params {
  /** Mean number of arrivals per millisecond: λ. */
  arrivalRate: number
  /** Mean number of customers that the busy server serves per millisecond: μ. */
  serviceRate: number
  /** Number of arrivals in all, the first at time 0. */
  customers: number
}

/** What one run measured. */
export interface MM1Measures {
  /** Mean time in the system, waiting and service, in milliseconds: W. */
  time: Ms
  /** Mean number of customers in the system: L. */
  length: number
  /** Number of arrivals and departures. */
  events: number
}

/** Simulates an M/M/1 queue until the last customer has left. */
export function simulateMM1({ arrivalRate, serviceRate, customers }: MM1Params, seed: number): MM1Measures {
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
  // All have left, so that the sum of their times is also the number present, summed over time.
  return { time: totalTime / customers, length: totalTime / queue.now, events: queue.handled }
}
