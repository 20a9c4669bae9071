import type { Ms, Series, Trace, TraceEvent, TraceMark, TraceMessage, TraceSpan } from './trace.ts'

export interface Recorder<M extends string> {
  /** Records a message as sent. Its sender sets `receivedAt` or `lostAt` on the object returned. */
  message: (message: Omit<TraceMessage, 'kind' | 'receivedAt'>) => TraceMessage
  /** Starts a span. The function returned sets its end; the last call counts. A span without an end ends with the run. */
  span: (span: Omit<TraceSpan, 'kind' | 'end'>) => (end: Ms) => void
  mark: (mark: Omit<TraceMark, 'kind'>) => void
  /** The counter itself, for callers that change it too often to look it up by name each time. */
  counter: (metric: M) => Counter
  /** Adds to a counter. */
  add: (metric: M, at: Ms, amount?: number) => void
  /** Sets a counter to a value. */
  set: (metric: M, at: Ms, value: number) => void
  /** Present value of a counter; null before its first change. */
  value: (metric: M) => number | null
  /** Raises a counter to a value, if it is below: the counter of a maximum. */
  raise: (metric: M, at: Ms, value: number) => void
  /** Closes open spans at the end of the run and returns the trace. */
  finish: (seed: number, end: Ms) => Trace<M>
}

/** Rounds up, never down: a change that an input brings about must not show before that input. */
function roundUp(at: Ms, resolution: Ms): Ms {
  return resolution > 0 ? Math.ceil(at / resolution) * resolution : at
}

/** A counter that writes its own {@link Series}. */
export class Counter implements Series {
  readonly at: Ms[] = []
  readonly value: number[] = []
  /** Present value; null before the first change. */
  now: number | null = null
  /** Time of the last point: changes up to this time replace its value. */
  private lastPoint: Ms = -1
  readonly resolution: Ms

  constructor(resolution: Ms) {
    this.resolution = resolution
  }

  add(at: Ms, amount = 1) {
    this.set(at, (this.now ?? 0) + amount)
  }

  set(at: Ms, value: number) {
    this.now = value
    if (at <= this.lastPoint) {
      this.value[this.value.length - 1] = value
    }
    else {
      this.lastPoint = roundUp(at, this.resolution)
      this.at.push(this.lastPoint)
      this.value.push(value)
    }
  }
}

/**
 * Collects the events and counters of a run, in the order of its virtual time.
 * @param metrics names of the counters
 * @param resolution shortest time between two points of a counter, so that many clients do not make a point each
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
    raise(metric, at, value) {
      counters[metric].set(at, Math.max(value, counters[metric].now ?? value))
    },
    value: metric => counters[metric].now,
    finish(seed, end) {
      // Points of counters are rounded up too: the last ones have to lie within the duration.
      const duration = roundUp(end, resolution)
      for (const span of open)
        span.end = duration
      const series = {} as Record<M, Series>
      const finalValues = {} as Record<M, number | null>
      for (const name of metrics) {
        const { at, value, now } = counters[name]
        series[name] = { at, value }
        finalValues[name] = now
      }
      return { seed, duration, events, series, metrics: finalValues }
    },
  }
}
