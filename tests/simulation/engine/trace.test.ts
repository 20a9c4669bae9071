import type { Trace } from '../../../simulation/engine/trace.ts'
import { describe, expect, it } from 'vitest'
import { endOf, eventsUntil, momentsOf, startOf, valueAt } from '../../../simulation/engine/trace.ts'

const received = { kind: 'message', from: 'a', to: 'b', sentAt: 100, receivedAt: 300, label: 'get', tone: 'client' } as const
const lost = { ...received, sentAt: 200, receivedAt: null, lostAt: 350 } as const
const underWay = { ...received, sentAt: 250, receivedAt: null } as const
const span = { kind: 'span', lane: 'b', start: 300, end: 400, label: 'work', tone: 'server' } as const
const mark = { kind: 'mark', lane: 'a', at: 400, label: 'done', tone: 'success' } as const
const trace: Trace = { seed: 1, duration: 500, events: [received, lost, underWay, span, mark], series: {}, metrics: {} }

describe('an event', () => {
  it('begins when it is sent, starts or stands', () => {
    expect(trace.events.map(startOf)).toEqual([100, 200, 250, 300, 400])
  })

  it('ends when it is received, lost, over; under way it has not even begun to end', () => {
    expect(trace.events.map(endOf)).toEqual([300, 350, 250, 400, 400])
  })
})

describe('a counter', () => {
  const series = { at: [10, 20, 40], value: [1, 5, 2] }

  it.each([[9.999, null], [10, 1], [19, 1], [20, 5], [39.999, 5], [40, 2], [1000, 2]])('has at %d the value %o', (time, value) => {
    expect(valueAt(series, time)).toBe(value)
  })

  it('has no value at any time without a point', () => {
    expect(valueAt({ at: [], value: [] }, 5)).toBeNull()
  })
})

describe('the events until a time', () => {
  it('leave out those after it', () => {
    expect(eventsUntil(trace, 99)).toEqual([])
    expect(eventsUntil(trace, 100)).toHaveLength(1)
  })

  it('show messages under way as not received, and spans as ending then', () => {
    expect(eventsUntil(trace, 299)).toEqual([{ ...received, receivedAt: null, lostAt: undefined }, { ...lost, lostAt: undefined }, underWay])
    expect(eventsUntil(trace, 350)).toEqual([received, lost, underWay, { ...span, end: 350 }])
  })

  it('are all at the end, as they are', () => {
    expect(eventsUntil(trace, 500)).toEqual(trace.events)
  })
})

it('the moments of a trace are its starts and ends, each once and in order, before its end', () => {
  expect(momentsOf(trace)).toEqual([100, 200, 250, 300, 350, 400])
  expect(momentsOf({ ...trace, duration: 400 })).toEqual([100, 200, 250, 300, 350])
})
