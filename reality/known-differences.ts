import type { ParamValue } from '../simulation/engine/scenario.ts'
import type { Ms } from '../simulation/engine/trace.ts'

/** Where the real thing is known not to do as the simulation says, and why. */
interface KnownDifference {
  cases: string[]
  reason: string
  /** By how much a message may be earlier or later than simulated, beyond the tolerance. */
  late: (params: Record<string, ParamValue>) => Ms
}

export const knownDifferences: KnownDifference[] = [
  {
    cases: ['long-polling/server-down'],
    reason: 'A request on a connection that had been used before, and that ends without an answer, is sent again by Chromium itself, at once. '
      + 'The page sees the second failure only, after which it waits for a second: the simulation knows of no such attempt.',
    late: () => 1000,
  },
]

export function knownDifference(id: string): KnownDifference | undefined {
  return knownDifferences.find(({ cases }) => cases.includes(id))
}
