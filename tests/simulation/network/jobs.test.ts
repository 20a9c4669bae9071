import type { Input } from '../../../simulation/engine/scenario.ts'
import { describe, expect, it } from 'vitest'
import { createJobs } from '../../../simulation/network/jobs.ts'
import { givenNetwork } from './given.ts'

/** Jobs of 1,000 ms unless said, and a log of their milestones. */
function given(options: Partial<Parameters<typeof createJobs>[0]> = {}, faults: Parameters<typeof givenNetwork>[0] = {}, speeds: Input[] = []) {
  const world = givenNetwork(faults)
  const { queue, recorder, network, write } = world
  const jobs = createJobs({
    queue,
    recorder,
    network,
    seed: 1,
    processing: 1000,
    distribution: 'fixed',
    onMilestone: (client, milestone) => write(`client ${client}, milestone ${milestone}`),
    ...options,
  })
  jobs.apply(speeds)
  const start = (at: number, client = 0) => queue.at(at, () => jobs.start(client))
  const spans = () => recorder.finish(1, queue.now).events.flatMap(event =>
    event.kind === 'span' ? [`${event.label} ${event.lane} ${event.start}–${event.end}`] : [])
  return { ...world, jobs, start, spans }
}

describe('a job of fixed work', () => {
  it('is ready after its time, and known to be', () => {
    const { jobs, start, run, spans, queue } = given()
    expect([jobs.isReady(0), jobs.readyAt(0), jobs.progress(0)]).toEqual([false, null, 0])
    start(10)
    queue.at(500, () => expect([jobs.isReady(0), jobs.readyAt(0), jobs.progress(0)]).toEqual([false, null, 0]))
    expect(run()).toEqual(['1010 client 0, milestone 1'])
    expect([jobs.isReady(0), jobs.readyAt(0), jobs.progress(0)]).toEqual([true, 1010, 1])
    expect(spans()).toEqual(['processing server 10–1010'])
  })

  it('is started once, however often it is asked for', () => {
    const { start, run, spans } = given()
    start(0)
    start(500)
    start(2000)
    expect(run()).toEqual(['1000 client 0, milestone 1'])
    expect(spans()).toEqual(['processing server 0–1000'])
  })

  it('passes milestones of equal work', () => {
    const { jobs, start, run, queue } = given({ milestones: 4 })
    start(0)
    queue.at(600, () => expect(jobs.progress(0)).toBe(2))
    expect(run()).toEqual([250, 500, 750, 1000].map((at, index) => `${at} client 0, milestone ${index + 1}`))
  })

  it('runs beside those of the other clients, the first three of which are shown', () => {
    const { start, run, spans } = given()
    for (let client = 0; client < 4; client++)
      start(client * 10, client)
    expect(run()).toEqual([0, 1, 2, 3].map(client => `${1000 + client * 10} client ${client}, milestone 1`))
    expect(spans()).toHaveLength(3)
  })

  it('tells how long it will take still', () => {
    const { jobs, start, run, queue } = given({}, {}, [{ at: 400, do: 'slow-worker' }])
    expect(jobs.expectedRemaining(0)).toBe(1000)
    const remaining: number[] = []
    start(0)
    for (const time of [300, 700, 5000])
      queue.at(time, () => remaining.push(Math.round(jobs.expectedRemaining(0))))
    run()
    // A slow worker does a third: 100 of work in 300 ms.
    expect(remaining).toEqual([700, 500, 0])
  })
})

describe('a job of random work', () => {
  const times = (seed: number) => {
    const { start, run, log } = given({ distribution: 'exponential', seed })
    for (let client = 0; client < 400; client++)
      start(0, client)
    return run().map((_, index) => Number(log[index]!.split(' ')[0]))
  }

  it('takes an exponential time, by seed and client', () => {
    const values = times(1)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean - 1000)).toBeLessThan(5 * 1000 / Math.sqrt(400))
    expect(values).not.toEqual(times(2))
    expect(values).toEqual(times(1))
  })

  it('is expected to take the mean still, whenever it is asked', () => {
    const { jobs, start, run, queue } = given({ distribution: 'exponential' })
    start(0)
    queue.at(1, () => expect(jobs.expectedRemaining(0)).toBe(1000))
    run()
  })
})

describe('a server that goes down', () => {
  it('loses the work since the last milestone, and no more', () => {
    const { start, run, spans } = given({ milestones: 2 }, { 'server-down': 800, 'server-up': 2000 })
    start(0)
    expect(run()).toEqual(['500 client 0, milestone 1', '2500 client 0, milestone 2'])
    expect(spans()).toEqual(['processing server 0–800', 'processing server 2000–2500'])
  })

  it('may go down once more, for jobs that the trace shows and for others', () => {
    const { start, run } = given({}, { 'server-down': [500, 600], 'server-up': 700 })
    start(0)
    start(0, 3)
    expect(run()).toEqual(['1700 client 0, milestone 1', '1700 client 3, milestone 1'])
  })

  it('does no work before it is up, whatever the network does', () => {
    const { start, run } = given({}, { 'server-down': 500, 'disconnect': 600, 'reconnect': 700 })
    start(0)
    expect(run()).toEqual([])
  })

  it('leaves a job that was ready as it was', () => {
    const { start, run, jobs, spans } = given({}, { 'server-down': 1500, 'server-up': 2000 })
    start(0)
    expect(run()).toEqual(['1000 client 0, milestone 1'])
    expect(jobs.readyAt(0)).toBe(1000)
    expect(spans()).toEqual(['processing server 0–1000'])
  })

  it('starts nothing anew when it was never down', () => {
    const { start, run, spans } = given({}, { 'server-up': 500, 'disconnect': 600, 'reconnect': 700 })
    start(0)
    expect(run()).toEqual(['1000 client 0, milestone 1'])
    expect(spans()).toEqual(['processing server 0–1000'])
  })

  it('goes on with all jobs in the order of their starts', () => {
    const { start, run } = given({}, { 'server-down': 500, 'server-up': 600 })
    start(0, 2)
    start(10, 1)
    expect(run()).toEqual(['1600 client 2, milestone 1', '1600 client 1, milestone 1'])
  })
})

describe('a slow worker', () => {
  it('does a third of the work in a time, until it is as before', () => {
    const { start, run, marks, spans } = given({ milestones: 2 }, {}, [{ at: 200, do: 'slow-worker' }, { at: 800, do: 'normal-worker' }])
    start(0)
    // 200 of work by 200, 400 by 800.
    expect(run()).toEqual(['900 client 0, milestone 1', '1400 client 0, milestone 2'])
    expect(marks()).toEqual(['slow-worker server 200 failure', 'normal-worker server 800 success'])
    expect(spans()).toEqual(['processing server 0–1400'])
  })

  it('is as slow for a job that comes later', () => {
    const { start, run } = given({}, {}, [{ at: 100, do: 'slow-worker' }])
    start(200)
    expect(run()).toEqual(['3200 client 0, milestone 1'])
  })

  it('stays slow over a server that was down, and touches no job that stands still', () => {
    const { start, run } = given({}, { 'server-down': 100, 'server-up': 300 }, [{ at: 200, do: 'slow-worker' }])
    start(0)
    expect(run()).toEqual(['3300 client 0, milestone 1'])
  })

  it('passes no milestone twice nor late by rounding, over many changes', () => {
    const speeds = Array.from({ length: 100 }, (_, index): Input => ({ at: 7 * (index + 1), do: index % 2 === 0 ? 'slow-worker' : 'normal-worker' }))
    const { start, run } = given({ processing: 1000 }, {}, speeds)
    start(0)
    // 51 intervals of 7 ms at full speed and 50 at a third until 707, then full speed again.
    const [line] = run()
    expect(Number(line!.split(' ')[0])).toBeCloseTo(700 + 1000 - 50 * 7 - 50 * 7 / 3, 2)
  })

  it('is not brought about by other inputs', () => {
    const { start, run, marks } = given({}, {}, [{ at: 100, do: 'disconnect' }, { at: 100, do: 'lose-next' }])
    start(0)
    expect(run()).toEqual(['1000 client 0, milestone 1'])
    expect(marks()).toEqual([])
  })
})
