import type { Ms, Tone } from '../engine/trace.ts'
import type { Attempt, Publication, Recording } from '../formulas/subscriber-runs.ts'

export interface GanttBar { from: Ms, to: Ms, tone: Tone, label: string }

/** What is drawn one under the other in a row. */
export interface GanttTrack {
  bars: GanttBar[]
  /** Waits between a failed attempt and the next. */
  pauses: { from: Ms, to: Ms }[]
  /** Where a promise settles. */
  end?: { at: Ms, failed: boolean }
  /** Nothing ever ran. */
  isIdle: boolean
}

export interface GanttRow { name: string, tracks: GanttTrack[] }

/** What a bar says: the event's name, or how long it takes. */
export type BarLabel = (event: number, duration: Ms) => string

/** The publisher waits until its promise settles. */
function publicationTrack({ event, from, to, errors }: Publication, label: BarLabel): GanttTrack {
  const bars: GanttBar[] = to > from ? [{ from, to, tone: 'waiting', label: label(event, to - from) }] : []
  return { bars, pauses: [], end: { at: to, failed: errors.length > 0 }, isIdle: false }
}

/** A subscriber's attempts at one event, in order. */
function attemptsTrack(attempts: Attempt[], label: BarLabel): GanttTrack {
  return {
    bars: attempts.map(({ event, from, to, failed }) => ({ from, to, tone: failed ? 'failure' : 'server', label: label(event, to - from) })),
    pauses: attempts.slice(1).map(({ from }, index) => ({ from: attempts[index]!.to, to: from })),
    isIdle: attempts.length === 0,
  }
}

/** The publisher, then each subscriber, with a track for each event. */
export function rowsBySubscriber({ publications, attempts }: Recording, publisher: string, subscribers: string[], label: BarLabel): GanttRow[] {
  return [
    { name: publisher, tracks: publications.map(publication => publicationTrack(publication, label)) },
    ...subscribers.map((name, subscriber) => ({
      name,
      tracks: publications.map(({ event }) => attemptsTrack(attempts.filter(attempt => attempt.event === event && attempt.subscriber === subscriber), label)),
    })),
  ]
}

/** The publisher, with a track for each event, then each event at its one subscriber. */
export function rowsByEvent({ publications, attempts }: Recording, publisher: string, events: string[], labels: { published: BarLabel, handled: BarLabel }): GanttRow[] {
  return [
    { name: publisher, tracks: publications.map(publication => publicationTrack(publication, labels.published)) },
    ...events.map((name, event) => ({ name, tracks: [attemptsTrack(attempts.filter(attempt => attempt.event === event), labels.handled)] })),
  ]
}
