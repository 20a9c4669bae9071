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

const MAX_STACKED = 3
const MOST_OF_LANE = 0.55

/** Spans one below the other, as far as a lane has room: those that overlap in time are told apart. */
export function stack<T>(spans: T[], laneHeight: number): Stacked<T>[] {
  const step = laneHeight / Math.min(Math.max(spans.length, 1), MAX_STACKED)
  const height = Math.min(step - 1, laneHeight * MOST_OF_LANE)
  return spans.map((span, index) => ({ span, y: step * (index % MAX_STACKED) + (step - height) / 2, height }))
}
