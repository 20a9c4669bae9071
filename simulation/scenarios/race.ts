import type { Input, Scenario, Unit } from '../engine/scenario.ts'
import type { Ms, Series, Trace, TraceEvent } from '../engine/trace.ts'
import type { RaceMeans } from './means.ts'
import type { RetrievalAssumption, RetrievalInput, RetrievalParams } from './retrieval.ts'
import { longPolling } from './long-polling.ts'
import { comparedParams, RACE_MEANS, scenarioOf } from './means.ts'
import { polling } from './polling.ts'
import { retrievalAssumptions, retrievalInputs, retrievalParams } from './retrieval.ts'

export interface RaceParams extends RetrievalParams {
  /** Polling interval: I. */
  interval: Ms
  /** Time-out of long polling: τ. */
  timeout: Ms
  /** How late clients learn of the result by `betOn` in the mean, as the audience bets; 0 for no bet. Without effect on the race. */
  bet: Ms
  betOn: RaceMeans
}

/** Counters of each means. `lastKnown` is the time at which the last client got its result, without a value before. */
const UNITS = { known: 'count', staleness: 'ms', requests: 'count', connections: 'count', bytes: 'bytes', lastKnown: 'ms' } as const
const COUNTED = Object.keys(UNITS) as (keyof typeof UNITS)[]
export type RaceMetric = `${RaceMeans}/${keyof typeof UNITS}`
type RaceInput = Exclude<RetrievalInput, 'lose-next'>
export type RacePreset = 'calm' | 'tunnel' | 'server-down' | 'impatient' | 'one-client'

/** The maximum of a counter through time. */
function maximumOf({ at, value }: Series): Series {
  let highest = 0
  const rising: Series = { at: [], value: [] }
  for (const [index, time] of at.entries()) {
    if (value[index]! <= highest)
      continue
    highest = value[index]!
    rising.at.push(time)
    rising.value.push(highest)
  }
  return rising
}

/** A message lost is another one for each means. */
const { 'lose-next': _, ...raceInputs } = retrievalInputs

const units = Object.fromEntries(RACE_MEANS.flatMap(means => COUNTED.map(name => [`${means}/${name}`, UNITS[name]]))) as Record<RaceMetric, Unit>

const finalValue = ({ value }: Series) => value.at(-1) ?? null

/**
 * The means on the same work: the same draws for the same clients, the same faults at the same times. A means ignores
 * the faults that its scenario does not take.
 */
export const race: Scenario<RaceParams, RaceMetric, RacePreset, RaceInput, RetrievalAssumption> = {
  id: 'race',
  params: {
    interval: polling.params.interval,
    ...retrievalParams,
    clients: { ...retrievalParams.clients, max: 1000, initial: 60 },
    distribution: { ...retrievalParams.distribution, initial: 'exponential', isAdvanced: false },
    timeout: { ...longPolling.params.timeout, isAdvanced: true },
    bet: { kind: 'number', unit: 'ms', min: 0, max: 10_000, step: 100, initial: 0, isAside: true },
    betOn: { kind: 'choice', options: RACE_MEANS, initial: 'polling', isAside: true },
  },
  metrics: units,
  inputs: raceInputs,
  assumptions: retrievalAssumptions,
  // The audience bets before it sees the end.
  presets: [
    { id: 'calm', t: 0 },
    { id: 'tunnel', t: 0, inputs: [{ at: 6000, do: 'disconnect' }, { at: 16_000, do: 'reconnect' }] },
    { id: 'server-down', t: 0, inputs: [{ at: 6000, do: 'server-down' }, { at: 12_000, do: 'server-up' }] },
    { id: 'impatient', t: 0, params: { interval: 1000 } },
    { id: 'one-client', t: 0, params: { clients: 1, distribution: 'fixed', processing: 12_500 } },
  ],
  lanes: () => [],

  run(params, seed, inputs) {
    const traces = RACE_MEANS.map(means => runOne(means, params, seed, inputs))
    const series = Object.assign({}, ...traces.map(({ series }) => series)) as Trace<RaceMetric>['series']
    const metrics = Object.fromEntries(Object.entries<Series>(series).map(([name, values]) => [name, finalValue(values)])) as Trace<RaceMetric>['metrics']
    return {
      seed,
      duration: Math.max(...traces.map(({ duration }) => duration)),
      events: traces.flatMap(({ events }) => events).sort((a, b) => a.at - b.at),
      series,
      metrics,
    }
  },

  predict: () => ({}),
}

function runOne(means: RaceMeans, params: RaceParams, seed: number, inputs: readonly Input[]) {
  const scenario = scenarioOf(means)
  const trace = scenario.run(comparedParams(means, params), seed, inputs.filter(({ do: kind }) => Object.hasOwn(scenario.inputs, kind)))
  const none: Series = { at: [0], value: [0] }
  const { known, staleness, requests, bytes, connections } = trace.series
  const done = known!.value.indexOf(params.clients)
  const lastKnown: Series = done < 0 ? { at: [], value: [] } : { at: [known!.at[done]!], value: [known!.at[done]!] }
  const counted = { known, staleness, requests, bytes, connections: connections ? maximumOf(connections) : none, lastKnown }
  return {
    duration: trace.duration,
    events: lastKnown.at.map((at): Extract<TraceEvent, { kind: 'mark' }> => ({ kind: 'mark', lane: means, at, label: 'all-known', tone: 'success' })),
    series: Object.fromEntries(Object.entries(counted).map(([name, series]) => [`${means}/${name}`, series])),
  }
}
