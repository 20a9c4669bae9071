import type { Ms, Tone } from '../engine/trace.ts'
import type { HandlingAttempt, Publication, Recording } from '../formulas/subscriber-runs.ts'

export interface GanttBar { from: Ms, to: Ms, tone: Tone, label: string }

/** One line of a row; the tracks of a row stand one under the other. */
export interface GanttTrack {
  bars: GanttBar[]
  /** Waits between a failed attempt and the next one. */
  pauses: { from: Ms, to: Ms }[]
  /** When a promise settles, and whether it rejects. */
  end?: { at: Ms, failed: boolean }
  /** There is nothing to draw. */
  isIdle: boolean
}

export interface GanttRow { name: string, tracks: GanttTrack[] }

/** The text of a bar: the event's name, or its duration. */
export type BarLabel = (event: number, duration: Ms) => string

/** The publisher's wait until its promise settles. */
function publicationTrack({ event, from, to, errors }: Publication, label: BarLabel): GanttTrack {
  const bars: GanttBar[] = to > from ? [{ from, to, tone: 'waiting', label: label(event, to - from) }] : []
  return { bars, pauses: [], end: { at: to, failed: errors.length > 0 }, isIdle: false }
}

/** A subscriber's attempts at one event, in order. */
function attemptsTrack(attempts: HandlingAttempt[], label: BarLabel): GanttTrack {
  return {
    bars: attempts.map(({ event, from, to, failed }) => ({ from, to, tone: failed ? 'failure' : 'server', label: label(event, to - from) })),
    pauses: attempts.slice(1).map(({ from }, index) => ({ from: attempts[index]!.to, to: from })),
    isIdle: attempts.length === 0,
  }
}

/** A row for the publisher, then one for each subscriber, with a track for each event. */
export function rowsBySubscriber({ publications, attempts }: Recording, publisher: string, subscribers: string[], label: BarLabel): GanttRow[] {
  return [
    { name: publisher, tracks: publications.map(publication => publicationTrack(publication, label)) },
    ...subscribers.map((name, subscriber) => ({
      name,
      tracks: publications.map(({ event }) => attemptsTrack(attempts.filter(attempt => attempt.event === event && attempt.subscriber === subscriber), label)),
    })),
  ]
}

/** A row for the publisher, with a track for each event, then a row for each event at its one subscriber. */
export function rowsByEvent(recording: Recording, publisher: string, events: string[], labels: { published: BarLabel, handled: BarLabel }): GanttRow[] {
  const { publications, attempts } = recording
  return [
    { name: publisher, tracks: publications.map(publication => publicationTrack(publication, labels.published)) },
    ...events.map((name, event) => ({ name, tracks: [attemptsTrack(attempts.filter(attempt => attempt.event === event), labels.handled)] })),
  ]
}
