import type { Lane, Ms, Series, Tone, Trace, TraceEvent, TraceMessage, TraceSpan } from '../engine/trace.ts'
import { scaleLinear } from 'd3-scale'
import { startOf } from '../engine/trace.ts'

/** Size in the units of the drawing, which a slide shows about one to one. */
export const FIGURE = { width: 876, left: 104, right: 16, top: 22, axis: 26, bar: 14 } as const

const TEXT = { size: 14, width: 7.2 } as const
/** A text keeps clear of arrows by boxes of this size along them. */
const ARROW_BOX = 7

export interface FigureLabel {
  text: string
  x: number
  y: number
  anchor: 'start' | 'end' | 'middle'
  tone: Tone
  /** When what it names begins. */
  at: Ms
}

export interface Figure {
  height: number
  x: (at: Ms) => number
  ticks: { at: Ms, x: number }[]
  lanes: (Lane & { y: number })[]
  bars: { x: number, width: number, y: number, height: number, tone: Tone }[]
  /** Arrows of one tone, as the path of their lines and heads. */
  arrows: { tone: Tone, path: string }[]
  /** Where messages were lost. */
  losses: { x: number, y: number }[]
  marks: { x: number, y: number, tone: Tone }[]
  labels: FigureLabel[]
  /** With more clients than lanes: how many of all know the result, as the path of an area, from nobody to everybody. */
  crowd?: { y: number, path: string }
}

/** Height of the crowd's band under the lanes. */
const CROWD = 34

type Box = [left: number, top: number, right: number, bottom: number]

/** Distance between two lanes: fewer lanes stand further apart. */
function gapOf(lanes: number): number {
  return lanes <= 2 ? 100 : lanes === 3 ? 58 : lanes === 4 ? 43 : lanes <= 6 ? 32 : 20
}

const round = (value: number) => Math.round(value * 10) / 10

/** Where a message is at a time, between its two lanes; undefined before and after. */
export function positionOf({ sentAt, receivedAt, lostAt }: TraceMessage, at: Ms): number | undefined {
  const end = receivedAt ?? lostAt
  if (end === undefined || at < sentAt || at >= end)
    return undefined
  const way = (at - sentAt) / (end - sentAt)
  // What is lost goes half the way.
  return receivedAt === null ? way / 2 : way
}

/** Messages under way at a time, for which the drawing has a flying dot. */
export function flightsAt(trace: Trace, { lanes, x }: Figure, at: Ms): { x: number, y: number, tone: Tone }[] {
  const yOf = new Map(lanes.map(({ id, y }) => [id, y]))
  return trace.events.flatMap((event) => {
    if (event.kind !== 'message')
      return []
    const way = positionOf(event, at)
    const from = yOf.get(event.from)
    const to = yOf.get(event.to)
    return way === undefined || from === undefined || to === undefined ? [] : [{ x: x(at), y: from + (to - from) * way, tone: event.tone }]
  })
}

/** Spans of one lane that overlap share its height: each takes the first row that is free. */
function rowsOf(spans: TraceSpan[]): { row: number, rows: number }[] {
  const ends: Ms[] = []
  const taken = spans.map(({ start, end }) => {
    const free = ends.findIndex(last => last <= start)
    const row = free < 0 ? ends.length : free
    ends[row] = end
    return row
  })
  return taken.map(row => ({ row, rows: ends.length }))
}

/**
 * Lays out a trace: time from left to right, one line a lane. Texts that would stand on others are left out.
 * @param trace what happened
 * @param lanes from top to bottom; events of other lanes are not drawn
 * @param textOf the words beside an event; empty for none
 * @param crowd number of all clients, when they are more than the lanes show
 */
export function layOut(trace: Trace, lanes: Lane[], textOf: (event: TraceEvent) => string, crowd = 0): Figure {
  const { width, left, right, top, axis, bar } = FIGURE
  const gap = gapOf(lanes.length + (crowd > 0 ? 1 : 0))
  const lanesEnd = top + gap * (lanes.length - 1) + bar
  const height = lanesEnd + axis + 8 + (crowd > 0 ? CROWD + 6 : 0)
  const scale = scaleLinear().domain([0, Math.max(1000, trace.duration)]).range([left, width - right])
  const x = (at: Ms) => scale(at)
  const placed = lanes.map((lane, index) => ({ ...lane, y: top + index * gap }))
  const yOf = new Map(placed.map(({ id, y }) => [id, y]))

  const bars: Figure['bars'] = []
  const losses: Figure['losses'] = []
  const marks: Figure['marks'] = []
  const paths = new Map<Tone, string[]>()
  const labels: FigureLabel[] = []
  const taken: Box[] = placed.map(({ y }) => [0, y - 8, left - 8, y + 8])

  /** Keeps texts off a line. */
  function block(x1: number, y1: number, x2: number, y2: number) {
    const boxes = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / ARROW_BOX))
    for (let index = 0; index <= boxes; index++) {
      const [px, py] = [x1 + (x2 - x1) * index / boxes, y1 + (y2 - y1) * index / boxes]
      taken.push([px - 2, py - ARROW_BOX / 2, px + 2, py + ARROW_BOX / 2])
    }
  }

  /** Puts a text in the first of these places where it stands on no other and within the drawing. */
  function label(event: TraceEvent, places: [x: number, y: number, anchor: FigureLabel['anchor']][]) {
    const text = textOf(event)
    if (!text)
      return
    const size = text.length * TEXT.width
    for (const [at, y, anchor] of places) {
      const start = anchor === 'start' ? at : anchor === 'end' ? at - size : at - size / 2
      const box: Box = [start - 3, y - TEXT.size + 2, start + size + 3, y + 4]
      const isFree = box[0] >= 0 && box[2] <= width && taken.every(other => other[0] >= box[2] || other[2] <= box[0] || other[1] >= box[3] || other[3] <= box[1])
      if (!isFree)
        continue
      taken.push(box)
      labels.push({ text, x: round(at), y: round(y), anchor, tone: event.tone, at: startOf(event) })
      return
    }
  }

  const spans = new Map(lanes.flatMap(({ id }) => {
    const own = trace.events.filter(event => event.kind === 'span' && event.lane === id) as TraceSpan[]
    const rows = rowsOf(own)
    return own.map((span, index) => [span as TraceEvent, rows[index]!] as const)
  }))
  const wanted: { event: TraceEvent, places: [x: number, y: number, anchor: FigureLabel['anchor']][] }[] = []
  for (const event of trace.events) {
    if (event.kind === 'span') {
      const y = yOf.get(event.lane)
      if (y === undefined)
        continue
      const { row, rows } = spans.get(event)!
      const thickness = bar / rows
      bars.push({ x: round(x(event.start)), width: round(Math.max(2, x(event.end) - x(event.start))), y: round(y - bar / 2 + row * thickness), height: round(Math.max(1.5, thickness - (rows > 1 ? 1 : 0))), tone: event.tone })
      taken.push([x(event.start), y - bar / 2, x(event.end), y + bar / 2])
      wanted.push({ event, places: [[x(event.start) + 10, y + bar / 2 + 14, 'start'], [x(event.start) + 10, y - bar / 2 - 4, 'start']] })
    }
    else if (event.kind === 'mark') {
      const y = yOf.get(event.lane)
      if (y === undefined)
        continue
      const at = x(event.at)
      marks.push({ x: round(at), y, tone: event.tone })
      taken.push([at - 7, y - 8, at + 7, y + 8])
      wanted.push({ event, places: [[at, y - 11, 'middle'], [at - 10, y - 11, 'end'], [at + 10, y - 11, 'start'], [at + 10, y + 19, 'start'], [at - 10, y + 19, 'end']] })
    }
    else {
      const from = yOf.get(event.from)
      const to = yOf.get(event.to)
      const end = event.receivedAt ?? event.lostAt
      if (from === undefined || to === undefined || end === undefined)
        continue
      const isLost = event.receivedAt === null
      const direction = Math.sign(to - from)
      const startY = from + direction * bar / 2
      const endY = isLost ? (from + to) / 2 : to - direction * bar / 2
      const startX = x(event.sentAt)
      const endX = isLost ? (startX + x(end)) / 2 : x(end)
      const length = Math.hypot(endX - startX, endY - startY) || 1
      const [ux, uy] = [(endX - startX) / length, (endY - startY) / length]
      const line = `M${round(startX)} ${round(startY)}L${round(endX)} ${round(endY)}`
      const head = isLost ? '' : `M${round(endX - 8 * ux - 4 * uy)} ${round(endY - 8 * uy + 4 * ux)}L${round(endX)} ${round(endY)}L${round(endX - 8 * ux + 4 * uy)} ${round(endY - 8 * uy - 4 * ux)}`
      const drawn = paths.get(event.tone)
      if (drawn)
        drawn.push(line + head)
      else
        paths.set(event.tone, [line + head])
      if (isLost)
        losses.push({ x: round(endX), y: round(endY) })
      block(startX, startY, endX, endY)
      // Beside the line, near its start, where a text of the next lane cannot be.
      const rows = [0.36, 0.68].map(part => startY + (endY - startY) * part + 4)
      const beside = rows.flatMap((y, row): [number, number, FigureLabel['anchor']][] => {
        const lineX = startX + (endX - startX) * (row === 0 ? 0.36 : 0.68)
        return direction > 0 ? [[lineX - 7, y, 'end'], [lineX + 7, y, 'start']] : [[lineX + 7, y, 'start'], [lineX - 7, y, 'end']]
      })
      wanted.push({ event, places: beside })
    }
  }

  wanted.forEach(({ event, places }) => label(event, places))

  return {
    height,
    x,
    ticks: scale.ticks(8).map(at => ({ at, x: round(x(at)) })),
    lanes: placed,
    bars,
    arrows: [...paths].map(([tone, path]) => ({ tone, path: path.join('') })),
    losses,
    marks,
    labels,
    crowd: crowd > 0 ? { y: lanesEnd + 10 + CROWD, path: areaOf(trace.series.known!, { x, most: crowd, bottom: lanesEnd + 10 + CROWD, height: CROWD, duration: trace.duration }) } : undefined,
  }
}

interface Area {
  x: (at: Ms) => number
  /** Value at the full height. */
  most: number
  bottom: number
  height: number
  duration: Ms
}

/** The area under a counter through time, as steps. */
export function areaOf({ at, value }: Series, { x, most, bottom, height, duration }: Area): string {
  const points = at.map((time, index) => `H${round(x(time))}V${round(bottom - value[index]! / most * height)}`)
  return `M${round(x(0))} ${bottom}${points.join('')}H${round(x(duration))}V${bottom}Z`
}
