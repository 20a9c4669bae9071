import type { Prediction } from '../../engine/scenario.ts'
import type { WebsocketMetric, WebsocketParams } from './model.ts'
import { BYTES } from '../../network/http.ts'
import { CONTROL_BYTES, frameBytes } from '../../network/socket.ts'
import { PAYLOAD } from './model.ts'

/** The counters of a run without inputs, in closed form. */
export function predictWebsocket(params: WebsocketParams): Partial<Record<WebsocketMetric, Prediction>> {
  const { clients: N, processing: D, distribution, latency: L, jitter, events: M, heartbeat: H, resumes } = params
  const of = (value: number, formula: string, source = 'RFC 6455'): Prediction => ({ value, formula, source })
  const isFixed = distribution === 'fixed'
  // The subscription reaches the server 4L after the start of the work: 202, handshake, its answer, the subscription itself.
  const unsubscribed = 4 * L
  const calm = { requests: of(2 * N, '2N'), reconnections: of(0, '0'), peak: of(0, '0'), duplicates: of(0, '0') }
  const all = { ...calm, known: of(N, 'N'), messages: of(N * (1 + M), 'N·(1 + M)'), missed: of(0, '0') }
  if (!resumes && (!isFixed || jitter > 0 || D / M <= unsubscribed)) {
    // A server that keeps no messages sent those before the subscription to nobody.
    if (isFixed || jitter > 0)
      return calm
    const missed = Array.from({ length: M }, (_, k) => 1 - Math.exp(-unsubscribed * M / ((k + 1) * D))).reduce((sum, share) => sum + share, 0)
    return {
      ...calm,
      known: of(N * Math.exp(-unsubscribed / D), 'N·e^(−4L/m)'),
      staleness: of(L, 'L'),
      messages: of(N * (1 + M - missed), 'N·(1 + Σ e^(−4LM/(k·m)))'),
      missed: of(N * missed, 'N·Σ (1 − e^(−4LM/(k·m)))'),
    }
  }
  if (jitter > 0)
    return all

  // A result that is ready before the subscription waits for it.
  const wait = isFixed ? Math.max(0, unsubscribed - D) : unsubscribed - D * (1 - Math.exp(-unsubscribed / D))
  // The connection is open at the server from 3L until the client's close, 2L after the result left: D later. A ping every H > 4L.
  const pings = H === 0 ? 0 : isFixed ? Math.floor(D / H) : 1 / (Math.exp(H / D) - 1)
  const bytes = BYTES.request + BYTES.status + BYTES.request + BYTES.notModified
    + frameBytes(PAYLOAD.subscribe, 'up') + (M - 1) * frameBytes(PAYLOAD.progress, 'down') + frameBytes(PAYLOAD.result, 'down')
    + CONTROL_BYTES.close + CONTROL_BYTES.closed + pings * (CONTROL_BYTES.ping + CONTROL_BYTES.pong)
  return {
    ...all,
    staleness: of(L + wait, wait === 0 ? 'L' : isFixed ? 'L + 4L − D' : 'L + 4L − m·(1 − e^(−4L/m))'),
    heartbeats: of(N * pings, H === 0 ? '0' : isFixed ? 'N·⌊D/H⌋' : 'N/(e^(H/m) − 1)'),
    peakConnections: of(N, 'N'),
    bytes: of(N * bytes, 'N·Σ', 'socket.ts'),
  }
}
