import type { AnyScenario } from '../engine/scenario.ts'
import type { Means } from './means.ts'
import { crash } from './crash.ts'
import { means } from './means.ts'
import { userProcess } from './process.ts'
import { race } from './race.ts'

type OfMeans = { [K in Means]: typeof means[K]['scenario'] }
const ofMeans = Object.fromEntries(Object.entries(means).map(([id, { scenario }]) => [id, scenario])) as unknown as OfMeans
const all = { ...ofMeans, race, process: userProcess, crash }

export type ScenarioId = keyof typeof all
/** The examples of one scenario, or of any. */
export type PresetId<Id extends ScenarioId = ScenarioId> = typeof all[Id]['presets'][number]['id']

/** Every scenario that the player can show, by its id. Here they share one type; each checks its own parameters. */
export const scenarios = all as unknown as Record<ScenarioId, AnyScenario>
