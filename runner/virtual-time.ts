import type { Clock } from '@sinonjs/fake-timers'

const { apply } = Reflect

/**
 * Every way that JavaScript has of asking for the time, on a virtual clock: the globals of a run, besides its timers. It
 * changes `Intl.DateTimeFormat` and `Event` of the worker for good.
 * @param start the date at which the run starts, in milliseconds since 1970
 */
export function virtualGlobals(clock: Clock & { Temporal?: object }, start: number): Record<string, unknown> {
  const elapsed = () => clock.now - start
  formatNowBy(() => clock.now)
  stampEventsBy(elapsed)
  return { Date: clock.Date, performance: createPerformance(elapsed, start), ...clock.Temporal ? { Temporal: clock.Temporal } : {} }
}

/** A formatter that is given no date formats the present one. */
function formatNowBy(now: () => number): void {
  const { prototype } = Intl.DateTimeFormat
  const { get } = Object.getOwnPropertyDescriptor(prototype, 'format')!
  const { formatToParts } = prototype
  const made = new WeakMap<object, unknown>()
  Object.defineProperty(prototype, 'format', { configurable: true, get(this: Intl.DateTimeFormat) {
    const format = apply(get!, this, []) as (date: unknown) => string
    if (!made.has(format))
      made.set(format, { '': (date?: unknown) => format(date === undefined ? now() : date) }[''])
    return made.get(format)
  } })
  prototype.formatToParts = {
    formatToParts(this: Intl.DateTimeFormat, date?: Date | number) { return apply(formatToParts, this, [date === undefined ? now() : date]) },
  }.formatToParts
}

/** An event bears the time at which it is first looked at: that it came to be at another one, only a later turn can tell. */
function stampEventsBy(elapsed: () => number): void {
  const stamps = new WeakMap<object, number>()
  Object.defineProperty(Event.prototype, 'timeStamp', { configurable: true, enumerable: true, get(this: Event) {
    if (!stamps.has(this))
      stamps.set(this, elapsed())
    return stamps.get(this)
  } })
}

interface Entry { name: string, entryType: 'mark' | 'measure', startTime: number, duration: number, detail: unknown }

function createPerformance(now: () => number, timeOrigin: number): Record<string, unknown> {
  let entries: Entry[] = []
  const add = (entry: Entry) => {
    entries.push(entry)
    return entry
  }
  const timeOf = (mark: string | number | undefined, otherwise: number) => {
    if (mark === undefined || typeof mark === 'number')
      return mark ?? otherwise
    const found = entries.findLast(({ name, entryType }) => name === mark && entryType === 'mark')
    if (!found)
      throw new DOMException(`The "${mark}" performance mark has not been set`, 'SyntaxError')
    return found.startTime
  }
  const clear = (type: Entry['entryType']) => (name?: string) => {
    entries = entries.filter(entry => entry.entryType !== type || (name !== undefined && entry.name !== name))
  }
  return {
    timeOrigin,
    now,
    mark: (name: string, { startTime = now(), detail = null }: { startTime?: number, detail?: unknown } = {}) =>
      add({ name: `${name}`, entryType: 'mark', startTime, duration: 0, detail }),
    measure(name: string, from?: string | { start?: string | number, end?: string | number, detail?: unknown }, to?: string) {
      const { start, end, detail = null } = typeof from === 'object' ? from : { start: from, end: to }
      const startTime = timeOf(start, 0)
      return add({ name: `${name}`, entryType: 'measure', startTime, duration: timeOf(end, now()) - startTime, detail })
    },
    clearMarks: clear('mark'),
    clearMeasures: clear('measure'),
    getEntries: () => [...entries],
    getEntriesByName: (wanted: string) => entries.filter(({ name }) => name === wanted),
    getEntriesByType: (wanted: string) => entries.filter(({ entryType }) => entryType === wanted),
    toJSON: () => ({ timeOrigin }),
  }
}
