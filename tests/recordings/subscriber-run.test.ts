import type { RunPlan } from '../../recordings/subscriber-run.ts'
import type { HandlingAttempt, Way } from '../../simulation/formulas/subscriber-runs.ts'
import { describe, expect, it } from 'vitest'
import { recordRun, RETRY_WAIT } from '../../recordings/subscriber-run.ts'
import { endOf, handlingTime, overlap, overlapOf, publishingTime, WAYS } from '../../simulation/formulas/subscriber-runs.ts'

const SUBSCRIBERS = ['Status', 'Task', 'Email']
const DURATIONS = [300, 200, 100]

/** Three subscribers at one event, or at two published together; those named fail at their first attempt. */
function plan({ failing = [], events = 1 }: { failing?: string[], events?: number } = {}): RunPlan {
  return {
    publishedAt: [0, 0].slice(0, events),
    subscribers: SUBSCRIBERS,
    handling: (_, subscriber) => ({ duration: DURATIONS[subscriber]!, fails: failing.includes(SUBSCRIBERS[subscriber]!) }),
  }
}

function told(attempts: HandlingAttempt[]) {
  return attempts.map(({ event, subscriber, from, to, failed }) =>
    `${'AB'[event]} ${SUBSCRIBERS[subscriber]} ${from}–${to}${failed ? ' failed' : ''}`)
}

describe('one event for three subscribers of 300, 200 and 100 ms', () => {
  it.each([['async', 0], ['sync', 300], ['serial', 0]] as const)('in mode %s, all run at once and publish resolves after %i ms', async (mode, time) => {
    const { publications, attempts } = await recordRun(mode, plan())
    expect(publications).toEqual([{ event: 0, from: 0, to: time, errors: [] }])
    expect(told(attempts)).toEqual(['A Status 0–300', 'A Task 0–200', 'A Email 0–100'])
  })

  it('by emitSerial, they run one after the other and it resolves after their sum', async () => {
    const { publications, attempts } = await recordRun('emitSerial', plan())
    expect(publications).toEqual([{ event: 0, from: 0, to: 600, errors: [] }])
    expect(told(attempts)).toEqual(['A Status 0–300', 'A Task 300–500', 'A Email 500–600'])
  })
})

describe('a failing subscriber', () => {
  it.each(['async', 'serial'] as const)('in mode %s, does not reach the publisher, and is tried again alone', async (mode) => {
    const { publications, attempts } = await recordRun(mode, plan({ failing: ['Task'] }))
    expect(publications).toEqual([{ event: 0, from: 0, to: 0, errors: [] }])
    expect(told(attempts)).toEqual(['A Status 0–300', 'A Task 0–200 failed', `A Task ${200 + RETRY_WAIT}–600`, 'A Email 0–100'])
  })

  it('in mode sync, makes publish reject with its error, once the slowest is done, and is not tried again', async () => {
    const { publications, attempts } = await recordRun('sync', plan({ failing: ['Email'] }))
    expect(publications).toEqual([{ event: 0, from: 0, to: 300, errors: ['Email'] }])
    expect(told(attempts)).toEqual(['A Status 0–300', 'A Task 0–200', 'A Email 0–100 failed'])
  })

  it('in mode sync, is told of with the others that fail', async () => {
    const { publications } = await recordRun('sync', plan({ failing: ['Task', 'Email'] }))
    expect(publications[0]!.errors).toEqual(['Task', 'Email'])
  })

  it('by emitSerial, keeps those after it from running', async () => {
    const { publications, attempts } = await recordRun('emitSerial', plan({ failing: ['Task'] }))
    expect(publications).toEqual([{ event: 0, from: 0, to: 500, errors: ['Task'] }])
    expect(told(attempts)).toEqual(['A Status 0–300', 'A Task 300–500 failed'])
  })
})

describe('two events published together', () => {
  it('run at once in mode async', async () => {
    const { attempts } = await recordRun('async', plan({ events: 2 }))
    expect(attempts.every(({ from }) => from === 0)).toBe(true)
  })

  it('run one at a time per subscriber in mode serial', async () => {
    const { attempts } = await recordRun('serial', plan({ events: 2 }))
    expect(told(attempts.filter(({ event }) => event === 1))).toEqual(['B Status 300–600', 'B Task 200–400', 'B Email 100–200'])
  })
})

describe('a of 300 ms and B of 100 ms, one subscriber', () => {
  const overtaking = (fails = false, gap = 0): RunPlan => ({
    publishedAt: [0, gap],
    subscribers: ['Salesforce'],
    handling: event => ({ duration: [300, 100][event]!, fails: fails && event === 0 }),
  })

  it('overlap by emitSerial: B overtakes A', async () => {
    expect(overlapOf(await recordRun('emitSerial', overtaking()))).toEqual({ firstEnd: 300, secondStart: 0, secondEnd: 100, together: 100 })
  })

  it('follow each other in a queue', async () => {
    expect(overlapOf(await recordRun('serial', overtaking()))).toEqual({ firstEnd: 300, secondStart: 300, secondEnd: 400, together: 0 })
  })

  it('keep their places in a queue when A fails and is tried again', async () => {
    expect(overlapOf(await recordRun('serial', overtaking(true)))).toEqual({ firstEnd: 800, secondStart: 800, secondEnd: 900, together: 0 })
  })

  it.each([0, 100, 250, 300, 400])('agree with the closed forms, B published %i ms after A', async (gap) => {
    for (const way of ['emitSerial', 'serial'] as const) {
      for (const fails of [false, true]) {
        const measured = overlapOf(await recordRun(way, overtaking(fails, gap)))
        expect(measured).toEqual(overlap(way, { duration: 300, fails }, { duration: 100, fails: false }, { gap, wait: RETRY_WAIT }))
      }
    }
  })
})

it.each(WAYS)('in way %s, every run takes what the closed forms say', async (way: Way) => {
  for (const durations of [[300, 200, 100], [50, 600, 350], [100, 100, 100]]) {
    for (const events of [1, 2]) {
      for (const failing of [0b000, 0b001, 0b010, 0b100, 0b111]) {
        const works = durations.map((duration, index) => ({ duration, fails: (failing >> index & 1) === 1 }))
        const recording = await recordRun(way, {
          publishedAt: [0, 0].slice(0, events),
          subscribers: SUBSCRIBERS,
          handling: (_, subscriber) => works[subscriber]!,
        })
        expect(recording.publications.map(({ to }) => to)).toEqual(Array.from({ length: events }, () => publishingTime(way, works)))
        expect(endOf(recording)).toBe(handlingTime(way, works, { events, wait: RETRY_WAIT }))
      }
    }
  }
})
