import { describe, expect, it } from 'vitest'
import { createEventQueue } from '../../../simulation/engine/event-queue.ts'

/** A queue, and a log of what its events write, with the time. */
function given(options?: Parameters<typeof createEventQueue>[0]) {
  const queue = createEventQueue(options)
  const log: string[] = []
  const write = (text: string) => () => void log.push(`${queue.now} ${text}`)
  return { queue, log, write }
}

describe('the event queue', () => {
  it('handles events in the order of their times, those of one time in the order scheduled', () => {
    const { queue, log, write } = given()
    queue.at(20, write('c'))
    queue.at(10, write('a'))
    queue.at(20, write('d'))
    queue.after(15, write('b'))
    queue.run()
    expect(log).toEqual(['10 a', '15 b', '20 c', '20 d'])
    expect(queue.now).toBe(20)
    expect(queue.handled).toBe(4)
  })

  it('handles events that events schedule, also for the present time', () => {
    const { queue, log, write } = given()
    queue.at(10, () => {
      queue.after(5, write('later'))
      queue.at(10, write('now'))
    })
    queue.run()
    expect(log).toEqual(['10 now', '15 later'])
  })

  it('fires an event that is an object, unless it is cancelled meanwhile', () => {
    const { queue, log, write } = given()
    const cancelled = { isCancelled: false, fire: write('cancelled') }
    queue.at(10, { fire: write('fired') })
    queue.at(20, cancelled)
    queue.at(15, () => cancelled.isCancelled = true)
    queue.run()
    expect(log).toEqual(['10 fired'])
    expect(queue.now).toBe(15)
    expect(queue.handled).toBe(2)
  })

  it('cancels a timer, once or twice, and lets another fire', () => {
    const { queue, log, write } = given()
    const cancel = queue.timer(10, write('a'))
    queue.timer(30, write('b'))
    cancel()
    cancel()
    queue.run()
    expect(log).toEqual(['30 b'])
    expect(queue.handled).toBe(1)
  })

  it('runs up to a time, that time included, and on from there', () => {
    const { queue, log, write } = given()
    queue.at(10, write('a'))
    queue.at(20, write('b'))
    queue.run(9.999)
    expect([log.length, queue.now]).toEqual([0, 0])
    queue.run(10)
    expect(log).toEqual(['10 a'])
    queue.run(19)
    queue.after(2, write('from now'))
    queue.run()
    expect(log).toEqual(['10 a', '12 from now', '20 b'])
  })

  it('drops events after its end, and handles one at its end', () => {
    const { queue, log, write } = given({ end: 100 })
    queue.at(100, write('last'))
    queue.at(100.001, write('late'))
    queue.run()
    expect(log).toEqual(['100 last'])
  })

  it('stops after so many events, and not at cancelled ones', () => {
    const { queue, log, write } = given({ maxEvents: 2 })
    queue.at(1, { isCancelled: true, fire: write('cancelled') })
    for (const time of [10, 20, 30])
      queue.at(time, write('event'))
    queue.run()
    expect(log).toEqual(['10 event', '20 event'])
    queue.run()
    expect(queue.handled).toBe(2)
  })

  it('keeps times to the microsecond', () => {
    const { queue } = given()
    queue.at(0.0014, () => {})
    queue.run()
    expect(queue.now).toBe(0.001)
    queue.at(1.0015, () => {})
    queue.run()
    expect(queue.now).toBe(1.002)
  })

  it.each([9, 9.999, -1, Number.NaN])('throws at %d, once the clock stands at 10, and says so', (time) => {
    const { queue } = given()
    queue.at(10, () => {})
    queue.run()
    expect(() => queue.at(time, () => {})).toThrow(new RangeError(`An event at ${time} ms: the clock stands at 10 ms and ends at 2147483.647 ms.`))
  })

  it('holds 35 minutes and no more', () => {
    const { queue, log, write } = given()
    queue.at(2_147_483.647, write('last'))
    expect(() => queue.at(2_147_483.648, write('late'))).toThrow(RangeError)
    queue.run()
    expect(log).toEqual(['2147483.647 last'])
  })

  it('lets go of an event that was handled, and schedules the next in its place', () => {
    const { queue, log, write } = given()
    for (let round = 0; round < 3; round++) {
      queue.after(1, write(`${round}`))
      queue.after(1, write(`${round}`))
      queue.run()
    }
    expect(log).toEqual(['1 0', '1 0', '2 1', '2 1', '3 2', '3 2'])
  })
})
