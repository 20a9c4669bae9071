import type { ElapsedMs, RunRecord } from './record.ts'

const steps = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000]
const MAX_TICKS = 5
const SHORTEST = 500
/** Room to the right of the last tick, so that a mark there, or a little after, is drawn whole. */
const MARGIN = 1.08

/** The last moment that the record knows anything of. */
export function lastMoment({ end, settledAt, lines, waits, floats }: RunRecord): ElapsedMs {
  const moments = [...lines.map(({ at }) => at), ...[...waits, ...floats].map(({ from, to }) => to ?? from)]
  return end?.at ?? Math.max(0, settledAt ?? 0, ...moments)
}

export interface TimeAxis {
  /** The labelled moments. */
  ticks: ElapsedMs[]
  /** Position of a moment, in percent of the width. */
  x: (at: ElapsedMs) => number
}

/**
 * An axis from 0 to about `until`. Its last tick is a whole step, so that the axis of a run that goes on grows in steps, not
 * with each frame.
 */
export function timeAxis(until: ElapsedMs): TimeAxis {
  const least = Math.max(until * 0.95, SHORTEST)
  const step = steps.find(step => least / step <= MAX_TICKS) ?? least
  const intervals = Math.ceil(least / step)
  return {
    ticks: Array.from({ length: intervals + 1 }, (_, index) => index * step),
    x: at => 100 * at / (intervals * step * MARGIN),
  }
}

/** A span and its place in its lane, in the unit of the lane's height. */
export interface Stacked<T> {
  span: T
  y: number
  height: number
}

const MAX_ROWS = 5
const MOST_OF_LANE = 0.55

/** Places spans in a lane, those that overlap in time in different rows, as far as the lane has room for rows. */
export function stack<T extends { from: ElapsedMs, to: ElapsedMs | null }>(spans: T[], laneHeight: number): Stacked<T>[] {
  const free: ElapsedMs[] = []
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
