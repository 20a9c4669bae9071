import type { PublishOptions } from './bus-options.ts'
import type { Delivery, Message, MessageKind, Mode } from './message.ts'
import { isoDate } from './retry-policy.ts'

type EnvelopeOptions = Pick<PublishOptions<unknown>, 'subject' | 'cause' | 'correlationId' | 'idempotencyKey' | 'traceparent'>

interface Draft { kind: MessageKind, type: string, version?: number, source: string, data: unknown, id: string, now: number, replyBy?: string }

/** Data with all that tells where they come from. A message without a cause begins a story of its own. */
export function envelope(
  { id, kind, type, version = 1, source, data, now, replyBy }: Draft,
  { subject, cause, correlationId, idempotencyKey, traceparent }: EnvelopeOptions,
): Message {
  return {
    id,
    kind,
    type,
    version,
    source,
    data: data ?? null,
    subject: subject ?? null,
    time: isoDate(now),
    correlationId: correlationId ?? cause?.correlationId ?? id,
    causationId: cause?.id ?? null,
    idempotencyKey: idempotencyKey ?? null,
    traceparent: traceparent ?? cause?.traceparent ?? null,
    replyBy: replyBy ?? null,
  }
}

interface Addressee { subscriber: string, mode: Mode, lane: string | null, maxAttempts: number }

/** A delivery that waits for its date; or, given the name of a process, one that it runs at once. */
export function newDelivery({ id, time }: Message, addressee: Addressee, lockedBy: string | null, startAfter = time): Delivery {
  const isActive = lockedBy !== null
  return {
    messageId: id,
    ...addressee,
    state: isActive ? 'active' : 'created',
    attempts: isActive ? 1 : 0,
    startAfter: isActive ? null : startAfter,
    lockedBy,
    startedOn: isActive ? time : null,
    completedOn: null,
    lastError: null,
  }
}
