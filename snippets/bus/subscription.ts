import type { Message, MessageKind, Mode } from './message.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { DuplicateSubscriberError, SubscriptionConflictError } from './errors.ts'
import { policies } from './retry-policy.ts'
import { checkText } from './text-fields.ts'

/** `auto`, of commands: sync where the sender can wait for the handler, async where it cannot. */
export type SubscriptionMode = Mode | 'auto'

/** Who is to get what, whatever process publishes. It outlives its process; its name is its identity. */
export interface Subscription {
  name: string
  kind: MessageKind
  type: string
  mode: SubscriptionMode
  /** Serial only: where in a message its key stands, as `subject` or `data.account.id`. */
  key: string | null
  /** What differs from the default policy of its mode. */
  retry: Partial<RetryPolicy> | null
  /** ISO 8601, as all dates. */
  createdOn: string
  /** While it is paused its deliveries wait. */
  pausedOn: string | null
  /** When a process that runs it was last heard of; null before the first one. */
  seenOn: string | null
}

/** Where a new subscription begins: at a stored message, included, or at one of the ends. */
export type Beginning = 'now' | 'beginning' | { messageId: string }

/** All subscriptions at one moment; the version changes whenever one of them does. */
export interface Subscriptions { version: number, all: Subscription[] }

export const policyOf = ({ mode, retry }: Pick<Subscription, 'mode' | 'retry'>, own: Mode = mode === 'auto' ? 'async' : mode): RetryPolicy =>
  ({ ...policies[own], ...retry })

/**
 * Type, mode and key of a subscription never change: deliveries are stored by them, and two versions of a service that run
 * side by side would change them to and fro. Its retry policy may.
 * @throws {SubscriptionConflictError} the stored one differs
 */
function checkSame(stored: Subscription, wanted: Subscription): void {
  const parts = (['kind', 'type', 'mode', 'key'] as const).filter(part => stored[part] !== wanted[part])
  const inWords = (subscription: Subscription) => parts.map(part => `${part} ${subscription[part] ?? 'none'}`).join(', ')
  if (parts.length > 0) {
    throw new SubscriptionConflictError(`Subscription ${wanted.name} is stored with ${inWords(stored)}, not ${inWords(wanted)}: `
      + `choose another name, or unsubscribe('${wanted.name}') first, which gives up what it is owed`)
  }
}

/**
 * The stored subscription of that name, if there is one.
 * @throws {SubscriptionConflictError} it differs
 * @throws {DuplicateSubscriberError} the command has a handler of another name
 */
export function sameOf(all: Subscription[], wanted: Subscription): Subscription | undefined {
  const known = all.find(({ name }) => name === wanted.name)
  if (known)
    checkSame(known, wanted)
  const other = all.find(({ kind, type, name }) => kind === 'command' && kind === wanted.kind && type === wanted.type && name !== wanted.name)
  if (other)
    throw new DuplicateSubscriberError(`Command ${wanted.type} already has a handler: ${other.name}`)
  return known
}

/** The queue of a message among those of a serial subscription: its name and the message's key. */
export function laneOf({ name, key }: Pick<Subscription, 'name' | 'key'>, message: Message): string {
  const value = key === null ? '' : valueAt(message, key.split('.'))
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? ''
  checkText('key', text || ' ')
  // The length tells one subscription from another whose name goes on with a slash.
  return `${name.length}/${name}/${text}`
}

/** Of own fields only; undefined where the path leads nowhere. */
function valueAt(value: unknown, [step, ...rest]: string[]): unknown {
  if (step === undefined)
    return value
  return value !== null && value !== undefined && Object.hasOwn(new Object(value), step) ? valueAt((value as any)[step], rest) : undefined
}
