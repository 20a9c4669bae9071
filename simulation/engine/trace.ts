/** Virtual milliseconds, a time since the start of the run or a duration, in steps of a microsecond. */
export type Ms = number

/** What a colour means, the same on every slide: `styles/palette.css` has the colours. */
export type Tone = 'client' | 'server' | 'message' | 'waiting' | 'success' | 'failure'

/** A participant, drawn as a line: a client, the server, a queue. Its name is in `locales/`, under the lane's id. */
export interface Lane {
  id: string
  tone: Tone
}

interface Labelled {
  /** Key of the event's words in `locales/`. */
  label: string
  /** A number in the event's words: a percentage, a rank. */
  detail?: number
  tone: Tone
  /** The step of the scenario, from 1, that this event begins. */
  step?: number
}

export interface TraceMessage extends Labelled {
  kind: 'message'
  from: string
  to: string
  sentAt: Ms
  /** Null when the message was lost, or was still under way when the run ended. */
  receivedAt: Ms | null
  /** Absent when the message was received, or was still under way when the run ended. */
  lostAt?: Ms
}

/** Something that lasts: processing, waiting, an open connection. */
export interface TraceSpan extends Labelled {
  kind: 'span'
  lane: string
  start: Ms
  end: Ms
}

/** Something of an instant: a fault, a result that is known. */
export interface TraceMark extends Labelled {
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

/** The result of one run. Events are in the order of their starts, and are those of the first few clients only. */
export interface Trace<M extends string = string> {
  seed: number
  duration: Ms
  events: TraceEvent[]
  series: Record<M, Series>
  /** Final value of each counter; null when it never changed. */
  metrics: Record<M, number | null>
}

/** When an event begins. */
export function startOf(event: TraceEvent): Ms {
  return event.kind === 'message' ? event.sentAt : event.kind === 'span' ? event.start : event.at
}

/** When an event ends. */
export function endOf(event: TraceEvent): Ms {
  return event.kind === 'message' ? event.receivedAt ?? event.lostAt ?? event.sentAt : event.kind === 'span' ? event.end : event.at
}

/** Value of a counter at a time; null before its first point. */
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

/** The events as they are known at a time: later ones are absent, messages under way are not received, spans end at that time. */
export function eventsUntil(trace: Trace, time: Ms): TraceEvent[] {
  return trace.events.filter(event => startOf(event) <= time).map((event) => {
    if (endOf(event) <= time)
      return event
    return event.kind === 'message' ? { ...event, receivedAt: null, lostAt: undefined } : event.kind === 'span' ? { ...event, end: time } : event
  })
}

/** The times at which an event begins or ends, each once, in ascending order, before the end of the run. */
export function momentsOf({ events, duration }: Trace): Ms[] {
  return [...new Set(events.flatMap(event => [startOf(event), endOf(event)]))].filter(at => at < duration).sort((a, b) => a - b)
}
