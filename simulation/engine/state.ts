import type { AnyScenario, Input, ParamSpec, ParamValue, Preset } from './scenario.ts'
import type { Ms } from './trace.ts'
import { paramsOf } from './scenario.ts'

/** The whole state of a running simulation, as plain data. */
export interface SimulationState {
  params: Record<string, ParamValue>
  seed: number
  inputs: Input[]
  /** Where the playhead stands; Infinity is the end, wherever that comes to lie. */
  t: Ms
  playing: boolean
  /** Virtual milliseconds in one real millisecond. */
  speed: number
}

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8, 16] as const
/** Stands in a link for the end of the run. */
const END = 'end'
export const MAX_SEED = 999_999
export const MAX_INPUTS = 20
export const MAX_TIME: Ms = 30 * 60_000

/** A key of a link whose value is not taken as it is given, and what would be. */
export interface LinkProblem {
  key: string
  given: string
  expected:
    | { kind: 'unknown-key' }
    /** The link has the key more than once: the first value counts. */
    | { kind: 'once' }
    /** Taken, at the nearest step. */
    | { kind: 'step', taken: number }
    /** The link is for another simulation, or says for none: nothing of it is taken. */
    | { kind: 'scenario', id: string }
    | { kind: 'number', min: number, max: number, step?: number }
    | { kind: 'option', options: readonly string[] }
    | { kind: 'inputs', allowed: readonly string[], most: number }
}

/** The state in which a preset opens. */
export function stateOf(scenario: AnyScenario, preset: Preset<Record<string, ParamValue>> = scenario.presets[0]): SimulationState {
  return { params: paramsOf(scenario, preset), seed: preset.seed ?? 1, inputs: [...preset.inputs ?? []], t: preset.t ?? Infinity, playing: false, speed: 2 }
}

/** The state as the query of a link, without values that are as the scenario opens. */
export function toQuery(scenario: AnyScenario, state: SimulationState): string {
  const first = stateOf(scenario)
  const query = new URLSearchParams({ sim: scenario.id })
  for (const [name, value] of Object.entries(state.params)) {
    if (value !== first.params[name])
      query.set(name, typeof value === 'boolean' ? String(Number(value)) : String(value))
  }
  query.set('seed', String(state.seed))
  if (state.inputs.length > 0 || first.inputs.length > 0)
    query.set('inputs', state.inputs.map(({ at, do: kind }) => `${Math.round(at)}:${kind}`).join(','))
  if (state.t !== first.t)
    query.set('t', Number.isFinite(state.t) ? String(Math.round(state.t)) : END)
  if (state.playing)
    query.set('play', '1')
  if (state.speed !== first.speed)
    query.set('speed', String(state.speed))
  return query.toString().replaceAll('%3A', ':').replaceAll('%2C', ',')
}

/** Reads a number within bounds; undefined for anything else. */
function readNumber(text: string, min: number, max: number): number | undefined {
  const value = /^-?\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  return value >= min && value <= max ? value : undefined
}

/** The nearest step of the slider, within its bounds. */
function onStep(value: number, { min, max, step = 1 }: { min: number, max: number, step?: number }): number {
  const steps = Math.min(Math.round((value - min) / step), Math.floor((max - min) / step + 1e-9))
  return Number((min + steps * step).toFixed(6))
}

function readParam(spec: ParamSpec, text: string): ParamValue | undefined {
  if (spec.kind === 'number')
    return readNumber(text, spec.min, spec.max)
  if (spec.kind === 'choice')
    return spec.options.find(option => option === text)
  return text === '1' ? true : text === '0' ? false : undefined
}

function readInputs(scenario: AnyScenario, text: string): Input[] | undefined {
  const parts = text === '' ? [] : text.split(',')
  const inputs = parts.map((part): Input | undefined => {
    const [, at = '', kind] = /^(\d{1,7}):([a-z-]+)$/.exec(part) ?? []
    return kind !== undefined && Object.hasOwn(scenario.inputs, kind) && Number(at) <= MAX_TIME ? { at: Number(at), do: kind } : undefined
  })
  const valid = inputs.filter(input => input !== undefined)
  return parts.length <= MAX_INPUTS && valid.length === parts.length ? valid.sort((a, b) => a.at - b.at) : undefined
}

function expectedOf(spec: ParamSpec): LinkProblem['expected'] {
  if (spec.kind === 'number')
    return { kind: 'number', min: spec.min, max: spec.max, step: spec.step }
  return { kind: 'option', options: spec.kind === 'choice' ? spec.options : ['0', '1'] }
}

/** Keys of Slidev's own, and those that any link of a simulation may have. */
const SLIDEVS_KEYS = ['clicks', 'print', 'range', 'embedded']
const COMMON_KEYS = ['sim', 'seed', 't', 'inputs', 'speed', 'play']

/** As a problem shows it. */
const short = (text: string) => text.slice(0, 40)

/**
 * Reads the query of a link, which may hold anything: what is not taken as it is given is reported, and the state is valid in any case.
 * @returns undefined when the query is no link of a simulation
 */
export function fromQuery(scenario: AnyScenario, query: string): { state: SimulationState, problems: LinkProblem[] } | undefined {
  const given = new URLSearchParams(query)
  const known = new Set([...Object.keys(scenario.params), ...COMMON_KEYS])
  const isLink = [...given.keys()].some(key => known.has(key) || key.toLowerCase() === 'sim')
  if (!isLink)
    return undefined
  const state = stateOf(scenario)
  const problems: LinkProblem[] = []
  const id = given.get('sim')
  if (id !== scenario.id)
    return { state, problems: [{ key: 'sim', given: short(id ?? ''), expected: { kind: 'scenario', id: scenario.id } }] }

  function take<V>(key: string, read: (text: string) => V | undefined, expected: LinkProblem['expected'], apply: (value: V) => void) {
    const text = given.get(key)
    if (text === null)
      return
    const value = read(text)
    if (value === undefined)
      problems.push({ key, given: short(text), expected })
    else
      apply(typeof value === 'number' && expected.kind === 'number' && expected.step ? rounded(key, value, expected) as V : value)
  }

  function rounded(key: string, value: number, slider: { min: number, max: number, step?: number }): number {
    const taken = onStep(value, slider)
    if (taken !== value)
      problems.push({ key, given: short(given.get(key)!), expected: { kind: 'step', taken } })
    return taken
  }

  for (const [name, spec] of Object.entries(scenario.params))
    take<ParamValue>(name, text => readParam(spec, text), expectedOf(spec), value => state.params[name] = value)
  take('seed', text => readNumber(text, 1, MAX_SEED), { kind: 'number', min: 1, max: MAX_SEED, step: 1 }, value => state.seed = value)
  take('t', text => text === END ? Infinity : readNumber(text, 0, MAX_TIME), { kind: 'number', min: 0, max: MAX_TIME }, value => state.t = value)
  take('inputs', text => readInputs(scenario, text), { kind: 'inputs', allowed: Object.keys(scenario.inputs), most: MAX_INPUTS }, value => state.inputs = value)
  take('speed', text => SPEEDS.find(speed => String(speed) === text), { kind: 'option', options: SPEEDS.map(String) }, value => state.speed = value)
  take('play', text => text === '1' || undefined, { kind: 'option', options: ['1'] }, () => state.playing = true)

  const seen = new Set<string>()
  for (const [key, value] of given) {
    if (SLIDEVS_KEYS.includes(key))
      continue
    if (!known.has(key))
      problems.push({ key: short(key), given: short(value), expected: { kind: 'unknown-key' } })
    else if (seen.has(key))
      problems.push({ key, given: short(value), expected: { kind: 'once' } })
    seen.add(key)
  }
  return { state, problems }
}

/** The inputs with one more, in the order of their times; unchanged when a link could hold no more of them. */
export function withInput(inputs: readonly Input[], input: Input): Input[] {
  return inputs.length < MAX_INPUTS ? [...inputs, input].sort((a, b) => a.at - b.at) : [...inputs]
}
