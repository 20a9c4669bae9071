import FlatQueue from 'flatqueue'

/** More than a scenario has delays of a fixed length. */
const LINES = 6
/** End of an empty line: any key, being zero or more, is above. */
const NOBODY = -1
/** A line that never empties gives back the room of those served once there are so many. */
const MANY_SERVED = 4096

/** First come, first served, for keys that rise. */
class Line {
  readonly keys: number[] = []
  readonly items: number[] = []
  served = 0
  size = 0

  push(item: number, key: number) {
    if (this.served > MANY_SERVED && this.served * 2 > this.size)
      this.closeUp()
    this.keys[this.size] = key
    this.items[this.size++] = item
  }

  shift(): number {
    const item = this.items[this.served++]!
    if (this.served === this.size)
      this.served = this.size = 0
    return item
  }

  closeUp() {
    this.keys.copyWithin(0, this.served, this.size)
    this.items.copyWithin(0, this.served, this.size)
    this.size -= this.served
    this.served = 0
  }
}

/**
 * Numbers by key, the lowest first. Most of what a run asks for is some fixed delay away, so each delay's keys rise by
 * themselves: they stand in lines, which cost the same whatever their length. What fits no line goes to a heap.
 */
export class OrderlyQueue {
  /** The lowest key; Infinity when empty. */
  next = Infinity
  /** The line where it stands; -1 for the heap. */
  private from = -1
  private readonly heap = new FlatQueue()
  private readonly lines = Array.from({ length: LINES }, () => new Line())
  /** Keys at both ends of each line. */
  private readonly firsts = new Float64Array(LINES).fill(Infinity)
  private readonly lasts = new Float64Array(LINES).fill(NOBODY)

  push(item: number, key: number) {
    // The line whose end is the closest one below: an empty one only when there is no other.
    let best = -1
    let bestLast = -Infinity
    for (let line = 0; line < LINES; line++) {
      const last = this.lasts[line]!
      if (last < key && last > bestLast) {
        best = line
        bestLast = last
      }
    }
    if (best < 0) {
      this.heap.push(item, key)
    }
    else {
      if (bestLast === NOBODY)
        this.firsts[best] = key
      this.lasts[best] = key
      this.lines[best]!.push(item, key)
    }
    if (key < this.next) {
      this.next = key
      this.from = best
    }
  }

  /** Takes the item of the lowest key out; there must be one. */
  pop(): number {
    let item: number
    if (this.from < 0) {
      item = this.heap.pop()!
    }
    else {
      const line = this.lines[this.from]!
      item = line.shift()
      this.firsts[this.from] = line.size > 0 ? line.keys[line.served]! : Infinity
      if (line.size === 0)
        this.lasts[this.from] = NOBODY
    }
    this.from = -1
    this.next = this.heap.peekValue() ?? Infinity
    for (let line = 0; line < LINES; line++) {
      if (this.firsts[line]! < this.next) {
        this.next = this.firsts[line]!
        this.from = line
      }
    }
    return item
  }
}
