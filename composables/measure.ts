import type { AnyScenario, ParamValue, Unit } from '../simulation/engine/scenario'
import type { ScenarioId } from '../simulation/scenarios'
import { inUnit, playerWords } from '../locales/fr/simulations'
import { stateOf } from '../simulation/engine/state'
import { scenarios } from '../simulation/scenarios'

const traces = new Map<string, ReturnType<AnyScenario['run']>>()

/**
 * Runs a simulation once and returns its counters at the end, as the audience reads them.
 * @throws for an example or a counter that the scenario does not have
 */
export function measure(id: ScenarioId, { preset, params = {} }: { preset?: string, params?: Record<string, ParamValue> } = {}): (counter: string) => string {
  const scenario = scenarios[id] as AnyScenario
  const found = scenario.presets.find(other => other.id === (preset ?? scenario.presets[0].id))
  if (!found)
    throw new Error(`No example of ${id} is named ${preset}.`)
  const state = stateOf(scenario, found)
  const key = JSON.stringify([id, found.id, params])
  const trace = traces.get(key) ?? scenario.run({ ...state.params, ...params }, state.seed, state.inputs)
  traces.set(key, trace)
  return (counter) => {
    const unit = scenario.metrics[counter] as Unit | undefined
    if (unit === undefined)
      throw new Error(`${id} has no counter ${counter}; it has: ${Object.keys(scenario.metrics).join(', ')}.`)
    const value = trace.metrics[counter] ?? null
    return value === null ? playerWords.none : inUnit(value, unit)
  }
}
