import type { Ms } from '../engine/trace.ts'
import type { Means } from '../scenarios/means.ts'
import { comparedParams, entryOf, scenarioOf } from '../scenarios/means.ts'

/**
 * Memory of one idle open connection on the server, in bytes: what Node's own `http` takes for an SSE answer without TLS
 * or framework. `npm run bench:connections` measures it.
 */
export const CONNECTION_BYTES = 20_000

/** Maximum of clients to simulate: beyond, only the closed form is given. */
export const MOST_SIMULATED = 10_000

/** Parameters of the cost, which the means read as far as they know them. */
export interface CostParams {
  /** Polling interval: I. */
  interval: Ms
  /** Time-out of long polling: τ. */
  timeout: Ms
  /** Fixed processing time: D. */
  processing: Ms
  /** One-way latency: L. */
  latency: Ms
}

/** What N waiting clients ask of the server. */
export interface Cost {
  /** Requests per second. */
  rate: number
  /** Connections, or requests held, open at the same time. */
  connections: number
  /** Memory of these connections, in bytes: connections × {@link CONNECTION_BYTES}. */
  memory: number
}

const withMemory = (rate: number, connections: number): Cost => ({ rate, connections, memory: connections * CONNECTION_BYTES })

/** The cost in closed form: the scenarios' own predictions. */
export function predictedCost(means: Means, params: CostParams, clients: number): Cost {
  const { rate } = scenarioOf(means).predict(comparedParams(means, { ...params, clients }))
  return withMemory(rate?.value ?? 0, entryOf(means).holdsConnection ? clients : 0)
}

/** The cost that the engine measures while it runs the scenario; at most {@link MOST_SIMULATED} clients. */
export function measuredCost(means: Means, params: CostParams, clients: number): Cost {
  const { series, metrics } = scenarioOf(means).run(comparedParams(means, { ...params, clients }), 1, [])
  return withMemory(metrics.rate ?? 0, Math.max(0, ...series.connections?.value ?? []))
}

/** Number of clients at which a cost reaches a limit: both costs are proportional to N. Infinity when one client costs nothing. */
export function clientsAt(limit: number, costOfOne: number): number {
  return costOfOne > 0 ? limit / costOfOne : Infinity
}
