import type { Ms, Series, Trace, TraceEvent, TraceMark, TraceMessage, TraceSpan } from './trace.ts'

type Without<T, K extends string> = Omit<T, K>

export interface Recorder<M extends string> {
  /** Begins a message; who sent it tells its arrival or loss to the object returned. */
  message: (message: Without<TraceMessage, 'kind' | 'receivedAt'>) => TraceMessage
  /** Begins a span; the function returned ends it, the last time it is called. An open span ends with the run. */
  span: (span: Without<TraceSpan, 'kind' | 'end'>) => (end: Ms) => void
  mark: (mark: Without<TraceMark, 'kind'>) => void
  /** Adds to a counter. */
  add: (metric: M, at: Ms, amount?: number) => void
  /** Gives a counter a new value. */
  set: (metric: M, at: Ms, value: number) => void
  value: (metric: M) => number | null
  finish: (seed: number, duration: Ms) => Trace<M>
}

/**
 * Collects what a run does, in the order it does it.
 * @param metrics names of the counters
 * @param resolution times of a counter closer than this are one: with many clients, each change is not worth a point
 */
export function createRecorder<M extends string>(metrics: readonly M[], resolution: Ms = 0): Recorder<M> {
  const events: TraceEvent[] = []
  const series = Object.fromEntries(metrics.map(name => [name, { at: [], value: [] }])) as unknown as Record<M, Series>
  const open = new Set<TraceSpan>()
  const last = ({ value }: Series) => value.length > 0 ? value[value.length - 1]! : null

  function set(metric: M, at: Ms, value: number) {
    const points = series[metric]
    const time = resolution > 0 ? Math.ceil(at / resolution) * resolution : at
    if (points.at.length > 0 && points.at[points.at.length - 1]! >= time) {
      points.value[points.value.length - 1] = value
    }
    else {
      points.at.push(time)
      points.value.push(value)
    }
  }

  return {
    message(message) {
      const event: TraceMessage = { kind: 'message', ...message, receivedAt: null }
      events.push(event)
      return event
    },
    span(span) {
      const event: TraceSpan = { kind: 'span', ...span, end: Infinity }
      events.push(event)
      open.add(event)
      return (end) => {
        event.end = end
        open.delete(event)
      }
    },
    mark: mark => void events.push({ kind: 'mark', ...mark }),
    add: (metric, at, amount = 1) => set(metric, at, (last(series[metric]) ?? 0) + amount),
    set,
    value: metric => last(series[metric]),
    finish(seed, duration) {
      for (const span of open)
        span.end = duration
      // A counter's last change is rounded up to the resolution, beyond the end it may be.
      for (const name of metrics) {
        const { at } = series[name]
        if (at.length > 0)
          at[at.length - 1] = Math.min(at[at.length - 1]!, duration)
      }
      const ends = Object.fromEntries(metrics.map(name => [name, last(series[name])])) as Record<M, number | null>
      return { seed, duration, events, series, metrics: ends }
    },
  }
}
