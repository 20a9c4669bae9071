import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { crash } from '../../../simulation/scenarios/crash.ts'

const initial = paramsOf(crash)
const killed = crash.presets[0].inputs!
const run = (params = {}, inputs = killed) => crash.run({ ...initial, ...params }, 1, inputs).metrics

describe('a process killed while it handles messages', () => {
  it('loses what Emittery had in memory and what it was to publish, nothing that a queue holds', () => {
    expect(run()).toMatchObject({ published: 3, localDone: 0, localLost: 3, queueDone: 3, queueDuplicates: 0 })
  })

  it('has the queue give out again what was not deleted', () => {
    expect(run().queueReceived).toBe(5)
  })

  it('loses nothing while it is down when nothing was due', () => {
    expect(run({}, [{ at: 20_000, do: 'process-down' }, { at: 21_000, do: 'process-up' }])).toMatchObject({ localDone: 3, localLost: 0, queueReceived: 3 })
  })

  it('leaves messages in the queue for as long as it is down', () => {
    expect(run({}, [{ at: 100, do: 'process-down' }])).toMatchObject({ localDone: 0, localLost: 3, queueDone: 0, queueReceived: 0, queueDead: 0 })
  })
})

describe('a visibility timeout shorter than the handling', () => {
  it('has each message handled twice, though nothing failed', () => {
    expect(run({ visibility: 2000 }, [])).toMatchObject({ queueDone: 3, queueDuplicates: 3 })
  })

  it('ends in the dead-letter queue where the subscriber never comes to the deletion in time', () => {
    expect(run({ visibility: 1000, handling: 8000, receptions: 2 }, []).queueDead).toBe(3)
  })
})

it('without a crash, each message is handled once on both sides', () => {
  expect(run({}, [])).toEqual({ published: 3, localDone: 3, localLost: 0, queueDone: 3, queueReceived: 3, queueDuplicates: 0, queueDead: 0 })
})
