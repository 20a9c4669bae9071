import * as v from 'valibot'

/**
 * When a state was set: a hybrid logical clock. It is later than every stamp that its window knew, and near the milliseconds of
 * `Date.now()`, so that windows which never met order their states as people would. Of two changes made at once, all windows keep the same one.
 */
export interface Stamp {
  count: number
  /** Tells apart what two windows set at the same count. */
  window: string
}

export const stampSchema = v.strictObject({ count: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), window: v.pipe(v.string(), v.maxLength(100)) })

/** Of a state that nobody has set: earlier than any other. */
export const UNSET: Stamp = { count: 0, window: '' }

export const isLater = (a: Stamp, b: Stamp): boolean => a.count === b.count ? a.window > b.window : a.count > b.count

/** A stamp of this window, later than `known`. */
export const stampAfter = (known: Stamp, window: string, now = Date.now()): Stamp => ({ count: Math.max(known.count + 1, now), window })
