import type { Prediction } from '../../engine/scenario.ts'
import type { Ms } from '../../engine/trace.ts'
import type { SseMetric, SseParams } from './model.ts'
import { CONNECTIONS_PER_DOMAIN } from '../../network/connection-pool.ts'
import { BYTES } from '../../network/http.ts'
import { hasConnectionLimit, LEAVE_AFTER, STREAM_BYTES, TAB_INTERVAL } from './model.ts'

/** The counters of a run without inputs, in closed form. */
export function predictSse(params: SseParams): Partial<Record<SseMetric, Prediction>> {
  const { clients: N, processing: D, distribution, latency: L, jitter, events: M, ending, retry: R, tabs: T } = params
  const { keepsHistory, fetchesOnReconnect, heartbeat: H, retrySpread } = params
  const source = 'WHATWG HTML § 9.2'
  const of = (value: number, formula: string, from = source): Prediction => ({ value, formula, source: from })
  const streams = N + T - 1
  const all = T === 1 ? 'N' : '(N + T − 1)'
  const isFixed = distribution === 'fixed'
  const waits = hasConnectionLimit(params) && T > CONNECTIONS_PER_DOMAIN
  // The stream opens at the server 2L after the start of the work: earlier events are sent then, if the server keeps them.
  const gap = 2 * L
  const early = keepsHistory ? 0 : isFixed ? eventsBefore(gap, params) : meanEventsBefore(gap, params)
  /** Probability that the result is sent on the stream. */
  const sent = keepsHistory ? 1 : isFixed ? Number(early < M) : Math.exp(-gap / D)
  const dependsOnChance = !keepsHistory && (jitter > 0 || waits)
  const predictions: Partial<Record<SseMetric, Prediction>> = {}
  // A delay may be so long that the page takes it for silence.
  if (H > 0 && jitter > 0)
    return predictions

  // A stream is open at the server from 2L until its client has the result, L after it: a ping every H > L.
  const pings = H === 0 ? 0 : isFixed && ending === 'done' && keepsHistory && jitter === 0 && !waits ? Math.floor((Math.max(D, gap) - L) / H) : undefined
  if (pings !== undefined)
    predictions.heartbeats = of(streams * pings, H === 0 ? '0' : `${all}·⌊(max(D, 2L) − L)/H⌋`)
  if (ending === 'done')
    predictions.peak = of(0, '0')

  if (!hasConnectionLimit(params) || (T <= CONNECTIONS_PER_DOMAIN && (keepsHistory || !fetchesOnReconnect)))
    predictions.blocked = of(0, '0')
  if (dependsOnChance)
    return predictions
  const lost = isFixed ? '#(k·D/M < 2L)' : 'Σₖ(1 − e^(−2LM/(k·m)))'
  predictions.missed = of(streams * early, early === 0 ? '0' : `${all}·${lost}`)
  predictions.messages = of(streams * (M - early), early === 0 ? `${all}·M` : `${all}·(M − ${lost})`)
  const isFetched = ending === 'server-closes' && fetchesOnReconnect
  predictions.known = isFetched ? of(streams, all) : of(streams * sent, sent === 1 ? all : isFixed ? '0' : `${all}·e^(−2L/m)`)

  if (jitter === 0 && !waits && sent > 0 && !(isFetched && sent < 1)) {
    const late = !keepsHistory ? 0 : isFixed ? Math.max(0, gap - D) : gap - D * (1 - Math.exp(-gap / D))
    predictions.staleness = of(L + late, !keepsHistory ? 'L' : isFixed ? 'L + max(0, 2L − D)' : 'L + 2L − m·(1 − e^(−2L/m))')
  }

  // After the end: one reconnection that a 204 answers, or one every R + 2L until the user leaves the page.
  const useless = Math.ceil((LEAVE_AFTER - R) / (R + gap))
  const answered = R + (useless - 1) * (R + gap) + L < LEAVE_AFTER ? useless : useless - 1
  const hasCount = ending === 'done' || (!waits && retrySpread === 0 && (ending === 'no-content' || (jitter === 0 && sent === 1)))
  if (hasCount) {
    const again = ending === 'done' ? 0 : ending === 'no-content' ? sent : useless
    const n = ending === 'done' ? '' : ending === 'no-content' ? sent === 1 ? '1' : 'e^(−2L/m)' : '⌈(15 s − R)/(R + 2L)⌉'
    predictions.reconnections = of(streams * again, again === 0 ? '0' : `${all}·${n}`)
    predictions.requests = of(streams * (2 + again), `${all}·${again === 0 ? '2' : `(2 + ${n})`}`)
    if (pings !== undefined && (isFixed || early === 0)) {
      const stream = STREAM_BYTES.opening + (M - 1 - Math.min(early, M - 1)) * STREAM_BYTES.event + sent * STREAM_BYTES.result + pings * STREAM_BYTES.ping
      const after = ending === 'done' ? 0 : again * BYTES.request + (ending === 'no-content' ? again : answered) * BYTES.notModified
      predictions.bytes = of(streams * (2 * BYTES.request + BYTES.status + stream + after), `${all}·Σ`, 'retrieval.ts')
    }
  }

  const peak = peakConnections(params)
  if (peak)
    predictions.peakConnections = of(...peak)
  return predictions
}

/** Number of events of fixed work until a time after its start. */
function eventsBefore(gap: Ms, { processing: D, events: M }: SseParams): number {
  const microseconds = (time: Ms) => Math.round(time * 1000)
  let count = 0
  for (let event = 1; event <= M; event++) {
    const at = microseconds(D * event / M)
    // Of two events at the same time, the one that was scheduled first comes first.
    if (at < microseconds(gap) || (at === microseconds(gap) && D / M >= gap / 2))
      count++
  }
  return count
}

/** The same in the mean, for exponential work of mean D. */
function meanEventsBefore(time: Ms, { processing: D, events: M }: SseParams): number {
  let mean = 0
  for (let event = 1; event <= M; event++)
    mean += 1 - Math.exp(-time * M / (event * D))
  return mean
}

/** Maximum of connections open at the same time, where it follows from the parameters. */
function peakConnections(params: SseParams): [value: number, formula: string] | undefined {
  const { clients: N, processing: D, distribution, latency: L, jitter, ending, keepsHistory, tabs: T } = params
  if (jitter > 0 || (ending === 'no-content' && !keepsHistory))
    return undefined
  if (!hasConnectionLimit(params) || T === 1)
    return [N, 'N']
  const most = Math.min(T, CONNECTIONS_PER_DOMAIN)
  const isOrderly = T <= CONNECTIONS_PER_DOMAIN || 2 * L < TAB_INTERVAL
  const areAllOpen = distribution === 'fixed' && ending === 'done' && keepsHistory && (most - 1) * TAB_INTERVAL + L < Math.max(D, 2 * L)
  return isOrderly && areAllOpen ? [N - 1 + most, 'N − 1 + min(T, 6)'] : undefined
}
