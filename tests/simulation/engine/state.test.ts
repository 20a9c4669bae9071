import type { AnyScenario, Input, NumberSpec, ParamSpec, ParamValue } from '../../../simulation/engine/scenario.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromQuery, SPEEDS, stateOf, toQuery, withInput } from '../../../simulation/engine/state.ts'
import { scenarios } from '../../../simulation/scenarios/index.ts'

const { polling } = scenarios

describe('the link of a simulation', () => {
  it('opens exactly the state it was made of', () => {
    const state = {
      ...stateOf(polling),
      params: { ...stateOf(polling).params, interval: 1500, distribution: 'exponential', usesEtag: true },
      seed: 42,
      inputs: [{ at: 3000, do: 'server-down' as const }, { at: 6500, do: 'server-up' as const }],
      t: 7250,
      playing: true,
      speed: 0.25,
    }
    expect(fromQuery(polling, toQuery(polling, state))).toEqual({ state, problems: [] })
  })

  const presets = Object.values(scenarios).flatMap(scenario => scenario.presets.map(preset => [scenario.id, preset.id, scenario, preset] as const))

  it.each(presets)('opens the preset of %s named %s', (_, __, scenario, preset) => {
    const state = stateOf(scenario, preset)
    expect(fromQuery(scenario, toQuery(scenario, state))).toEqual({ state, problems: [] })
  })

  it('opens as a preset says, at the end where it says nothing', () => {
    const { crash, race } = scenarios
    expect(stateOf(polling)).toMatchObject({ seed: 1, inputs: [], t: Infinity, playing: false, speed: 2 })
    expect(stateOf(race).t).toBe(0)
    expect(stateOf(crash).inputs).toEqual(crash.presets[0].inputs)
    expect(stateOf(crash).inputs).not.toBe(crash.presets[0].inputs)
  })

  it('says the end in a word', () => {
    expect(toQuery(scenarios.race, { ...stateOf(scenarios.race), t: Infinity })).toBe('sim=race&seed=1&t=end')
    expect(fromQuery(polling, 'sim=polling&t=')!.problems).toHaveLength(1)
  })

  it('reads times and numbers to their last digit', () => {
    expect(fromQuery(polling, 'sim=polling&t=12.345678')!.state.t).toBe(12.345678)
    expect(fromQuery(polling, 'sim=polling&t=1800000')!.state.t).toBe(1_800_000)
  })

  it('reads inputs in any order, twenty of them, up to half an hour', () => {
    const inputs = Array.from({ length: 20 }, (_, index) => `${1_800_000 - index}:server-down`)
    const opened = fromQuery(polling, `sim=polling&inputs=${inputs.join(',')}`)!
    expect(opened.problems).toEqual([])
    expect(opened.state.inputs.map(({ at }) => at)).toEqual(Array.from({ length: 20 }, (_, index) => 1_800_000 - 19 + index))
  })

  it('leaves Slidev’s own keys alone', () => {
    expect(fromQuery(polling, 'sim=polling&clicks=2&print=true&range=1-3&embedded=true')!.problems).toEqual([])
  })

  it('names what may be said instead, and an unknown key in a few characters', () => {
    const problemsOf = (query: string) => fromQuery(polling, `sim=polling&${query}`)!.problems
    expect(problemsOf('distribution=x')[0]!.expected).toEqual({ kind: 'option', options: ['fixed', 'exponential'] })
    expect(problemsOf('usesEtag=x')[0]!.expected).toEqual({ kind: 'option', options: ['0', '1'] })
    expect(problemsOf('play=x')[0]!.expected).toEqual({ kind: 'option', options: ['1'] })
    const [unknown] = problemsOf(`${'k'.repeat(50)}=${'v'.repeat(50)}`)
    expect(unknown).toEqual({ key: 'k'.repeat(40), given: 'v'.repeat(40), expected: { kind: 'unknown-key' } })
  })

  it('tells only what differs from the start', () => {
    expect(toQuery(polling, stateOf(polling))).toBe('sim=polling&seed=1')
  })

  it('tells the end, and that there is no fault, where a scenario opens otherwise', () => {
    const { crash, race } = scenarios
    expect(fromQuery(crash, toQuery(crash, { ...stateOf(crash), inputs: [] }))!.state.inputs).toEqual([])
    expect(fromQuery(race, toQuery(race, { ...stateOf(race), t: Infinity }))!.state.t).toBe(Infinity)
  })

  it('is none without a key of its own', () => {
    expect(fromQuery(polling, 'clicks=3&utm_source=mail')).toBeUndefined()
  })

  const foreign = ['sim=sse&seed=2', 'sim=Polling&seed=2', 'SIM=polling', 'seed=2', 'sim=&seed=2']
  it.each(foreign)('takes nothing of %s, which is for another scenario or none', (query) => {
    const { state, problems } = fromQuery(polling, query)!
    expect(state).toEqual(stateOf(polling))
    expect(problems).toMatchObject([{ key: 'sim', expected: { kind: 'scenario', id: 'polling' } }])
  })

  it.each(['seed=2&seed=3', 'seed=2&seed=2', 'seed=2&interval=3000&seed=x'])('takes the first of %s, and says so', (query) => {
    const { state, problems } = fromQuery(polling, `sim=polling&${query}`)!
    expect(state.seed).toBe(2)
    expect(problems).toMatchObject([{ key: 'seed', expected: { kind: 'once' } }])
  })

  it.each([
    ['interval=abc', 'interval', 'number'],
    ['interval=-5', 'interval', 'number'],
    ['interval=1e99', 'interval', 'number'],
    ['interval=', 'interval', 'number'],
    ['interval=NaN', 'interval', 'number'],
    ['distribution=__proto__', 'distribution', 'option'],
    ['usesEtag=oui', 'usesEtag', 'option'],
    ['seed=0', 'seed', 'number'],
    ['interval=2000x', 'interval', 'number'],
    ['interval=x2000', 'interval', 'number'],
    ['interval=2e3', 'interval', 'number'],
    ['t=0x10', 't', 'number'],
    ['interval=999999', 'interval', 'number'],
    ['inputs=12:server-down!', 'inputs', 'inputs'],
    ['inputs=x12:server-down', 'inputs', 'inputs'],
    ['inputs=1800001:server-down', 'inputs', 'inputs'],
    ['speed=3', 'speed', 'option'],
    ['t=-1', 't', 'number'],
    ['play=<script>', 'play', 'option'],
    ['inputs=12', 'inputs', 'inputs'],
    ['inputs=12:explode', 'inputs', 'inputs'],
    ['inputs=99999999:server-down', 'inputs', 'inputs'],
    [`inputs=${Array.from({ length: 21 }, (_, at) => `${at}:server-down`).join(',')}`, 'inputs', 'inputs'],
    ['constructor=1', 'constructor', 'unknown-key'],
  ])('keeps the first value and names what is wrong in %s', (query, key, kind) => {
    const opened = fromQuery(polling, `sim=polling&${query}`)!
    expect(opened.state).toEqual(stateOf(polling))
    expect(opened.problems.map(problem => [problem.key, problem.expected.kind])).toEqual([[key, kind]])
  })

  it('says what it was given in a few characters, however long that is', () => {
    const [problem] = fromQuery(polling, `sim=polling&interval=${'9'.repeat(100_000)}`)!.problems
    expect(problem!.given).toHaveLength(40)
  })

  it('brings a number onto the steps of its slider', () => {
    const { state, problems } = fromQuery(polling, 'sim=polling&interval=1234.5&seed=3.4')!
    expect(state).toMatchObject({ params: { interval: 1000 }, seed: 3 })
    expect(problems).toEqual([
      { key: 'interval', given: '1234.5', expected: { kind: 'step', taken: 1000 } },
      { key: 'seed', given: '3.4', expected: { kind: 'step', taken: 3 } },
    ])
  })

  it('keeps what is right beside what is wrong', () => {
    const { state, problems } = fromQuery(polling, 'sim=polling&interval=2000&latency=far')!
    expect(state.params).toMatchObject({ interval: 2000, latency: 200 })
    expect(problems).toHaveLength(1)
  })
})

describe('whatever the scenario', () => {
  const all = Object.values(scenarios) as AnyScenario[]
  const anyScenario = fc.constantFrom(...all)
  const stepsOf = ({ min, max, step }: NumberSpec) => fc.integer({ min: 0, max: Math.floor((max - min) / step + 1e-9) })
  const valueOf = (spec: ParamSpec): fc.Arbitrary<ParamValue> => spec.kind === 'number'
    ? stepsOf(spec).map(steps => Number((spec.min + steps * spec.step).toFixed(6)))
    : spec.kind === 'choice' ? fc.constantFrom(...spec.options) : fc.boolean()
  const inputsOf = ({ inputs }: AnyScenario): fc.Arbitrary<Input[]> => Object.keys(inputs).length === 0
    ? fc.constant([])
    : fc.array(fc.record({ at: fc.integer({ min: 0, max: 1_800_000 }), do: fc.constantFrom(...Object.keys(inputs)) }), { maxLength: 20 })
        .map(inputs => inputs.sort((a, b) => a.at - b.at))
  const anyState = anyScenario.chain(scenario => fc.record({
    params: fc.record(Object.fromEntries(Object.entries(scenario.params).map(([name, spec]) => [name, valueOf(spec)]))),
    seed: fc.integer({ min: 1, max: 999_999 }),
    inputs: inputsOf(scenario),
    t: fc.oneof(fc.integer({ min: 0, max: 1_800_000 }), fc.constant(Infinity)),
    playing: fc.boolean(),
    speed: fc.constantFrom(...SPEEDS),
  }).map(state => ({ scenario, state })))

  it('a link opens the state it was made of', () => {
    fc.assert(fc.property(anyState, ({ scenario, state }) => {
      expect(fromQuery(scenario, toQuery(scenario, state))).toEqual({ state, problems: [] })
    }), { seed: 11 })
  })

  const texts = [
    ...['', 'NaN', 'Infinity', '-1', '1e999', '0x10', '1.5', '99999999999', '٣', 'true', '__proto__'],
    ...['2', '2000', '0', '1', '%', 'é', '1:server-down', '1:x,'],
  ]
  const others = ['seed', 't', 'inputs', 'speed', 'play', 'SEED', 'constructor', 'latency']
  const anyQuery = anyScenario.chain(scenario => fc.record({
    scenario: fc.constant(scenario),
    pairs: fc.array(fc.tuple(
      fc.oneof(fc.constantFrom(...Object.keys(scenario.params), ...others), fc.string({ maxLength: 5 })),
      fc.oneof(fc.constantFrom(...texts), fc.string({ maxLength: 8 }), fc.double().map(String)),
    ), { maxLength: 8 }),
  }))

  it('any query gives a valid state, and a problem for each part that is not taken as it is', () => {
    fc.assert(fc.property(anyQuery, ({ scenario, pairs }) => {
      const query = new URLSearchParams([['sim', scenario.id], ...pairs.filter(([key]) => !['sim', 'clicks', 'print', 'range', 'embedded'].includes(key))])
      const { state, problems } = fromQuery(scenario, query.toString())!
      // What a link of it says is taken whole.
      expect(fromQuery(scenario, toQuery(scenario, state))!.problems).toEqual([])
      scenario.run(state.params, state.seed, [])
      const complained = new Set(problems.map(({ key }) => key))
      for (const key of new Set(query.keys())) {
        const said = new URLSearchParams(toQuery(scenario, state)).get(key)
        const isTaken = key === 'sim' || (query.getAll(key).length === 1 && isSame(key, query.get(key)!, said ?? fullQuery(scenario).get(key)))
        expect(isTaken || complained.has(key.slice(0, 40)), `${key} of ${query}`).toBe(true)
      }
    }), { seed: 11 })
  }, 60_000)

  /** Every value of a scenario as it opens, as a link would have it. */
  function fullQuery(scenario: AnyScenario): URLSearchParams {
    const { params, seed, t, speed } = stateOf(scenario)
    const values = Object.entries({ ...params, seed, t: t === Infinity ? 'end' : t, speed, inputs: '' })
    return new URLSearchParams(values.map(([name, value]) => [name, typeof value === 'boolean' ? String(Number(value)) : String(value)]))
  }
  /** A time is told in whole milliseconds, inputs in their order. */
  function isSame(key: string, given: string, said: string | null): boolean {
    const isSameTime = key === 't' && Math.round(Number(given)) === Number(said)
    return said !== null && (isSameTime || sorted(given) === sorted(said) || (given !== '' && Number(given) === Number(said)))
  }
  const sorted = (text: string) => text.split(',').sort().join()
})

it('inputs stand in the order of time, twenty at most', () => {
  const two = withInput([{ at: 5000, do: 'server-up' }], { at: 1000, do: 'server-down' })
  expect(two.map(({ at }) => at)).toEqual([1000, 5000])
  const full = Array.from({ length: 20 }, (_, at) => ({ at, do: 'lose-next' as const }))
  expect(withInput(full, { at: 3, do: 'lose-next' })).toEqual(full)
})
