import type { AnyScenario, ParamValue } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import { paramsOf } from '../engine/scenario.ts'
import { longPolling } from './long-polling.ts'
import { polling } from './polling.ts'
import { push } from './push.ts'
import { sse } from './sse.ts'
import { webhook } from './webhook.ts'
import { websocket } from './websocket.ts'

/** What a screen, or a service, needs of a late result. */
export interface RetrievalNeeds {
  /** Who wait at the same time. */
  clients: number
  /** The result is due so long after it is ready, at most. */
  freshness: Ms
  /** The user has to be notified with the application closed. */
  reachesClosedApp: boolean
  /** The client often sends, too. */
  goesBothWays: boolean
  /** Some proxies on the way cut or hold back streams. */
  hasHostileProxies: boolean
  /** The client is a service, which the server can call. */
  isService: boolean
}

/** What the deck's own server bears, unless a reader says otherwise: requests per second, and memory for open connections in bytes. */
export const SERVER_LIMITS = { rate: 1000, memory: 4e9 } as const

interface MeansEntry {
  scenario: unknown
  /** In the race, the parameters that differ from those with which its own slide opens; absent where it is not one of the race. */
  race?: Record<string, ParamValue>
  /** The server holds a connection, or a request, for each client that waits. */
  holdsConnection: boolean
  /** Of several that meet the needs, the first by this number is advised. */
  advisedAs: number
  meets: (needs: RetrievalNeeds) => boolean
}

const isScreen = ({ isService, reachesClosedApp, goesBothWays }: RetrievalNeeds) => !isService && !reachesClosedApp && !goesBothWays

/** Whether the server bears polls as frequent as the freshness asks for. */
function bearsPolling({ clients, freshness }: RetrievalNeeds): boolean {
  const { min, max } = polling.params.interval
  const { rate } = polling.predict({ ...paramsOf(polling), clients, interval: Math.min(max, Math.max(min, freshness)) })
  return freshness > 1000 && rate!.value <= SERVER_LIMITS.rate
}

/**
 * Every means of retrieving a late result, from the simplest to the richest: a means is an entry here, its scenario, and its words in
 * `locales/`. The slides' players, the race, the table and the chart of costs, and the advice all follow from it.
 */
export const means = {
  'polling': { scenario: polling, race: {}, holdsConnection: false, advisedAs: 4, meets: needs => isScreen(needs) && bearsPolling(needs) },
  'long-polling': { scenario: longPolling, race: {}, holdsConnection: true, advisedAs: 6, meets: isScreen },
  'sse': { scenario: sse, race: {}, holdsConnection: true, advisedAs: 5, meets: needs => isScreen(needs) && !needs.hasHostileProxies },
  'websocket': { scenario: websocket, race: {}, holdsConnection: true, advisedAs: 3, meets: needs => needs.goesBothWays },
  // All users gave their permission before, and workers take no time: the race compares neither.
  'push': { scenario: push, race: { isSubscribed: true, workerDelay: 0 }, holdsConnection: false, advisedAs: 2, meets: needs => needs.reachesClosedApp },
  // Nobody can call a browser.
  'webhook': { scenario: webhook, holdsConnection: false, advisedAs: 1, meets: needs => needs.isService },
} satisfies Record<string, MeansEntry>

export type Means = keyof typeof means
/** Those of the race. */
export type RaceMeans = { [K in Means]: typeof means[K] extends { race: object } ? K : never }[Means]

export const MEANS = Object.keys(means) as Means[]
export const RACE_MEANS = MEANS.filter(id => 'race' in means[id]) as RaceMeans[]

export const entryOf = (id: Means): MeansEntry => means[id]
export const scenarioOf = (id: Means) => means[id].scenario as unknown as AnyScenario

/** The parameters with which a means runs in a comparison: those of the comparison that it knows, the others as its own slide opens. */
export function comparedParams(id: Means, shared: object): Record<string, ParamValue> {
  const scenario = scenarioOf(id)
  const known = Object.entries(shared).filter(([name]) => name in scenario.params)
  return { ...paramsOf(scenario), ...Object.fromEntries(known), ...entryOf(id).race }
}
