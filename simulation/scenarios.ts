import type { AnyScenario } from './scenario.ts'
import { polling } from './polling.ts'

const all = { polling }

export type ScenarioId = keyof typeof all

/** Every scenario that the player can show. Each checks its own parameters' types; here they are all alike. */
export const scenarios = all as unknown as Record<ScenarioId, AnyScenario>
