const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
/** Ids of one millisecond are told apart, and kept in order, by a counter of 12 bits. */
const COUNTER = 0x1000

/**
 * Makes UUIDs of version 7 (RFC 9562): their order is that of their making, so that an index on them only grows at its end.
 * @param now milliseconds since 1970; when the clock goes back, ids still go forward
 * @param random draws in [0, 1)
 */
export function createUuidV7(now: () => number, random: () => number) {
  let ms = 0
  let counter = 0
  let start = ''

  return function uuidV7(): string {
    const current = now()
    if (current > ms || counter === COUNTER - 1) {
      ms = Math.max(current, ms + 1)
      counter = 0
      const high = Math.floor(ms / 2 ** 16)
      start = `${word(high)}-${hex[(ms >>> 8) & 0xFF]}${hex[ms & 0xFF]}-7`
    }
    else {
      counter += 1
    }
    const left = random() * 2 ** 32 >>> 0
    const right = random() * 2 ** 32 >>> 0
    const variant = `${hex[left >>> 24 & 0x3F | 0x80]}${hex[left >>> 16 & 0xFF]}`
    return `${start}${hex[counter >>> 4]}${(counter & 0xF).toString(16)}-${variant}-${hex[left >>> 8 & 0xFF]}${hex[left & 0xFF]}${word(right)}`
  }
}

const word = (bits: number) => `${hex[bits >>> 24 & 0xFF]}${hex[bits >>> 16 & 0xFF]}${hex[bits >>> 8 & 0xFF]}${hex[bits & 0xFF]}`
