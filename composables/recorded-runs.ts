/** What the examples of simulations were held against, as the records of `reality/` say: of a record, the deck has no more than that. */
import type { ParamValue } from '../simulation/engine/scenario'
import { knownDifference } from '../reality/known-differences'

/* eslint-disable boundaries/dependencies -- A pattern is no file that the rule could place: layers.js lets composables import reality. */
const chromium = import.meta.glob<string>('../reality/recorded/*/*.json', { eager: true, import: 'chromium' })
const node = import.meta.glob<string>('../reality/recorded/*/*.json', { eager: true, import: 'node' })
const on = import.meta.glob<string>('../reality/recorded/*/*.json', { eager: true, import: 'on' })
const states = import.meta.glob<{ params: Record<string, ParamValue> }>('../reality/recorded/*/*.json', { eager: true, import: 'state' })
/* eslint-enable boundaries/dependencies */

/** A run for real of an example. */
export interface RecordedRun {
  /** Versions, as `153.0.8010.0` and `24.21.0`. */
  chromium: string
  node: string
  /** Year, month, day. */
  on: string
  /** So many clients were run: where an example has more, a few of them. */
  clients: number
  /** Something differed, for a reason that is known. */
  differs: boolean
}

/** The record of an example, if it was run. */
export function recordedRun(scenario: string, preset: string): RecordedRun | undefined {
  const file = `../reality/recorded/${scenario}/${preset}.json`
  const version = chromium[file]
  return version === undefined
    ? undefined
    : {
        chromium: version,
        node: node[file]!,
        on: on[file]!,
        clients: Number(states[file]!.params.clients),
        differs: knownDifference(`${scenario}/${preset}`) !== undefined,
      }
}
