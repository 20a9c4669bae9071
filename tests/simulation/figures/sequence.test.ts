import type { Trace, TraceEvent } from '../../../simulation/engine/trace.ts'
import { describe, expect, it } from 'vitest'
import { areaOf, FIGURE, flightsAt, layOut, positionOf } from '../../../simulation/figures/sequence.ts'

const lanes = [{ id: 'client-1', tone: 'client' as const }, { id: 'server', tone: 'server' as const }]
const message = { kind: 'message' as const, from: 'client-1', to: 'server', sentAt: 1000, receivedAt: 3000, label: 'get', tone: 'client' as const }
const trace: Trace = { seed: 1, duration: 10_000, events: [message], series: {}, metrics: {} }

describe('a message in the figure', () => {
  it('is under way between its sending and its arrival', () => {
    expect([0, 1000, 2000, 3000].map(at => positionOf(message, at))).toEqual([undefined, 0, 0.5, undefined])
  })

  it('goes half the way when it is lost', () => {
    expect(positionOf({ ...message, receivedAt: null, lostAt: 3000 }, 2000)).toBe(0.25)
  })

  it('flies at the playhead, between its lanes', () => {
    const figure = layOut(trace, lanes, () => 'GET')
    const [flight] = flightsAt(trace, figure, 2000)
    expect(flight).toEqual({ x: figure.x(2000), y: (figure.lanes[0]!.y + figure.lanes[1]!.y) / 2, tone: 'client' })
    expect(flightsAt(trace, figure, 3500)).toEqual([])
  })

  it('is not drawn on lanes that are not shown', () => {
    expect(layOut(trace, lanes.slice(0, 1), () => 'GET').arrows).toEqual([])
  })
})

/** The labels of a figure of these events, on the two lanes. */
function labelsOf(...events: TraceEvent[]) {
  return layOut({ ...trace, events }, lanes, ({ label }) => label).labels.map(({ text, anchor }) => `${text} ${anchor}`)
}
const mark = (at: number, label: string) => ({ kind: 'mark' as const, lane: 'client-1', at, label, tone: 'success' as const })
const span = (start: number, end: number, label: string) => ({ kind: 'span' as const, lane: 'server', start, end, label, tone: 'server' as const })

describe('a label', () => {
  it('of a message that goes down stands on the left of its arrow, of one that goes up on the right', () => {
    expect(labelsOf({ ...message, receivedAt: 1200 })).toEqual(['get end'])
    expect(labelsOf({ ...message, receivedAt: 1200, from: 'server', to: 'client-1' })).toEqual(['get start'])
  })

  it('goes to the other side where there is no room for it', () => {
    expect(labelsOf({ ...message, sentAt: 0, receivedAt: 100 })).toEqual(['get end'])
    expect(labelsOf({ ...message, sentAt: 0, receivedAt: 100, label: 'a very long label' })).toEqual(['a very long label start'])
    expect(labelsOf(mark(9900, 'done'))).toEqual(['done end'])
  })

  it('is left out where no place is free, and the event drawn without it', () => {
    const twice = [mark(5000, 'a'), mark(5000, 'b'), mark(5000, 'c'), mark(5000, 'd'), mark(5000, 'e'), mark(5000, 'f')]
    const figure = layOut({ ...trace, events: twice }, lanes, ({ label }) => label.repeat(8))
    expect(figure.marks).toHaveLength(6)
    expect(figure.labels.length).toBeLessThan(6)
    expect(figure.labels[0]).toMatchObject({ text: 'aaaaaaaa', anchor: 'end' })
  })

  it('keeps clear of what is drawn after its event, too', () => {
    expect(labelsOf(span(2000, 6000, 'work'))).toEqual(['work start'])
    const [under] = layOut({ ...trace, events: [span(2000, 6000, 'work')] }, lanes, ({ label }) => label).labels
    const crossed = layOut({ ...trace, events: [span(2000, 6000, 'work'), { ...message, sentAt: 2050, receivedAt: 2600 }] }, lanes, ({ label }) => label)
    expect(under!.y).toBeGreaterThan(crossed.lanes[1]!.y)
    expect(crossed.labels.find(({ text }) => text === 'work')).toMatchObject({ y: under!.y })
  })

  it('is none where the event has no words', () => {
    expect(layOut(trace, lanes, () => '').labels).toEqual([])
  })
})

describe('spans of one lane', () => {
  it('share its height while they overlap', () => {
    const { bars } = layOut({ ...trace, events: [span(0, 4000, 'a'), span(2000, 6000, 'b'), span(4000, 8000, 'c')] }, lanes, () => '')
    const [a, b, c] = bars
    expect([a!.height, b!.height, c!.height]).toEqual([6, 6, 6])
    expect(b!.y).toBe(a!.y + FIGURE.bar / 2)
    expect(c!.y).toBe(a!.y)
  })
})

it('a lost message is an arrow without a head that ends half way, where its loss is marked', () => {
  const { arrows, losses, x, lanes: [client, server] } = layOut({ ...trace, events: [{ ...message, receivedAt: null, lostAt: 3000 }] }, lanes, () => '')
  expect(losses).toEqual([{ x: x(2000), y: (client!.y + server!.y) / 2 }])
  const start = `${Math.round(x(1000) * 10) / 10} ${client!.y + FIGURE.bar / 2}`
  expect(arrows).toEqual([{ tone: 'client', path: `M${start}L${x(2000)} ${(client!.y + server!.y) / 2}` }])
})

it('the area of a counter rises by steps from the start to the end', () => {
  const path = areaOf({ at: [0, 500], value: [0, 2] }, { x: at => at / 10, most: 4, bottom: 100, height: 40, duration: 1000 })
  expect(path).toBe('M0 100H0V100H50V80H100V100Z')
})
