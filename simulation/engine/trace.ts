/** Virtual milliseconds since the start of the run, whole microseconds. */
export type Ms = number

/** One meaning each, the same on every slide: `styles/palette.css` has their colours. */
export type Tone = 'client' | 'server' | 'message' | 'waiting' | 'success' | 'failure'

/** Where things happen: a client, the server, a queue. Its name is in `locales/`, under the lane's id. */
export interface Lane {
  id: string
  tone: Tone
}

interface Described {
  /** Key of its words in `locales/`. */
  label: string
  /** What changes from one to the next: a percentage, a number. */
  detail?: number
  tone: Tone
  /** Number of the scenario's step that this begins, from 1. */
  step?: number
}

export interface TraceMessage extends Described {
  kind: 'message'
  from: string
  to: string
  sentAt: Ms
  /** Null when it was lost, or is still under way when the trace ends. */
  receivedAt: Ms | null
  /** When it was lost. */
  lostAt?: Ms
}

/** Processing, waiting, an open connection. */
export interface TraceSpan extends Described {
  kind: 'span'
  lane: string
  start: Ms
  end: Ms
}

export interface TraceMark extends Described {
  kind: 'mark'
  lane: string
  at: Ms
}

export type TraceEvent = TraceMessage | TraceSpan | TraceMark

/** A counter through time: `value[i]` holds from `at[i]` until `at[i + 1]`. */
export interface Series {
  at: Ms[]
  value: number[]
}

/** All that one run gives. Events stand in the order of their starts; those of the first few clients only are kept. */
export interface Trace<M extends string = string> {
  seed: number
  duration: Ms
  events: TraceEvent[]
  series: Record<M, Series>
  /** Each counter at the end; null when nothing was counted. */
  metrics: Record<M, number | null>
}

/** When an event begins: events are in this order. */
export function startOf(event: TraceEvent): Ms {
  return event.kind === 'message' ? event.sentAt : event.kind === 'span' ? event.start : event.at
}

/** When nothing more happens to an event. */
export function endOf(event: TraceEvent): Ms {
  return event.kind === 'message' ? event.receivedAt ?? event.lostAt ?? event.sentAt : event.kind === 'span' ? event.end : event.at
}

/** Value of a counter at a time; null before the first. */
export function valueAt({ at, value }: Series, time: Ms): number | null {
  let low = 0
  let high = at.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (at[middle]! <= time)
      low = middle + 1
    else
      high = middle
  }
  return value[low - 1] ?? null
}

/** What one can know of a trace at a time: later events are absent, those under way have no end yet. */
export function eventsUntil(trace: Trace, time: Ms): TraceEvent[] {
  return trace.events.filter(event => startOf(event) <= time).map((event) => {
    if (endOf(event) <= time)
      return event
    return event.kind === 'message' ? { ...event, receivedAt: null, lostAt: undefined } : event.kind === 'span' ? { ...event, end: time } : event
  })
}

/** The instants at which something begins or ends, each once, in order, none at or after the end. */
export function momentsOf({ events, duration }: Trace): Ms[] {
  return [...new Set(events.flatMap(event => [startOf(event), endOf(event)]))].filter(at => at < duration).sort((a, b) => a - b)
}
