/** A key has four digits of eight bits, and its sign bit is unused. One bucket for each digit position and digit value. */
const DIGIT_BITS = 8
const BUCKETS = 4 * 2 ** DIGIT_BITS
export const HIGHEST_KEY = 2 ** 31 - 1

const NONE = -1
const lowestBit = (bits: number) => 31 - Math.clz32(bits & -bits)

/**
 * A priority queue of small whole numbers (items) by whole keys: the lowest key first, equal keys in the order pushed.
 * No key may be below the one popped last, as no event is earlier than the clock. This makes a radix heap possible: an
 * item waits in the bucket of the highest digit in which its key differs from the last popped key, and moves to lower
 * digits as the last popped key comes closer, three times at most, however many items there are.
 * Source: Ahuja, Mehlhorn, Orlin & Tarjan, "Faster Algorithms for the Shortest Path Problem", 1990.
 */
export class RadixQueue {
  /** The key popped last; 0 at first. */
  now = 0
  /** Each bucket is a linked list: its first item, its last item, and for each item the next one. */
  private readonly firstItems = new Int32Array(BUCKETS).fill(NONE)
  private readonly lastItems = new Int32Array(BUCKETS)
  private nextItems = new Int32Array(64)
  private keys = new Int32Array(64)
  /** One bit for each bucket that holds items, in 32 groups of 32 buckets; and one bit for each group with such a bucket. */
  private readonly occupied = new Int32Array(32)
  private occupiedGroups = 0

  /**
   * @param item whole number from 0, not in the queue
   * @param key from `now` to {@link HIGHEST_KEY}
   */
  push(item: number, key: number) {
    if (item >= this.keys.length)
      this.growFor(item)
    this.keys[item] = key
    this.insert(item)
  }

  /** Removes the first item if its key is at most the limit, and returns it; returns −1 otherwise. */
  pop(limit = HIGHEST_KEY): number {
    if (this.occupiedGroups === 0)
      return NONE
    const group = lowestBit(this.occupiedGroups)
    const bucket = group << 5 | lowestBit(this.occupied[group]!)
    const first = this.firstItems[bucket]!
    const second = this.nextItems[first]!
    // In a bucket of the lowest digit, all keys are equal.
    const isSorted = bucket < 2 ** DIGIT_BITS || second === NONE
    const lowestKey = isSorted ? this.keys[first]! : this.lowestKeyFrom(first)
    if (lowestKey > limit)
      return NONE
    this.now = lowestKey
    if (isSorted && second !== NONE) {
      this.firstItems[bucket] = second
      return first
    }
    this.empty(bucket, group)
    if (isSorted)
      return first
    for (let item = first; item !== NONE;) {
      const next = this.nextItems[item]!
      this.insert(item)
      item = next
    }
    return this.pop()
  }

  private insert(item: number) {
    const key = this.keys[item]!
    const digit = (31 - Math.clz32((key ^ this.now) | 1)) >> 3
    const bucket = digit << DIGIT_BITS | (key >>> digit * DIGIT_BITS) & (2 ** DIGIT_BITS - 1)
    this.nextItems[item] = NONE
    if (this.firstItems[bucket] === NONE) {
      this.firstItems[bucket] = item
      this.occupied[bucket >> 5]! |= 1 << (bucket & 31)
      this.occupiedGroups |= 1 << (bucket >> 5)
    }
    else {
      this.nextItems[this.lastItems[bucket]!] = item
    }
    this.lastItems[bucket] = item
  }

  private empty(bucket: number, group: number) {
    this.firstItems[bucket] = NONE
    this.occupied[group]! &= ~(1 << (bucket & 31))
    if (this.occupied[group] === 0)
      this.occupiedGroups &= ~(1 << group)
  }

  private lowestKeyFrom(first: number): number {
    let lowest = HIGHEST_KEY
    for (let item = first; item !== NONE; item = this.nextItems[item]!)
      lowest = Math.min(lowest, this.keys[item]!)
    return lowest
  }

  private growFor(item: number) {
    const { keys, nextItems } = this
    this.keys = new Int32Array(2 * item)
    this.nextItems = new Int32Array(2 * item)
    this.keys.set(keys)
    this.nextItems.set(nextItems)
  }
}
