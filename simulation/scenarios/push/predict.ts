import type { Prediction } from '../../engine/scenario.ts'
import type { PushMetric, PushParams } from './model.ts'
import { BYTES } from '../../network/http.ts'
import { PUSH_BYTES, QUEUE_LATENCY } from './model.ts'

/** The counters of a run without inputs, in closed form. */
export function predictPush(params: PushParams): Partial<Record<PushMetric, Prediction>> {
  const { clients: N, processing: D, distribution, latency: L, jitter, permission, isSubscribed, appOpen, fallbackAfter: F, workerDelay: W } = params
  const of = (value: number, formula: string, source = 'RFC 8030'): Prediction => ({ value, formula, source })
  const isGranted = permission === 'granted'
  const none = { expired: of(0, '0'), queued: of(0, '0') }
  const before = isGranted && !isSubscribed ? 2 : 1
  const first = before === 2 ? 'abon. + POST' : 'POST'
  const q = QUEUE_LATENCY
  // A worker with more than a minute of messages may not be through with them when the run ends.
  if (isGranted && W * N > 60_000)
    return { missed: of(0, '0') }
  const notified = { ...none, sent: of(N, 'N'), delivered: of(N, 'N'), missed: of(0, '0') }
  const refused = { ...none, sent: of(0, '0'), delivered: of(0, '0'), missed: of(N, 'N') }
  const bytesBefore = BYTES.request + BYTES.status + (before === 2 ? PUSH_BYTES.subscribe + PUSH_BYTES.endpoint : 0)
    + (isGranted ? PUSH_BYTES.notify + PUSH_BYTES.accepted + PUSH_BYTES.notification : 0)

  /** What follows from the number of fallback fetches, the staleness, and whether a notification brought about the last GET. */
  function after(fallbacks: number, staleness: number, isNotified: boolean, formulas: { fallbacks: string, staleness: string }) {
    const gets = fallbacks + Number(isNotified)
    return {
      known: of(N, 'N'),
      staleness: of(staleness, formulas.staleness),
      requests: of(N * (before + gets), `N·(${first}${isNotified ? ' + GET' : ''}${fallbacks > 0 ? ' + n' : ''})`),
      fallbacks: of(N * fallbacks, fallbacks > 0 ? `N·n, n = ${formulas.fallbacks}` : '0'),
      bytes: of(N * (bytesBefore + gets * BYTES.request + (gets - 1) * BYTES.status + BYTES.result), 'N·Σ', 'retrieval.ts'),
    }
  }

  // An application that stays closed fetches nothing; without permission and fallback, an open one neither.
  if (!appOpen || (!isGranted && F === 0)) {
    return {
      ...(isGranted ? notified : refused),
      known: of(0, '0'),
      requests: of(N * before, `N·(${first})`),
      fallbacks: of(0, '0'),
      bytes: of(N * bytesBefore, 'N·Σ', 'retrieval.ts'),
    }
  }
  if (jitter > 0)
    return isGranted ? notified : refused

  // Refused: polling, the fallback's delay being the interval.
  const cycle = F + 2 * L
  if (!isGranted) {
    const isFixed = distribution === 'fixed'
    const n = isFixed ? Math.ceil(D / cycle) : 1 / (1 - Math.exp(-cycle / D))
    return {
      ...refused,
      ...after(n, n * cycle - D + L, false, {
        fallbacks: isFixed ? '⌈D/(F + 2L)⌉' : '1/(1 − e^(−(F + 2L)/m))',
        staleness: isFixed ? 'n·(F + 2L) − D + L' : 'n·(F + 2L) − m + L',
      }),
    }
  }

  // From the result: to the queue, the worker's time, to the push service, to the device; then the GET and its answer.
  const toDevice = q + W + 2 * L
  const inTurn = W * (N - 1) / 2
  const formula = `${N > 1 && W > 0 ? 'q + W·(N + 1)/2 + 4L' : 'q + W + 4L'}, q = ${q} ms`
  if (distribution === 'exponential') {
    // Each waits in the queue for those before it, which has no simple form; a fallback may come first.
    return F === 0 && (N === 1 || W === 0) ? { ...notified, ...after(0, toDevice + 2 * L, true, { fallbacks: '0', staleness: formula }) } : notified
  }
  // The 202 is at the client L after the work began, the first fallback F later. The last client's notification is late by W·(N − 1).
  const firstFallback = L + F
  const lastNotified = D + toDevice + W * (N - 1)
  if (F === 0 || firstFallback > lastNotified)
    return { ...notified, ...after(0, toDevice + inTurn + 2 * L, true, { fallbacks: '0', staleness: formula }) }
  if (N > 1 && W > 0)
    return notified
  const n = Math.floor((lastNotified - firstFallback) / cycle) + 1
  const lastFallback = firstFallback + (n - 1) * cycle
  const fallbacks = '⌊(D + q + W + L − F)/(F + 2L)⌋ + 1'
  // The last one may reach the server after the result, before the notification reaches the client.
  return lastFallback + L >= D
    ? { ...notified, ...after(n, lastFallback + 2 * L - D, false, { fallbacks, staleness: 'n·(F + 2L) + L − D' }) }
    : { ...notified, ...after(n, toDevice + 2 * L, true, { fallbacks, staleness: formula }) }
}
