import type { Input, ParamValue } from '../simulation/engine/scenario'
import type { Trace } from '../simulation/engine/trace'
import type { CostParams } from '../simulation/formulas/cost'
import type { ScenarioId } from '../simulation/scenarios'
import type { Means } from '../simulation/scenarios/means'
import { measuredCost } from '../simulation/formulas/cost'
import { measureMeans } from '../simulation/formulas/retrieval-choice'
import { scenarios } from '../simulation/scenarios'

/** What takes too long for a page that is to answer within a frame. A worker runs it; paper, which answers nobody, runs it itself. */
export const simulationJobs = {
  trace: (id: ScenarioId, params: Record<string, ParamValue>, seed: number, inputs: readonly Input[]): Trace => scenarios[id].run(params, seed, inputs),
  costs: (means: readonly Means[], params: CostParams, counts: readonly number[]) =>
    means.map(id => counts.map(clients => measuredCost(id, params, clients))),
  means: measureMeans,
}

export type SimulationJobs = typeof simulationJobs
export type JobName = keyof SimulationJobs

export interface JobCall { id: number, name: JobName, args: unknown[] }
export interface JobAnswer { id: number, result?: unknown, error?: string }
