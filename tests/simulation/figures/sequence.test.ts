import type { Trace } from '../../../simulation/engine/trace.ts'
import { describe, expect, it } from 'vitest'
import { paramsOf } from '../../../simulation/engine/scenario.ts'
import { FIGURE, flightsAt, layOut, positionOf } from '../../../simulation/figures/sequence.ts'
import { scenarios } from '../../../simulation/scenarios/index.ts'

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

const drawn = Object.values(scenarios).filter(scenario => scenario.lanes(paramsOf(scenario)).length > 0).flatMap(scenario => scenario.presets.map(preset => [scenario.id, preset.id, scenario, preset] as const))

it.each(drawn)('texts of %s, %s, stand on no other and in the drawing', (_, __, scenario, preset) => {
  const params = paramsOf(scenario, preset)
  const { labels, height } = layOut(scenario.run(params, preset.seed ?? 1, preset.inputs ?? []), scenario.lanes(params), ({ label }) => label)
  const boxes = labels.map(({ x, y, text, anchor }) => {
    const width = text.length * 7
    const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2
    return { left, right: left + width, top: y - 11, bottom: y + 3 }
  })
  expect(labels.length).toBeGreaterThan(0)
  for (const [index, box] of boxes.entries()) {
    expect(box.left).toBeGreaterThanOrEqual(0)
    expect(box.right).toBeLessThanOrEqual(FIGURE.width)
    expect(box.bottom).toBeLessThanOrEqual(height)
    const others = boxes.slice(index + 1).filter(other => other.left < box.right && other.right > box.left && other.top < box.bottom && other.bottom > box.top)
    expect(others, labels[index]!.text).toEqual([])
  }
})
