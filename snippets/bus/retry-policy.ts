import type { Delivery, Mode } from './message.ts'
import { describeError } from './error-record.ts'
import { InvalidFieldError, NonRetriableError, RetryAfterError } from './errors.ts'

/** Milliseconds, but `attempts`, which counts the first one. */
export interface RetryPolicy { attempts: number, delay: number, maxDelay: number }

interface Circumstances { policy: RetryPolicy, now: number, random: () => number }

/** An integer of 32 bits, as databases count. */
const MAX_ATTEMPTS = 2 ** 31 - 1

const fiveAttempts: RetryPolicy = { attempts: 5, delay: 1000, maxDelay: 30_000 }

/** In `sync` mode the publisher waits, and learns of the error: no attempt is made behind its back. */
export const policies: Record<Mode, RetryPolicy> = {
  async: fiveAttempts,
  sync: { ...fiveAttempts, attempts: 1 },
  serial: fiveAttempts,
}

/** @throws {InvalidFieldError} no policy: a part of it is no number, or not one that can be waited for */
export function checkPolicy({ attempts, delay, maxDelay }: RetryPolicy): void {
  if (!Number.isSafeInteger(attempts) || attempts < 1 || attempts > MAX_ATTEMPTS)
    throw new InvalidFieldError('retry.attempts', `a whole number from 1 to ${MAX_ATTEMPTS} is needed`)
  for (const [field, value] of Object.entries({ delay, maxDelay })) {
    if (!(value >= 0 && value < Infinity))
      throw new InvalidFieldError(`retry.${field}`, 'a number of milliseconds is needed')
  }
}

/** Exponential backoff with full jitter: up to delay · 2^(n - 1) after the n-th failure, under a cap. */
export function backoff(attempt: number, policy: RetryPolicy, random: () => number) {
  // #region backoff
  const longest = policy.delay * 2 ** (attempt - 1)
  return random() * Math.min(policy.maxDelay, longest)
  // #endregion backoff
}

/** What becomes of a delivery whose attempt succeeded. */
export function completed(delivery: Delivery, now: number): Delivery {
  return { ...delivery, state: 'completed', startAfter: null, completedOn: isoDate(now) }
}

/** What becomes of a delivery whose attempt failed: `retry` at a date, or `failed`, the dead letter. */
export function afterFailure(delivery: Delivery, error: unknown, { policy, now, random }: Circumstances): Delivery {
  // #region after-failure
  const isLast = delivery.attempts >= delivery.maxAttempts
    || error instanceof NonRetriableError
  const wait = knowsWhen(error, now)
    ? error.waitAt(now)
    : backoff(delivery.attempts, policy, random)
  return {
    ...delivery,
    state: isLast ? 'failed' : 'retry',
    startAfter: isLast ? null : isoDate(now + wait),
    completedOn: isLast ? isoDate(now) : null,
    lastError: describeError(error),
  }
  // #endregion after-failure
}

const knowsWhen = (error: unknown, now: number): error is RetryAfterError => error instanceof RetryAfterError && !Number.isNaN(error.waitAt(now))

/** What becomes of a delivery whose process died: the attempt counts, or a message that kills its process would run for ever. */
export function afterLoss(delivery: Delivery, now: number): Delivery {
  const isLast = delivery.attempts >= delivery.maxAttempts
  return {
    ...delivery,
    state: isLast ? 'failed' : 'retry',
    startAfter: isLast ? null : isoDate(now),
    lockedBy: null,
    completedOn: isLast ? isoDate(now) : null,
    lastError: lossOf(delivery.lockedBy),
  }
}

export const lossOf = (worker: string | null) => ({ name: 'WorkerLostError', message: `Process ${worker} gave no sign of life any more` })

/** Later dates have more digits, and would not sort as texts. */
const LAST_DATE = Date.UTC(9999, 11, 31)

let lastMs = Number.NaN
let lastDate = ''

/** ISO 8601 in UTC, with milliseconds: such dates sort as texts. Rounded up, so that a wait is never cut short. */
export function isoDate(ms: number): string {
  const whole = Math.min(Math.ceil(ms), LAST_DATE)
  if (whole !== lastMs) {
    lastMs = whole
    lastDate = new Date(whole).toISOString()
  }
  return lastDate
}
