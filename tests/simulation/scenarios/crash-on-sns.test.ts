import { expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { crash, crashWith } from '../../../simulation/scenarios/crash.ts'
import runs from './crash-on-sns.json' with { type: 'json' }

/** The story of `npm run sns -- --slow`: times of `scripts/sns-process.ts`, on one machine. A visibility that is extended is one that is long enough. */
const times = { events: 3, spacing: 400, handling: 3000, visibility: 5000, storing: 0 }
const story = { ...paramsOf(crash), ...times, outbox: true }
const onOneMachine = crashWith(0)
/** When the simulation's first document is uploaded. */
const START = 500

it('as many kills are recorded as `npm run record:sns` makes', () => expect(runs).toHaveLength(12))

it.each(runs)('$kill of $cores killed at $killedAt ms: the simulation counts what the processes did', (run) => {
  const { kill, cores, killedAt, upAt, published, deliveries, read, duplicates, interrupted } = run
  const params = { ...story, victim: kill as 'core' | 'metis', instances: cores }
  const inputs = [{ at: START + killedAt, do: 'process-down' as const }, ...upAt !== null ? [{ at: START + upAt, do: 'process-up' as const }] : []]
  expect(onOneMachine.run(params, 1, inputs).metrics).toMatchObject({
    published,
    queueReceived: deliveries,
    queueDone: read,
    queueDuplicates: duplicates,
    queueCut: interrupted,
    queueLost: 0,
    queueDead: 0,
  })
})
