import type { Lane, Ms, Trace } from './trace.ts'

/** What can be done to a running simulation, at a time: the trace is then computed anew. */
export type InputKind
  = | 'server-down' | 'server-up'
  /** The network between all clients and the server. */
    | 'disconnect' | 'reconnect'
  /** The next message sent is lost. */
    | 'lose-next'
  /** Processing takes three times as long, until 'normal-worker'. */
    | 'slow-worker' | 'normal-worker'
  /** A client speaks, on a connection that goes both ways. */
    | 'client-message'
    | 'close-app' | 'open-app'
  /** The process in which the subscribers run. */
    | 'process-down' | 'process-up'

export interface Input {
  at: Ms
  do: InputKind
}

/** A duration in milliseconds, a number of things, a share from 0 to 1, a size in bytes, a rate per second. */
export type Unit = 'ms' | 'count' | 'share' | 'bytes' | 'per-second'

interface SpecBase {
  /** Shown on demand. */
  isAdvanced?: boolean
}

/** A slider. */
export interface NumberSpec extends SpecBase {
  kind: 'number'
  unit: Unit
  min: number
  max: number
  step: number
  initial: number
  /** Equal steps on the slider multiply. */
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

/** Its words are in `locales/`, under the parameter's name. */
export type ParamSpec = NumberSpec | ChoiceSpec | SwitchSpec
export type ParamValue = number | string | boolean
/** The parameters of a scenario, an interface of plain values. */
export type Params<P> = Record<keyof P, ParamValue>
export type ParamSpecs<P extends Params<P>> = {
  readonly [K in keyof P]: [P[K]] extends [number] ? NumberSpec : [P[K]] extends [string] ? ChoiceSpec<P[K]> : SwitchSpec
}

/** A figure in closed form, beside which the measured one stands. */
export interface Prediction {
  value: number
  /** In symbols: D, I, L, N, τ… */
  formula: string
  /** Where the formula is from. */
  source: string
}

/** A state worth a name; what it does not tell is as the parameters' initial values. */
export interface Preset<P extends Params<P>, Id extends string = string> {
  id: Id
  params?: Partial<P>
  seed?: number
  inputs?: Input[]
  /** Where the playhead stands when it opens; at the end in print. */
  t?: Ms
}

/** A question answered by computing: same parameters, seed and inputs, same trace. Parameters, counters and presets are known by their names. */
export interface Scenario<P extends Params<P>, M extends string = string, PresetId extends string = string> {
  id: string
  params: ParamSpecs<P>
  /** Counters in the order shown. */
  metrics: { readonly [K in M]: Unit }
  /** What the audience may do to it. */
  inputs: readonly InputKind[]
  /** The first one is what the slide opens with. */
  presets: readonly [Preset<P, PresetId>, ...Preset<P, PresetId>[]]
  /** From top to bottom. */
  lanes: (params: P) => Lane[]
  run: (params: P, seed: number, inputs: readonly Input[]) => Trace<M>
  /** Closed forms without faults; a counter that has none is absent. */
  predict: (params: P) => Partial<Record<M, Prediction>>
}

/** A scenario whose parameters and counters are known by their names only: what the player, the link and the tests take. */
export type AnyScenario = Scenario<Record<string, ParamValue>, string>

/** The parameters of a scenario before anybody touches them, or those of a preset. */
export function paramsOf<P extends Params<P>>({ params, presets }: Scenario<P>, preset: Preset<P> = presets[0]): P {
  const names = Object.keys(params) as (keyof P)[]
  const initial = Object.fromEntries(names.map(name => [name, params[name].initial])) as P
  return { ...initial, ...preset.params }
}
