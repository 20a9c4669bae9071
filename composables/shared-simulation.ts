import type { GenericSchema } from 'valibot'
import type { AnyScenario, ParamSpec } from '../simulation/engine/scenario'
import type { SimulationState } from '../simulation/engine/state'
import type { Ms } from '../simulation/engine/trace'
import * as v from 'valibot'
import { MAX_INPUTS, MAX_SEED, MAX_TIME, SPEEDS } from '../simulation/engine/state'

/** What the windows share of a run; its time was so at `at`, by the clock of all windows, and is null at its end: JSON has no Infinity. */
export interface SharedRun { state: Omit<SimulationState, 't'> & { t: Ms | null }, at: number, preset: string | null }

function valueSchema(spec: ParamSpec): GenericSchema {
  if (spec.kind === 'number')
    return v.pipe(v.number(), v.minValue(spec.min), v.maxValue(spec.max))
  return spec.kind === 'choice' ? v.picklist(spec.options) : v.boolean()
}

/** What another window may say of a run: no more than a link may. */
export function sharedRunSchema({ params, inputs, presets }: AnyScenario): GenericSchema<unknown, SharedRun> {
  const moment = v.pipe(v.number(), v.minValue(0), v.maxValue(MAX_TIME))
  const state = v.strictObject({
    params: v.strictObject(Object.fromEntries(Object.entries(params).map(([name, spec]) => [name, valueSchema(spec)]))),
    seed: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_SEED)),
    inputs: v.pipe(v.array(v.strictObject({ at: moment, do: v.picklist(Object.keys(inputs)) })), v.maxLength(MAX_INPUTS)),
    t: v.nullable(moment),
    playing: v.boolean(),
    speed: v.picklist(SPEEDS),
  })
  return v.strictObject({ state, at: v.number(), preset: v.nullable(v.picklist(presets.map(({ id }) => id))) }) as unknown as GenericSchema<unknown, SharedRun>
}
