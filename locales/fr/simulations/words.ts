import type { ChoiceSpec } from '../../../simulation/engine/scenario'
import type { Common } from './common'

type NamesOf<S, Part extends string> = S extends Record<Part, infer Named> ? keyof Named & string : never
type PresetOf<S> = S extends { presets: readonly { id: infer Id extends string }[] } ? Id : never
/** The values of its parameters that are one of several. */
type OptionOf<S> = S extends { params: infer Specs } ? { [K in keyof Specs]: Specs[K] extends ChoiceSpec<infer V> ? V : never }[keyof Specs] : never

/** One word for each name: its own where `common` has none. */
type Words<Name extends string, Shared> = { [N in Exclude<Name, keyof Shared>]: string } & { [N in Extract<Name, keyof Shared>]?: string }

/** A table of which nothing is needed may be left out. */
type Needed<Tables>
  = & { [T in keyof Tables as object extends Tables[T] ? never : T]: Tables[T] }
    & { [T in keyof Tables as object extends Tables[T] ? T : never]?: Tables[T] }

interface Parts {
  /** Its numbered steps: what an event with `step: n` begins. */
  steps: string[]
  lanes?: Record<string, string>
  /** By event label. `detail` is the event's number. Short: they stand beside an arrow. */
  labels?: Record<string, string | ((detail: number) => string)>
}

/**
 * The words of one scenario, by the names that the scenario itself has: one that is missing, or is a word for nothing, is
 * an error of types. What `common` says need not be said. `Unshown` are names that no one reads. `lessons` are what paper
 * says of the example it shows.
 *
 * Lanes and labels of events are known by running it: `tests/locales/simulations.test.ts` does.
 */
export type ScenarioWords<S, Unshown extends string = never> = Parts & Needed<{
  presets: Record<PresetOf<S>, string>
  lessons: Partial<Record<PresetOf<S>, string>>
  params: Words<Exclude<NamesOf<S, 'params'>, Unshown>, Common['params']>
  metrics: Words<Exclude<NamesOf<S, 'metrics'>, Unshown>, Common['metrics']>
  inputs: Words<NamesOf<S, 'inputs'>, Common['inputs']>
  assumptions: Words<NamesOf<S, 'assumptions'>, Common['assumptions']>
  /** Options of its choices. */
  choices: Words<Exclude<OptionOf<S>, Unshown>, Common['choices']>
}> & {
  /** What its slide shows before anything is asked for, in this order: the settings to begin with, the counters that matter. */
  first: { params: Exclude<NamesOf<S, 'params'>, Unshown>[], metrics: Exclude<NamesOf<S, 'metrics'>, Unshown>[] }
}

/** Beside a scenario's: the words of a means of retrieving a result, in the advice and in tables. */
export interface MeansWords {
  means: {
    name: string
    /** Why it is advised. */
    reason: string
    /** What it asks for beside its code, in a few words. */
    infrastructure: string
  }
}

/** The words of any scenario, as they are looked up. */
type Table = 'presets' | 'lessons' | 'params' | 'metrics' | 'choices' | 'inputs' | 'assumptions'
export type AnyWords = Parts & { [T in Table]?: Partial<Record<string, string>> } & { first: { params: string[], metrics: string[] } }
