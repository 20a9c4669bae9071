import { describe, expect, it } from 'vitest'
import { createRecorder } from '../../../simulation/engine/recorder.ts'

const metrics = ['sent', 'open'] as const
const message = { from: 'a', to: 'b', sentAt: 1, label: 'get', tone: 'client' } as const
const span = { lane: 'a', start: 2, label: 'work', tone: 'server' } as const

describe('the recorder', () => {
  it('keeps events in the order recorded, as a message, a span and a mark', () => {
    const recorder = createRecorder(metrics)
    recorder.message(message).receivedAt = 5
    recorder.span(span)(4)
    recorder.mark({ lane: 'b', at: 3, label: 'done', tone: 'success' })
    expect(recorder.finish(7, 10)).toEqual({
      seed: 7,
      duration: 10,
      events: [
        { kind: 'message', ...message, receivedAt: 5 },
        { kind: 'span', ...span, end: 4 },
        { kind: 'mark', lane: 'b', at: 3, label: 'done', tone: 'success' },
      ],
      series: { sent: { at: [], value: [] }, open: { at: [], value: [] } },
      metrics: { sent: null, open: null },
    })
  })

  it('leaves a message that nobody received under way', () => {
    const recorder = createRecorder(metrics)
    recorder.message(message)
    expect(recorder.finish(1, 10).events).toEqual([{ kind: 'message', ...message, receivedAt: null }])
  })

  it('ends an open span with the run, and one that was ended where the last call said', () => {
    const recorder = createRecorder(metrics)
    recorder.span(span)
    const end = recorder.span({ ...span, start: 3 })
    end(5)
    end(6)
    expect(recorder.finish(1, 9.5).events.map(event => event.kind === 'span' && event.end)).toEqual([9.5, 6])
  })

  it('counts up from nothing, by one or an amount, and down', () => {
    const recorder = createRecorder(metrics)
    expect(recorder.value('sent')).toBeNull()
    recorder.add('sent', 1)
    recorder.add('sent', 2, 3)
    recorder.add('sent', 4, -1)
    expect(recorder.value('sent')).toBe(3)
    expect(recorder.value('open')).toBeNull()
    const { series, metrics: final } = recorder.finish(1, 10)
    expect(series.sent).toEqual({ at: [1, 2, 4], value: [1, 4, 3] })
    expect(final).toEqual({ sent: 3, open: null })
  })

  it('sets a counter, and hands out the counter itself', () => {
    const recorder = createRecorder(metrics)
    recorder.set('open', 1, 5)
    recorder.counter('open').add(2, 2)
    expect(recorder.finish(1, 10).series.open).toEqual({ at: [1, 2], value: [5, 7] })
  })

  it('raises a counter to a value above it, and keeps it otherwise', () => {
    const recorder = createRecorder(metrics)
    recorder.raise('open', 1, -2)
    expect(recorder.value('open')).toBe(-2)
    recorder.raise('open', 2, 5)
    recorder.raise('open', 3, 4)
    expect(recorder.finish(1, 10).series.open).toEqual({ at: [1, 2, 3], value: [-2, 5, 5] })
  })

  it('has one point for changes at one time, from the very start', () => {
    const recorder = createRecorder(metrics)
    recorder.set('sent', 0, 0)
    recorder.add('sent', 0)
    recorder.add('sent', 0.001)
    recorder.add('sent', 0.001)
    expect(recorder.finish(1, 1).series.sent).toEqual({ at: [0, 0.001], value: [1, 3] })
  })

  it('with a resolution has a point no more often, never earlier than the change, and within the duration', () => {
    const recorder = createRecorder(metrics, 50)
    recorder.set('sent', 0, 0)
    for (const at of [1, 49, 50, 50.001, 101])
      recorder.add('sent', at)
    const trace = recorder.finish(1, 101)
    expect(trace.series.sent).toEqual({ at: [0, 50, 100, 150], value: [0, 3, 4, 5] })
    expect(trace.duration).toBe(150)
  })

  it('ends open spans at the rounded duration', () => {
    const recorder = createRecorder(metrics, 50)
    recorder.span(span)
    expect(recorder.finish(1, 101).events).toMatchObject([{ end: 150 }])
  })
})
