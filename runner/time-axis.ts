import type { Ms, RunRecord } from './record.ts'

const steps = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]
const MAX_TICKS = 5
const SHORTEST = 500
/** What happens at the last tick, or a little after, is drawn whole. */
const MARGIN = 1.08

/** The last moment anything is known of. */
export function reach(record: RunRecord): Ms {
  return record.end?.at ?? Math.max(0, record.settledAt ?? 0, ...record.lines.map(({ at }) => at), ...[...record.waits, ...record.floats].map(({ from, to }) => to ?? from))
}

export interface TimeAxis {
  /** Moments that bear a label. */
  ticks: Ms[]
  /** Share of the width, in percent, at a moment. */
  x: (at: Ms) => number
}

/** An axis from 0 to the tick at `until`, nearly: while a run goes on it grows by whole steps, not with each frame. */
export function timeAxis(until: Ms): TimeAxis {
  const least = Math.max(until * 0.95, SHORTEST)
  const step = steps.find(step => least / step <= MAX_TICKS) ?? least
  const intervals = Math.ceil(least / step)
  return {
    ticks: Array.from({ length: intervals + 1 }, (_, index) => index * step),
    x: at => 100 * at / (intervals * step * MARGIN),
  }
}

/** A span and where it lies in its lane, in the unit of the lane's height. */
export interface Stacked<T> {
  span: T
  y: number
  height: number
}

const MAX_ROWS = 5
const MOST_OF_LANE = 0.55

/** Spans in as few rows as keep those apart that overlap in time, as far as a lane has room. */
export function stack<T extends { from: Ms, to: Ms | null }>(spans: T[], laneHeight: number): Stacked<T>[] {
  const free: Ms[] = []
  const rows = spans.map(({ from, to }) => {
    const row = free.findIndex(at => at <= from)
    const place = row >= 0 ? row : free.length < MAX_ROWS ? free.length : free.indexOf(Math.min(...free))
    free[place] = to ?? Infinity
    return place
  })
  const step = laneHeight / Math.max(free.length, 1)
  const height = Math.min(step - 1, laneHeight * MOST_OF_LANE)
  return spans.map((span, index) => ({ span, y: step * rows[index]! + (step - height) / 2, height }))
}
