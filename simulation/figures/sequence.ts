import type { Lane, Ms, Series, Tone, Trace, TraceEvent, TraceMark, TraceMessage, TraceSpan } from '../engine/trace.ts'
import { scaleLinear } from 'd3-scale'
import { startOf } from '../engine/trace.ts'
import { textWidth } from './text-width.ts'

/** Sizes in the units of the drawing, which a slide shows about one to one. */
export const FIGURE = { width: 876, left: 104, right: 16, top: 24, axis: 26, bar: 14 } as const

/** Height that a figure may have, and distance between two lanes at most: on paper all counters stand below it. */
export const ROOM = { screen: { height: 216, gap: 150 }, paper: { height: 196, gap: 94 } } as const
export type Room = typeof ROOM[keyof typeof ROOM]

/** Font size of the labels. */
const FONT_SIZE = 15
/** Space that a label keeps free before and after it. */
const LABEL_MARGIN = 3
/** Boxes of this height, one after the other along an arrow, keep labels off it. */
const ARROW_BOX = 7

export interface FigureLabel {
  text: string
  x: number
  y: number
  anchor: 'start' | 'end'
  tone: Tone
  /** When the event that it names begins. */
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
  /** With more clients than lanes: the number of clients that have the result, as an area; its full height is all clients. */
  crowd?: { y: number, path: string }
}

/** Height of the crowd's area under the lanes. */
const CROWD = 34

const round = (value: number) => Math.round(value * 10) / 10

/** Position of a message at a time, from 0 at its sender to 1 at its receiver; undefined while it is not under way. */
export function positionOf({ sentAt, receivedAt, lostAt }: TraceMessage, at: Ms): number | undefined {
  const end = receivedAt ?? lostAt
  if (end === undefined || at < sentAt || at >= end)
    return undefined
  const way = (at - sentAt) / (end - sentAt)
  // A lost message goes half the way.
  return receivedAt === null ? way / 2 : way
}

/** Positions in the figure of the messages that are under way at a time. */
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

type Box = [left: number, top: number, right: number, bottom: number]

/** A place for a label: its anchor point and on which side of it the text stands. */
type Place = [x: number, y: number, anchor: FigureLabel['anchor']]

/** The part of the drawing that is taken, so that labels stand on nothing else. */
class TakenSpace {
  private readonly boxes: Box[] = []
  private readonly width: number

  constructor(width: number) {
    this.width = width
  }

  take(box: Box) {
    this.boxes.push(box)
  }

  /** Takes a line as small boxes along it: one box around a slanted line would take far more. */
  takeLine([x1, y1, x2, y2]: Line) {
    const boxes = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / ARROW_BOX))
    for (let index = 0; index <= boxes; index++) {
      const [x, y] = [x1 + (x2 - x1) * index / boxes, y1 + (y2 - y1) * index / boxes]
      this.take([x - 2, y - ARROW_BOX / 2, x + 2, y + ARROW_BOX / 2])
    }
  }

  isFree([left, top, right, bottom]: Box): boolean {
    return left >= 0 && right <= this.width
      && this.boxes.every(other => other[0] >= right || other[2] <= left || other[1] >= bottom || other[3] <= top)
  }
}

/** Room that a label needs at a place. */
function labelBox(text: string, [x, y, anchor]: Place): Box {
  const width = textWidth(text, FONT_SIZE)
  const left = anchor === 'start' ? x : x - width
  return [left - LABEL_MARGIN, y - FONT_SIZE + 2, left + width + LABEL_MARGIN, y + 4]
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

type Line = [x1: number, y1: number, x2: number, y2: number]

/** The line of a message from lane to lane; half of it for one that was lost. */
function arrowLine({ sentAt, receivedAt }: TraceMessage, end: Ms, from: number, to: number, x: (at: Ms) => number): Line {
  const offset = Math.sign(to - from) * FIGURE.bar / 2
  const isLost = receivedAt === null
  const startX = x(sentAt)
  return [startX, from + offset, isLost ? (startX + x(end)) / 2 : x(end), isLost ? (from + to) / 2 : to - offset]
}

/** The path of a line and, for a message that was received, its head. */
function arrowPath([x1, y1, x2, y2]: Line, hasHead: boolean): string {
  const line = `M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}`
  if (!hasHead)
    return line
  const length = Math.hypot(x2 - x1, y2 - y1) || 1
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length]
  const side = (direction: 1 | -1) => `${round(x2 - 8 * ux - direction * 4 * uy)} ${round(y2 - 8 * uy + direction * 4 * ux)}`
  return `${line}M${side(1)}L${round(x2)} ${round(y2)}L${side(-1)}`
}

/** Places beside an arrow: near its start, where the labels of other lanes cannot be, and further along. */
function placesBeside([x1, y1, x2, y2]: Line): Place[] {
  return [0.36, 0.68].flatMap((part): Place[] => {
    const x = x1 + (x2 - x1) * part
    const y = y1 + (y2 - y1) * part + 4
    const [left, right]: [Place, Place] = [[x - 7, y, 'end'], [x + 7, y, 'start']]
    return y2 > y1 ? [left, right] : [right, left]
  })
}

const placesAtSpan = (x: number, y: number): Place[] => [[x + 10, y + FIGURE.bar / 2 + 14, 'start'], [x + 10, y - FIGURE.bar / 2 - 4, 'start']]

function placesAtMark(x: number, y: number): Place[] {
  return [[x - 10, y - 11, 'end'], [x + 10, y - 11, 'start'], [x + 10, y + 19, 'start'], [x - 10, y + 19, 'end']]
}

/**
 * Lays out a trace: time from left to right, one line for each lane. A label that finds no free place is left out.
 * @param trace what happened
 * @param lanes from top to bottom; events of other lanes are not drawn
 * @param textOf the label of an event; empty for none
 * @param crowd number of all clients, when they are more than the lanes show; 0 otherwise
 * @param room lanes stand as far apart as it lets them
 */
export function layOut(trace: Trace, lanes: Lane[], textOf: (event: TraceEvent) => string, crowd = 0, room: Room = ROOM.screen): Figure {
  const { width, left, right, top, axis, bar } = FIGURE
  const around = top + bar + axis + 8 + (crowd > 0 ? CROWD + 6 : 0)
  const gap = Math.min(room.gap, (room.height - around) / Math.max(1, lanes.length - 1))
  const lanesEnd = top + gap * (lanes.length - 1) + bar
  const height = around + gap * (lanes.length - 1)
  const scale = scaleLinear().domain([0, Math.max(1000, trace.duration)]).range([left, width - right])
  const x = (at: Ms) => scale(at)
  const placed = lanes.map((lane, index) => ({ ...lane, y: top + index * gap }))
  const yOf = new Map(placed.map(({ id, y }) => [id, y]))

  const bars: Figure['bars'] = []
  const losses: Figure['losses'] = []
  const marks: Figure['marks'] = []
  const paths = new Map<Tone, string[]>()
  const labels: FigureLabel[] = []
  const wanted: { event: TraceEvent, places: Place[] }[] = []
  const space = new TakenSpace(width)
  placed.forEach(({ y }) => space.take([0, y - 8, left - 8, y + 8]))

  const rows = new Map(lanes.flatMap(({ id }) => {
    const spans = trace.events.filter(event => event.kind === 'span' && event.lane === id) as TraceSpan[]
    const taken = rowsOf(spans)
    return spans.map((span, index) => [span, taken[index]!] as const)
  }))

  function drawSpan(event: TraceSpan) {
    const y = yOf.get(event.lane)
    if (y === undefined)
      return
    const { row, rows: number } = rows.get(event)!
    const thickness = bar / number
    const [start, end] = [x(event.start), x(event.end)]
    bars.push({
      x: round(start),
      width: round(Math.max(2, end - start)),
      y: round(y - bar / 2 + row * thickness),
      height: round(Math.max(1.5, thickness - (number > 1 ? 1 : 0))),
      tone: event.tone,
    })
    space.take([start, y - bar / 2, end, y + bar / 2])
    wanted.push({ event, places: placesAtSpan(start, y) })
  }

  function drawMark(event: TraceMark) {
    const y = yOf.get(event.lane)
    if (y === undefined)
      return
    const at = x(event.at)
    marks.push({ x: round(at), y, tone: event.tone })
    space.take([at - 7, y - 8, at + 7, y + 8])
    wanted.push({ event, places: placesAtMark(at, y) })
  }

  function drawMessage(event: TraceMessage) {
    const from = yOf.get(event.from)
    const to = yOf.get(event.to)
    const end = event.receivedAt ?? event.lostAt
    if (from === undefined || to === undefined || end === undefined)
      return
    const line = arrowLine(event, end, from, to, x)
    const isLost = event.receivedAt === null
    const path = arrowPath(line, !isLost)
    const drawn = paths.get(event.tone)
    if (drawn)
      drawn.push(path)
    else
      paths.set(event.tone, [path])
    if (isLost)
      losses.push({ x: round(line[2]), y: round(line[3]) })
    space.takeLine(line)
    wanted.push({ event, places: placesBeside(line) })
  }

  for (const event of trace.events) {
    if (event.kind === 'span')
      drawSpan(event)
    else if (event.kind === 'mark')
      drawMark(event)
    else
      drawMessage(event)
  }

  // All that is drawn comes before the first label, so that no label stands on any of it.
  for (const { event, places } of wanted) {
    const text = textOf(event)
    const place = text ? places.find(place => space.isFree(labelBox(text, place))) : undefined
    if (!place)
      continue
    space.take(labelBox(text, place))
    const [at, y, anchor] = place
    labels.push({ text, x: round(at), y: round(y), anchor, tone: event.tone, at: startOf(event) })
  }

  const crowdBottom = lanesEnd + 10 + CROWD
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
    crowd: crowd > 0
      ? { y: crowdBottom, path: areaOf(trace.series.known!, { x, most: crowd, bottom: crowdBottom, height: CROWD, duration: trace.duration }) }
      : undefined,
  }
}

interface Area {
  x: (at: Ms) => number
  /** The value that has the full height. */
  most: number
  bottom: number
  height: number
  duration: Ms
}

/** The area under a counter through time, as the path of its steps. */
export function areaOf({ at, value }: Series, { x, most, bottom, height, duration }: Area): string {
  const points = at.map((time, index) => `H${round(x(time))}V${round(bottom - value[index]! / most * height)}`)
  return `M${round(x(0))} ${bottom}${points.join('')}H${round(x(duration))}V${bottom}Z`
}
