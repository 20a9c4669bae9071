import { describe, expect, it } from 'vitest'
import { fromQuery, stateOf, toQuery, withInput } from '../../../simulation/engine/state.ts'
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

  it('is not for another scenario, nor is an address without one', () => {
    expect(fromQuery(polling, 'sim=sse&seed=2')).toBeUndefined()
    expect(fromQuery(polling, 'clicks=3')).toBeUndefined()
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
    expect(fromQuery(polling, 'sim=polling&interval=1234.5')!.state.params.interval).toBe(1000)
  })

  it('keeps what is right beside what is wrong', () => {
    const { state, problems } = fromQuery(polling, 'sim=polling&interval=2000&latency=far')!
    expect(state.params).toMatchObject({ interval: 2000, latency: 200 })
    expect(problems).toHaveLength(1)
  })
})

it('inputs stand in the order of time, twenty at most', () => {
  const two = withInput([{ at: 5000, do: 'server-up' }], { at: 1000, do: 'server-down' })
  expect(two.map(({ at }) => at)).toEqual([1000, 5000])
  const full = Array.from({ length: 20 }, (_, at) => ({ at, do: 'lose-next' as const }))
  expect(withInput(full, { at: 3, do: 'lose-next' })).toEqual(full)
})
