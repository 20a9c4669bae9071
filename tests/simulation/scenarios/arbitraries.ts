import type { AnyScenario, Input, ParamSpec, ParamValue } from '../../../simulation/engine/scenario.ts'
import fc from 'fast-check'

/** Examples of every state in which a scenario can be, the same ones every time. */

export const MAX_CLIENTS = 50
/** Later than most runs end. */
const LAST_INPUT = 60_000

function valueOf(spec: ParamSpec, name: string): fc.Arbitrary<ParamValue> {
  if (spec.kind === 'switch')
    return fc.boolean()
  if (spec.kind === 'choice')
    return fc.constantFrom(...spec.options)
  const max = name === 'clients' ? MAX_CLIENTS : spec.max
  return fc.integer({ min: 0, max: Math.floor((max - spec.min) / spec.step) }).map(steps => spec.min + steps * spec.step)
}

const seedOf = fc.integer({ min: 1, max: 999_999 })

export function anyParams({ params }: AnyScenario): fc.Arbitrary<Record<string, ParamValue>> {
  return fc.record(Object.fromEntries(Object.entries(params).map(([name, spec]) => [name, valueOf(spec, name)])))
}

export function anyInput({ inputs }: AnyScenario): fc.Arbitrary<Input> {
  return fc.record({ at: fc.integer({ min: 0, max: LAST_INPUT }), do: fc.constantFrom(...Object.keys(inputs)) })
}

export const inOrder = (inputs: readonly Input[]) => inputs.toSorted((a, b) => a.at - b.at)

/** Parameters, seed and inputs of a scenario. */
export function anyState(scenario: AnyScenario) {
  const inputs = Object.keys(scenario.inputs).length > 0 ? fc.array(anyInput(scenario), { maxLength: 6 }).map(inOrder) : fc.constant([])
  return fc.record({ params: anyParams(scenario), seed: seedOf, inputs })
}

/** Runs a property on examples that are the same every time. */
export function always<T>(arbitrary: fc.Arbitrary<T>, property: (value: T) => void, numRuns = 60) {
  fc.assert(fc.property(arbitrary, property), { seed: 20_260_101, numRuns })
}
