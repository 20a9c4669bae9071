import type { AnyScenario } from '../engine/scenario.ts'
import { crash } from './crash.ts'
import { longPolling } from './long-polling.ts'
import { polling } from './polling.ts'
import { userProcess } from './process.ts'
import { push } from './push.ts'
import { race } from './race.ts'
import { sse } from './sse.ts'
import { websocket } from './websocket.ts'

const all = { polling, 'long-polling': longPolling, sse, push, websocket, race, 'process': userProcess, crash }

export type ScenarioId = keyof typeof all
/** The examples of one scenario, or of any. */
export type PresetId<Id extends ScenarioId = ScenarioId> = typeof all[Id]['presets'][number]['id']

/** Every scenario that the player can show, by its id. Here they share one type; each checks its own parameters. */
export const scenarios = all as unknown as Record<ScenarioId, AnyScenario>
