import type { Lane, Ms, Trace } from './trace.ts'

/** What the audience did to a running simulation, by its name among the scenario's inputs: the trace is then computed again with it. */
export interface Input<I extends string = string> {
  at: Ms
  do: I
}

/** An input: a fault, or the end of one. */
export interface InputSpec {
  /** The fault that it ends: at any time, only one of the two makes sense. */
  ends?: string
}

/** A constant that shapes the trace and is no parameter: a time-out, how long a client stays. Its words are in `locales/`. */
export interface Assumption {
  value: number
  unit: Unit
}

/** A duration in milliseconds, a number of things, a share from 0 to 1, a size in bytes, a rate per second. */
export type Unit = 'ms' | 'count' | 'share' | 'bytes' | 'per-second'

interface SpecBase {
  /** Shown only when the audience opens the advanced settings. */
  isAdvanced?: boolean
  /** Without effect on the trace, such as the reader's bet. */
  isAside?: boolean
}

/** A slider. */
export interface NumberSpec extends SpecBase {
  kind: 'number'
  unit: Unit
  min: number
  max: number
  step: number
  initial: number
  /** Logarithmic slider: equal steps multiply the value. */
  isLog?: boolean
}

export interface ChoiceSpec<V extends string = string> extends SpecBase {
  kind: 'choice'
  options: readonly V[]
  initial: V
}

export interface SwitchSpec extends SpecBase {
  kind: 'switch'
  initial: boolean
}

/** A parameter: its control and what a link may set. Its words are in `locales/`, under the parameter's name. */
export type ParamSpec = NumberSpec | ChoiceSpec | SwitchSpec
export type ParamValue = number | string | boolean
/** The parameters of a scenario, an interface of plain values. */
export type Params<P> = Record<keyof P, ParamValue>
export type ParamSpecs<P extends Params<P>> = {
  readonly [K in keyof P]: [P[K]] extends [number] ? NumberSpec : [P[K]] extends [string] ? ChoiceSpec<P[K]> : SwitchSpec
}

/** A value in closed form, shown beside the measured one. */
export interface Prediction {
  value: number
  /** In symbols: D, I, L, N, τ… */
  formula: string
  /** Where the formula comes from. */
  source: string
}

/** A named example: parameters that differ from their initial values, seed and inputs. */
export interface Preset<P extends Params<P>, Id extends string = string, I extends string = string> {
  id: Id
  params?: Partial<P>
  seed?: number
  inputs?: Input<I>[]
  /** Where the playhead stands when the slide opens, the end unless said; print shows the end in any case. */
  t?: Ms
}

/** A simulation: the same parameters, seed and inputs always give the same trace. Its parts are typed by their names. */
export interface Scenario<
  P extends Params<P>,
  M extends string = string,
  PresetId extends string = string,
  I extends string = string,
  A extends string = string,
> {
  id: string
  params: ParamSpecs<P>
  /** Counters in the order shown. */
  metrics: { readonly [K in M]: Unit }
  /** The inputs that this scenario takes; it ignores others. */
  inputs: { readonly [K in I]: InputSpec }
  /** What the trace rests on beside the parameters. */
  assumptions: { readonly [K in A]: Assumption }
  /** The first one is what the slide opens with. */
  presets: readonly [Preset<P, PresetId, I>, ...Preset<P, PresetId, I>[]]
  /** Participants from top to bottom. */
  lanes: (params: P) => Lane[]
  run: (params: P, seed: number, inputs: readonly Input[]) => Trace<M>
  /** The counters in closed form for a run without inputs; counters without a closed form are absent. */
  predict: (params: P) => Partial<Record<M, Prediction>>
}

/** A scenario without the types of its own parameters and counters, for what works with any scenario: player, link, tests. */
export type AnyScenario = Scenario<Record<string, ParamValue>, string>

/** The parameters of a preset, the first one unless said, completed with the initial values. */
export function paramsOf<P extends Params<P>>({ params, presets }: Scenario<P>, preset: Preset<P> = presets[0]): P {
  const names = Object.keys(params) as (keyof P)[]
  const initial = Object.fromEntries(names.map(name => [name, params[name].initial])) as P
  return { ...initial, ...preset.params }
}
