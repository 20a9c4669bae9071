import type { Input } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Means, RetrievalNeeds } from '../scenarios/means.ts'
import { paramsOf } from '../engine/scenario.ts'
import { comparedParams, entryOf, MEANS, scenarioOf } from '../scenarios/means.ts'
import { race } from '../scenarios/race.ts'

/** The means that is advised of those that meet the needs. Long polling meets those of any screen. */
export function adviseRetrieval(needs: RetrievalNeeds): Means {
  return MEANS.filter(id => entryOf(id).meets(needs)).sort((a, b) => entryOf(a).advisedAs - entryOf(b).advisedAs)[0]!
}

/** One line of the choice table: means over many clients. */
export interface MeasuredMeans {
  means: Means
  /** Time from the result's being ready to its reception. */
  staleness: Ms | null
  /** The same when the network was cut while the results became ready. */
  stalenessAfterCut: Ms | null
  /** Requests of one client, the POST included. */
  requests: number
  /** The server holds a connection or a request open for each client. */
  holdsConnection: boolean
}

const CLIENTS = 200
const CUT: Input[] = [{ at: 6000, do: 'disconnect' }, { at: 16_000, do: 'reconnect' }]

/** The choice table, from two runs of each means on the same work, that of the race: one calm, one with the network cut from 6 to 16 s. */
export function measureMeans(): MeasuredMeans[] {
  const shared = { ...paramsOf(race), clients: CLIENTS }
  return MEANS.map((means) => {
    const params = comparedParams(means, shared)
    const calm = scenarioOf(means).run(params, 1, []).metrics
    const cut = scenarioOf(means).run(params, 1, CUT).metrics
    return {
      means,
      staleness: calm.staleness ?? null,
      stalenessAfterCut: cut.staleness ?? null,
      requests: calm.requests! / CLIENTS,
      holdsConnection: entryOf(means).holdsConnection,
    }
  })
}
