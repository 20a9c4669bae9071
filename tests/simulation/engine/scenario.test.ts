import type { Scenario } from '../../../simulation/engine/scenario.ts'
import { expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'

const scenario = {
  params: { size: { kind: 'number', unit: 'count', min: 0, max: 9, step: 1, initial: 3 }, isOn: { kind: 'switch', initial: false } },
  presets: [{ id: 'first', params: { size: 4 } }, { id: 'second', params: { isOn: true } }, { id: 'plain' }],
} as const satisfies Partial<Scenario<{ size: number, isOn: boolean }>> as unknown as Scenario<{ size: number, isOn: boolean }>

it('the parameters of a preset are its own, and the initial values of the others', () => {
  expect(scenario.presets.map(preset => paramsOf(scenario, preset))).toEqual([{ size: 4, isOn: false }, { size: 3, isOn: true }, { size: 3, isOn: false }])
})

it('without a preset they are those of the first one', () => {
  expect(paramsOf(scenario)).toEqual({ size: 4, isOn: false })
})
