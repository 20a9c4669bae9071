import type { DeliveryCounts } from './message-store.ts'
import type { Subscription } from './subscription.ts'
import { InvalidFieldError } from './errors.ts'

/** How one subscription stands. Dates are ISO 8601, durations milliseconds. */
export interface SubscriptionStats extends Pick<Subscription, 'name' | 'kind' | 'type' | 'pausedOn'> {
  /** Deliveries that wait, those of a later date included. */
  waiting: number
  active: number
  /** Dead letters. */
  failed: number
  /** Since when the delivery that waits longest is due; null when none is. */
  oldestDue: string | null
  /** How long that is; 0 when none is due. */
  lateness: number
  /** When a process that runs it was last heard of, or when it was stored; null while one lives. */
  absentSince: string | null
}

export interface Stats {
  takenOn: string
  /** By name. */
  subscriptions: SubscriptionStats[]
  /** Stored messages that nobody subscribed to: they have no delivery. Replies, which are looked for, do not count. */
  unsubscribed: number
}

interface Situation {
  /** ISO 8601. */
  takenOn: string
  /** Milliseconds of silence after which a process counts as gone. */
  lease: number
  runsHere: (name: string) => boolean
}

/** One line a subscription; it has no counts where nothing is open and nothing failed. */
export function statsOf(all: Subscription[], counts: DeliveryCounts[], { takenOn, lease, runsHere }: Situation): SubscriptionStats[] {
  const bySubscriber = new Map(counts.map(count => [count.subscriber, count]))
  return all.map(({ name, kind, type, pausedOn, seenOn, createdOn }) => {
    const { waiting = 0, active = 0, failed = 0, oldestDue = null } = bySubscriber.get(name) ?? {}
    const heardOf = seenOn ?? createdOn
    const isAbsent = !runsHere(name) && between(heardOf, takenOn) > lease
    return { name, kind, type, waiting, active, failed, oldestDue, lateness: between(oldestDue, takenOn), pausedOn, absentSince: isAbsent ? heardOf : null }
  })
}

/** Above which somebody is to be told; `Infinity` is never exceeded. */
export interface Thresholds {
  /** Dead letters of a subscription. */
  failed: number
  /** Milliseconds for which the oldest delivery of a subscription is due. */
  lateness: number
  /** Milliseconds since a process that runs the subscription was heard of. */
  absence: number
  /** Deliveries of a subscription that wait. Many at once are no trouble in themselves. */
  waiting: number
  /** Messages that nobody subscribed to. */
  unsubscribed: number
}

const defaultThresholds: Thresholds = { failed: 0, lateness: 5 * 60_000, absence: 60_000, waiting: Infinity, unsubscribed: Infinity }

/** What the thresholds are held against: all statistics, or these parts of them. */
interface Measured extends Pick<Stats, 'takenOn' | 'unsubscribed'> {
  subscriptions: Pick<SubscriptionStats, 'name' | 'failed' | 'lateness' | 'waiting' | 'absentSince'>[]
}

/** A threshold that is exceeded, and by whom: null for the bus as a whole. */
export interface Alarm { subscription: string | null, measure: keyof Thresholds, value: number, threshold: number }

/**
 * Which thresholds are exceeded: each dead letter, and a delivery that is due for longer than five minutes, unless said otherwise.
 * @throws {InvalidFieldError} a threshold is no number, or none of those above
 */
export function alarmsOf({ takenOn, subscriptions, unsubscribed }: Measured, wanted: Partial<Thresholds> = {}): Alarm[] {
  const thresholds = { ...defaultThresholds, ...wanted }
  for (const [measure, threshold] of Object.entries(thresholds)) {
    if (!Object.hasOwn(defaultThresholds, measure))
      throw new InvalidFieldError(`thresholds.${measure}`, `unknown; known: ${Object.keys(defaultThresholds).join(', ')}`)
    if (!(threshold >= 0))
      throw new InvalidFieldError(`thresholds.${measure}`, 'a number from 0 on is needed')
  }
  const values = subscriptions.flatMap(({ name, failed, lateness, waiting, absentSince }) =>
    Object.entries({ failed, lateness, absence: between(absentSince, takenOn), waiting }).map(([measure, value]) => ({ subscription: name, measure, value })))
  return [...values, { subscription: null, measure: 'unsubscribed', value: unsubscribed }]
    .map(one => ({ ...one, measure: one.measure as keyof Thresholds, threshold: thresholds[one.measure as keyof Thresholds] }))
    .filter(({ value, threshold }) => value > threshold)
}

/** Milliseconds, none where the clock went back. */
const between = (from: string | null, to: string) => from === null ? 0 : Math.max(0, Date.parse(to) - Date.parse(from))
