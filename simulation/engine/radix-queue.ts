/** A key is four digits of eight bits, the last of which comes first here; the sign is not used. */
const BITS = 8
const LINES = 4 * 2 ** BITS
export const HIGHEST_KEY = 2 ** 31 - 1

const NONE = -1
const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits)

/**
 * Small numbers by whole key, the lowest first, equal keys in the order pushed. No key may be below the one popped last, as
 * no event is before the clock: so a key stands where it first differs from that one, in the line of that digit and its
 * value, and comes closer, three times at most however many there are. A radix heap (Ahuja, Mehlhorn, Orlin & Tarjan, 1990).
 */
export class RadixQueue {
  /** The key popped last. */
  now = 0
  /** First and last of each line, and whom each item stands before. */
  private readonly firsts = new Int32Array(LINES).fill(NONE)
  private readonly lasts = new Int32Array(LINES)
  private followers = new Int32Array(64)
  private keys = new Int32Array(64)
  /** Which lines have somebody, one bit each in 32 groups of 32; and which groups have. */
  private readonly occupied = new Int32Array(32)
  private occupiedGroups = 0

  /** @param item not among those here */
  push(item: number, key: number) {
    if (item >= this.keys.length)
      this.makeRoomFor(item)
    this.keys[item] = key
    this.place(item)
  }

  /** Takes out the first item, if its key is not above the highest wanted: −1 otherwise. */
  pop(highest = HIGHEST_KEY): number {
    if (this.occupiedGroups === 0)
      return NONE
    const group = lowestBit(this.occupiedGroups)
    const line = group << 5 | lowestBit(this.occupied[group]!)
    const first = this.firsts[line]!
    const second = this.followers[first]!
    // In a line of the last digit, all keys are equal.
    const isSorted = line < 2 ** BITS || second === NONE
    const lowest = isSorted ? this.keys[first]! : this.lowestFrom(first)
    if (lowest > highest)
      return NONE
    this.now = lowest
    if (isSorted && second !== NONE) {
      this.firsts[line] = second
      return first
    }
    this.close(line, group)
    if (isSorted)
      return first
    for (let item = first; item !== NONE;) {
      const next = this.followers[item]!
      this.place(item)
      item = next
    }
    return this.pop()
  }

  private place(item: number) {
    const key = this.keys[item]!
    const digit = (31 - Math.clz32((key ^ this.now) | 1)) >> 3
    const line = digit << BITS | (key >>> digit * BITS) & (2 ** BITS - 1)
    this.followers[item] = NONE
    if (this.firsts[line] === NONE) {
      this.firsts[line] = item
      this.occupied[line >> 5]! |= 1 << (line & 31)
      this.occupiedGroups |= 1 << (line >> 5)
    }
    else {
      this.followers[this.lasts[line]!] = item
    }
    this.lasts[line] = item
  }

  private close(line: number, group: number) {
    this.firsts[line] = NONE
    this.occupied[group]! &= ~(1 << (line & 31))
    if (this.occupied[group] === 0)
      this.occupiedGroups &= ~(1 << group)
  }

  private lowestFrom(first: number): number {
    let lowest = HIGHEST_KEY
    for (let item = first; item !== NONE; item = this.followers[item]!)
      lowest = Math.min(lowest, this.keys[item]!)
    return lowest
  }

  private makeRoomFor(item: number) {
    const { keys, followers } = this
    this.keys = new Int32Array(2 * item)
    this.followers = new Int32Array(2 * item)
    this.keys.set(keys)
    this.followers.set(followers)
  }
}
