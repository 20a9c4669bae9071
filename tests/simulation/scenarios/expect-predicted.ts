import type { Params, Scenario } from '../../../simulation/engine/scenario.ts'
import { expect } from 'vitest'

type Choice<Lists extends Record<string, readonly unknown[]>> = { -readonly [Name in keyof Lists]: Lists[Name][number] }

/** Every choice of one value from each list. */
export function combinations<const Lists extends Record<string, readonly unknown[]>>(lists: Lists): Choice<Lists>[] {
  const choices = Object.entries(lists).reduce<Record<string, unknown>[]>(
    (chosen, [name, values]) => chosen.flatMap(choice => values.map(value => ({ ...choice, [name]: value }))),
    [{}],
  )
  return choices as Choice<Lists>[]
}

/**
 * What the scenario measures without a fault is what it predicts.
 * @returns the metrics that it predicts
 */
export function expectPredicted<P extends Params<P>>(scenario: Scenario<P>, params: P): string[] {
  const { metrics } = scenario.run(params, 1, [])
  const predicted = Object.entries(scenario.predict(params))
  for (const [name, prediction] of predicted)
    expect(metrics[name], `${name} for ${JSON.stringify(params)}`).toBeCloseTo(prediction!.value, 6)
  return predicted.map(([name]) => name)
}
