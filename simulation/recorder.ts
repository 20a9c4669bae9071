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
  finish: (seed: number, end: Ms) => Trace<M>
}

/** Later rather than sooner: before an input, nothing shows what comes of it. */
function roundUp(at: Ms, resolution: Ms): Ms {
  return resolution > 0 ? Math.ceil(at / resolution) * resolution : at
}

/** A counter through time, as its `Series` says. */
class Counter implements Series {
  readonly at: Ms[] = []
  readonly value: number[] = []
  /** The last value; null before the first. */
  now: number | null = null
  readonly resolution: Ms

  constructor(resolution: Ms) {
    this.resolution = resolution
  }

  set(at: Ms, value: number) {
    const time = roundUp(at, this.resolution)
    const last = this.at.length - 1
    this.now = value
    if (last >= 0 && this.at[last]! >= time) {
      this.value[last] = value
    }
    else {
      this.at.push(time)
      this.value.push(value)
    }
  }
}

/**
 * Collects what a run does, in the order it does it.
 * @param metrics names of the counters
 * @param resolution times of a counter closer than this are one: with many clients, each change is not worth a point
 */
export function createRecorder<M extends string>(metrics: readonly M[], resolution: Ms = 0): Recorder<M> {
  const events: TraceEvent[] = []
  const counters = Object.fromEntries(metrics.map(name => [name, new Counter(resolution)])) as Record<M, Counter>
  const open = new Set<TraceSpan>()

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
    add(metric, at, amount = 1) {
      const counter = counters[metric]
      counter.set(at, (counter.now ?? 0) + amount)
    },
    set: (metric, at, value) => counters[metric].set(at, value),
    value: metric => counters[metric].now,
    finish(seed, end) {
      // The last changes of the counters are within.
      const duration = roundUp(end, resolution)
      for (const span of open)
        span.end = duration
      const series = {} as Record<M, Series>
      const ends = {} as Record<M, number | null>
      for (const name of metrics) {
        const { at, value, now } = counters[name]
        series[name] = { at, value }
        ends[name] = now
      }
      return { seed, duration, events, series, metrics: ends }
    },
  }
}
