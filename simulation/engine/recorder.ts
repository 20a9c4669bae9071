import type { Ms, Series, Trace, TraceEvent, TraceMark, TraceMessage, TraceSpan } from './trace.ts'

type Without<T, K extends string> = Omit<T, K>

export interface Recorder<M extends string> {
  /** Begins a message; who sent it tells its arrival or loss to the object returned. */
  message: (message: Without<TraceMessage, 'kind' | 'receivedAt'>) => TraceMessage
  /** Begins a span; the function returned ends it, the last time it is called. An open span ends with the run. */
  span: (span: Without<TraceSpan, 'kind' | 'end'>) => (end: Ms) => void
  mark: (mark: Without<TraceMark, 'kind'>) => void
  /** A counter by itself: where changes are many, its name is not worth looking up for each. */
  counter: (metric: M) => Counter
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
export class Counter implements Series {
  readonly at: Ms[] = []
  readonly value: number[] = []
  /** The last value; null before the first. */
  now: number | null = null
  /** Until when a change is still of the last point. */
  private last: Ms = -1
  readonly resolution: Ms

  constructor(resolution: Ms) {
    this.resolution = resolution
  }

  add(at: Ms, amount = 1) {
    this.set(at, (this.now ?? 0) + amount)
  }

  set(at: Ms, value: number) {
    this.now = value
    if (at <= this.last) {
      this.value[this.value.length - 1] = value
    }
    else {
      this.last = roundUp(at, this.resolution)
      this.at.push(this.last)
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
    counter: metric => counters[metric],
    add: (metric, at, amount) => counters[metric].add(at, amount),
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
