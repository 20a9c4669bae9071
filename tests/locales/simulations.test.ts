import type { AnyScenario, Input, ParamSpec, ParamValue } from '../../simulation/engine/scenario.ts'
import type { ScenarioId } from '../../simulation/scenarios/index.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { common } from '../../locales/fr/simulations/common.ts'
import { scenarioWords } from '../../locales/fr/simulations/index.ts'
import { paramsOf } from '../../simulation/engine/scenario.ts'
import { symbolsIn } from '../../simulation/formulas/symbols.ts'
import { scenarios } from '../../simulation/scenarios/index.ts'
import { anyState } from '../simulation/scenarios/arbitraries.ts'

const SAMPLES = 200

interface State { params: Record<string, ParamValue>, seed: number, inputs: readonly Input[] }

/** The examples of a scenario, and many other states, the same ones every time. */
function statesOf(scenario: AnyScenario): State[] {
  const presets = scenario.presets.map(preset => ({ params: paramsOf(scenario, preset), seed: preset.seed ?? 1, inputs: preset.inputs ?? [] }))
  return [...presets, ...fc.sample(anyState(scenario), { seed: 20_260_101, numRuns: SAMPLES })]
}

/** Names that a scenario uses when it runs, and the formulas it gives. */
function namesIn(scenario: AnyScenario) {
  const lanes = new Set<string>()
  const labels = new Set<string>()
  const predictions: string[][] = []
  let steps = 0
  for (const { params, seed, inputs } of statesOf(scenario)) {
    for (const { id } of scenario.lanes(params))
      lanes.add(id)
    for (const { label, step } of scenario.run(params, seed, inputs).events) {
      labels.add(label)
      steps = Math.max(steps, step ?? 0)
    }
    predictions.push(Object.values(scenario.predict(params)).map(prediction => prediction!.formula))
  }
  return { lanes, labels, predictions, steps }
}

const ids = Object.keys(scenarios) as ScenarioId[]
const names = new Map(ids.map(id => [id, namesIn(scenarios[id])]))
const without = (some: Iterable<string>, others: object) => [...some].filter(name => !Object.hasOwn(others, name))
const notIn = (words: object | undefined, used: Set<string>) => Object.keys(words ?? {}).filter(name => !used.has(name))

/** What a symbol stands for is said by a parameter's word, `Latence L`, by a formula beside it, `n = …`, or by the words of symbols. */
function unexplained(formulas: string[], params: string[]): string[] {
  const named = new Set(params.flatMap(word => /(?:^|\s)(\p{L})(?:\s|$)/u.exec(word)?.[1] ?? []))
  const isExplained = (symbol: string) =>
    named.has(symbol) || formulas.some(formula => formula.includes(`${symbol} = `)) || Object.hasOwn(common.symbols, symbol)
  return formulas.flatMap(formula => symbolsIn(formula).filter(symbol => !isExplained(symbol)).map(symbol => `${symbol} in ${formula}`))
}

describe.each(ids)('the words of %s', (id) => {
  const words = scenarioWords[id]
  const { lanes, labels, predictions, steps } = names.get(id)!

  it('name every lane, label and step', () => {
    expect(without(lanes, { ...common.lanes, ...words.lanes })).toEqual([])
    expect(without(labels, { ...common.labels, ...words.labels })).toEqual([])
    expect(words.steps).toHaveLength(steps)
  })

  it('name no other lane or label', () => {
    expect(notIn(words.lanes, lanes)).toEqual([])
    expect(notIn(words.labels, labels)).toEqual([])
  })

  it('explain the symbols of its formulas', () => {
    const params = Object.keys(scenarios[id].params).map(name => ({ ...common.params, ...words.params } as Record<string, string>)[name] ?? '')
    expect(new Set(predictions.flatMap(formulas => unexplained(formulas, params)))).toEqual(new Set())
  })
})

it('the words that scenarios share are used', () => {
  const all = ids.map(id => ({ ...names.get(id)!, scenario: scenarios[id] }))
  const options = all.flatMap(({ scenario }) => Object.values<ParamSpec>(scenario.params).flatMap(spec => spec.kind === 'choice' ? spec.options : []))
  expect({
    lanes: notIn(common.lanes, new Set(all.flatMap(({ lanes }) => [...lanes]))),
    labels: notIn(common.labels, new Set(all.flatMap(({ labels }) => [...labels]))),
    params: notIn(common.params, new Set(all.flatMap(({ scenario }) => Object.keys(scenario.params)))),
    choices: notIn(common.choices, new Set(options)),
    symbols: notIn(common.symbols, new Set(all.flatMap(({ predictions }) => predictions.flat().flatMap(symbolsIn)))),
    metrics: notIn(common.metrics, new Set(all.flatMap(({ scenario }) => Object.keys(scenario.metrics)))),
    inputs: notIn(common.inputs, new Set(all.flatMap(({ scenario }) => Object.keys(scenario.inputs)))),
    assumptions: notIn(common.assumptions, new Set(all.flatMap(({ scenario }) => Object.keys(scenario.assumptions)))),
  }).toEqual({ lanes: [], labels: [], params: [], choices: [], symbols: [], metrics: [], inputs: [], assumptions: [] })
})

it('an example is named once', () => {
  for (const { id, presets } of Object.values(scenarios))
    expect([...new Set(presets.map(preset => preset.id))], id).toEqual(presets.map(preset => preset.id))
})

it('an input that ends another one names it', () => {
  for (const { id, inputs } of Object.values(scenarios))
    expect(Object.values(inputs).flatMap(({ ends }) => ends ?? []).filter(fault => !Object.hasOwn(inputs, fault)), id).toEqual([])
})

it('a scenario has the name under which it is listed', () =>
  expect(Object.entries(scenarios).map(([id, scenario]) => [id, scenario.id])).toEqual(ids.map(id => [id, id])))

it('words are for examples that exist', () => {
  for (const id of ids)
    expect(Object.keys(scenarioWords[id].presets ?? {}).sort(), id).toEqual(scenarios[id].presets.map(preset => preset.id).sort())
})
