import type { Input } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Means } from '../scenarios/race.ts'
import { paramsOf } from '../engine/scenario.ts'
import { MEANS, race } from '../scenarios/race.ts'

/** What a screen needs of a late result. */
export interface RetrievalNeeds {
  /** The user has to be notified with the application closed. */
  reachesClosedApp: boolean
  /** The client often sends, too. */
  goesBothWays: boolean
  /** The result is due within a second of being ready. */
  isFresh: boolean
  /** Some proxies on the way cut or hold back streams. */
  hasHostileProxies: boolean
}

/** The cheapest means that meets the needs. */
export function adviseRetrieval({ reachesClosedApp, goesBothWays, isFresh, hasHostileProxies }: RetrievalNeeds): Means {
  if (reachesClosedApp)
    return 'push'
  if (goesBothWays)
    return 'websocket'
  if (!isFresh)
    return 'polling'
  return hasHostileProxies ? 'long-polling' : 'sse'
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
  /** Share of clients for which the server holds a connection or a request open. */
  connections: number
}

const CLIENTS = 200
const CUT: Input[] = [{ at: 6000, do: 'disconnect' }, { at: 16_000, do: 'reconnect' }]

/** The choice table, from two races on the same work: one calm, one with the network cut from 6 to 16 s. */
export function measureMeans(): MeasuredMeans[] {
  const params = { ...paramsOf(race), clients: CLIENTS }
  const calm = race.run(params, 1, []).metrics
  const cut = race.run(params, 1, CUT).metrics
  return MEANS.map(means => ({
    means,
    staleness: calm[`${means}/staleness`],
    stalenessAfterCut: cut[`${means}/staleness`],
    requests: calm[`${means}/requests`]! / CLIENTS,
    connections: calm[`${means}/connections`]! / CLIENTS,
  }))
}
