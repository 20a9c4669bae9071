import type { AnyScenario, Input, InputKind, ParamSpec, ParamValue, Preset } from './scenario.ts'
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

/** A key of a link with a value that is not allowed, and what is. */
export interface LinkProblem {
  key: string
  given: string
  expected:
    | { kind: 'unknown-key' }
    | { kind: 'number', min: number, max: number, step?: number }
    | { kind: 'option', options: readonly string[] }
    | { kind: 'inputs', allowed: readonly InputKind[], most: number }
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

/** Reads a number within bounds, rounded to the slider's steps; undefined for anything else. */
function readNumber(text: string, min: number, max: number, step?: number): number | undefined {
  const value = /^-?\d{1,9}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= min && value <= max))
    return undefined
  return step ? Number((min + Math.round((value - min) / step) * step).toFixed(6)) : value
}

function readParam(spec: ParamSpec, text: string): ParamValue | undefined {
  if (spec.kind === 'number')
    return readNumber(text, spec.min, spec.max, spec.step)
  if (spec.kind === 'choice')
    return spec.options.find(option => option === text)
  return text === '1' ? true : text === '0' ? false : undefined
}

function readInputs(scenario: AnyScenario, text: string): Input[] | undefined {
  const parts = text === '' ? [] : text.split(',')
  const inputs = parts.map((part): Input | undefined => {
    const [, at = '', kind] = /^(\d{1,7}):([a-z-]+)$/.exec(part) ?? []
    const known = scenario.inputs.find(allowed => allowed === kind)
    return known && Number(at) <= MAX_TIME ? { at: Number(at), do: known } : undefined
  })
  const valid = inputs.filter(input => input !== undefined)
  return parts.length <= MAX_INPUTS && valid.length === parts.length ? valid.sort((a, b) => a.at - b.at) : undefined
}

function expectedOf(spec: ParamSpec): LinkProblem['expected'] {
  if (spec.kind === 'number')
    return { kind: 'number', min: spec.min, max: spec.max, step: spec.step }
  return { kind: 'option', options: spec.kind === 'choice' ? spec.options : ['0', '1'] }
}

/**
 * Reads the query of a link, which may hold anything: a value that is not allowed is reported and the first one kept.
 * @returns undefined when the link is not for this scenario
 */
export function fromQuery(scenario: AnyScenario, query: string): { state: SimulationState, problems: LinkProblem[] } | undefined {
  const given = new URLSearchParams(query)
  if (given.get('sim') !== scenario.id)
    return undefined
  const state = stateOf(scenario)
  const problems: LinkProblem[] = []

  function take<V>(key: string, read: (text: string) => V | undefined, expected: LinkProblem['expected'], apply: (value: V) => void) {
    const text = given.get(key)
    if (text === null)
      return
    const value = read(text)
    if (value === undefined)
      problems.push({ key, given: text.slice(0, 40), expected })
    else
      apply(value)
  }

  for (const [name, spec] of Object.entries(scenario.params))
    take<ParamValue>(name, text => readParam(spec, text), expectedOf(spec), value => state.params[name] = value)
  take('seed', text => readNumber(text, 1, MAX_SEED, 1), { kind: 'number', min: 1, max: MAX_SEED }, value => state.seed = value)
  take('t', text => text === END ? Infinity : readNumber(text, 0, MAX_TIME), { kind: 'number', min: 0, max: MAX_TIME }, value => state.t = value)
  take('inputs', text => readInputs(scenario, text), { kind: 'inputs', allowed: scenario.inputs, most: MAX_INPUTS }, value => state.inputs = value)
  take('speed', text => SPEEDS.find(speed => String(speed) === text), { kind: 'option', options: SPEEDS.map(String) }, value => state.speed = value)
  take('play', text => text === '1' || undefined, { kind: 'option', options: ['1'] }, () => state.playing = true)

  // Some keys belong to Slidev.
  const known = new Set([...Object.keys(scenario.params), 'sim', 'seed', 't', 'inputs', 'speed', 'play', 'clicks', 'print', 'range', 'embedded'])
  for (const [key, value] of given) {
    if (!known.has(key))
      problems.push({ key: key.slice(0, 40), given: value.slice(0, 40), expected: { kind: 'unknown-key' } })
  }
  return { state, problems }
}

/** The inputs with one more, in the order of their times; unchanged when a link could hold no more of them. */
export function withInput(inputs: readonly Input[], input: Input): Input[] {
  return inputs.length < MAX_INPUTS ? [...inputs, input].sort((a, b) => a.at - b.at) : [...inputs]
}
