import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { crash } from '../../../simulation/scenarios/crash.ts'

const initial = paramsOf(crash)
const killed = crash.presets[0].inputs!
const run = (params: Partial<typeof initial> = {}, inputs = killed) => crash.run({ ...initial, ...params }, 1, inputs).metrics

describe('metis killed while it handles messages', () => {
  it('loses nothing that the queue holds, and all that Emittery had in memory', () => {
    expect(run()).toMatchObject({ uploaded: 3, localDone: 1, localLost: 2, localCut: 2, published: 3, queueDone: 3, queueLost: 0, queueDuplicates: 0 })
  })

  it('has each delivery told: done, done twice or interrupted', () => {
    const { queueReceived, queueDone, queueDuplicates, queueCut } = run()
    expect(queueReceived).toBe(4)
    expect([queueDone, queueDuplicates, queueCut]).toEqual([3, 0, 1])
  })

  it('loses nothing while it is down when nothing was due', () => {
    const late = run({}, [{ at: 20_000, do: 'process-down' }, { at: 21_000, do: 'process-up' }])
    expect(late).toMatchObject({ localDone: 3, localLost: 0, queueDone: 3, queueReceived: 3, queueCut: 0 })
  })

  it('leaves messages in the queue for as long as it is down', () => {
    expect(run({}, [{ at: 100, do: 'process-down' }])).toMatchObject({ localDone: 0, published: 3, queueDone: 0, queueReceived: 0, queueDead: 0 })
  })
})

describe('core killed', () => {
  const core = { victim: 'core' } as const

  it('between the commit and the publication loses the event on SNS too', () => {
    expect(run(core)).toMatchObject({ localDone: 1, localLost: 2, published: 2, queueDone: 2, queueLost: 1, queueCut: 0 })
  })

  it('while it stores a document loses nothing of it: who uploads tries again', () => {
    const storing = [{ at: 2100, do: 'process-down' as const }, { at: 4500, do: 'process-up' as const }]
    expect(run(core, storing)).toMatchObject({ queueDone: 3, queueLost: 0, published: 3, localLost: 1, localDone: 2 })
  })

  it('with its messages in the database loses nothing on either side', () => {
    const done = { localDone: 3, localLost: 0, localCut: 2, published: 3, queueDone: 3, queueLost: 0, queueDuplicates: 0 }
    expect(run({ ...core, outbox: true })).toMatchObject(done)
  })

  it('before SNS has answered, an outbox publishes twice', () => {
    const unanswered = [{ at: 2450, do: 'process-down' as const }, { at: 4500, do: 'process-up' as const }]
    expect(run({ ...core, outbox: true }, unanswered)).toMatchObject({ published: 4, queueDone: 3, queueDuplicates: 1, queueLost: 0 })
    expect(run(core, unanswered)).toMatchObject({ published: 3, queueDone: 3, queueDuplicates: 0, queueLost: 0 })
  })

  it('beside a second process loses only what it held itself', () => {
    const first = [{ at: 800, do: 'process-down' as const }]
    expect(run({ ...core, instances: 2 }, first)).toMatchObject({ localDone: 2, localLost: 1, published: 2, queueLost: 1, queueDone: 2 })
    expect(run({ ...core, instances: 2, outbox: true }, first)).toMatchObject({ localDone: 3, localLost: 0, published: 3, queueLost: 0, queueDone: 3 })
  })
})

describe('a visibility timeout shorter than the handling', () => {
  it('has each message handled twice, though nothing failed', () => {
    expect(run({ visibility: 2000 }, [])).toMatchObject({ queueDone: 3, queueDuplicates: 3, queueReceived: 6 })
  })

  it('ends in the dead-letter queue where the subscriber never comes to the deletion in time', () => {
    expect(run({ visibility: 1000, handling: 8000 }, []).queueDead).toBe(3)
  })
})

it.each([1, 2])('without a crash, each message is handled once on both sides, %i processes of Core', (instances) => {
  const none = { localLost: 0, localCut: 0, queueLost: 0, queueCut: 0, queueDuplicates: 0, queueDead: 0 }
  expect(run({ instances }, [])).toEqual({ uploaded: 3, localDone: 3, published: 3, queueDone: 3, queueReceived: 3, ...none })
})
