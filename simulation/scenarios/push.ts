import type { Input, Prediction, Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import type { Pending } from '../network/http.ts'
import type { MessageContent } from '../network/network.ts'
import type { RetrievalMetric, RetrievalParams } from './retrieval.ts'
import { SLOWDOWN } from '../network/jobs.ts'
import { clientLane, SERVER } from '../network/network.ts'
import { BYTES, createRetrieval, POST_RETRY, REQUEST_TIMEOUT, retrievalLanes, retrievalParams } from './retrieval.ts'

export type PushParams = RetrievalParams & {
  /** What the user answers when the application asks whether it may notify. */
  permission: 'granted' | 'refused'
  /** The device subscribed on an earlier visit. */
  isSubscribed: boolean
  /** The user keeps the application open; without it, leaves once the 202 is there. */
  appOpen: boolean
  /** After this without news the client asks by itself, again and again: F; 0 for never. */
  fallbackAfter: Ms
  /** How long the push service keeps a notification for a device that it does not reach: TTL. */
  ttl: Ms
  /** Time of the worker for one message of the queue: W. */
  workerDelay: Ms
}

export type PushMetric = RetrievalMetric | 'sent' | 'delivered' | 'expired' | 'missed' | 'fallbacks' | 'queued'
export type PushPreset = 'notified' | 'refused' | 'app-closed' | 'expired' | 'lost-saved' | 'lost-for-good' | 'slow-worker'

const QUEUE = 'queue'
/** Reads the queue and has the notification sent. */
const WORKER = 'worker'
/** Of the browser's or the phone's maker: it alone reaches the device. */
const PUSH_SERVICE = 'push-service'

/** Lanes of this many clients leave room for those of the bricks. */
const SHOWN_CLIENTS = 2

/** From the server to its queue, in the same data centre; negligible beside the Internet's latency. */
const QUEUE_LATENCY: Ms = 10
/** A GET that failed is tried again soon, then after twice as long each time, up to this; without news, at the next fallback. */
const LONGEST_RETRY: Ms = 30_000

/** What crosses the Internet; the queue's own messages do not. */
const PUSH_BYTES = { subscribe: BYTES.request, endpoint: BYTES.status, notify: BYTES.request, accepted: BYTES.notModified, notification: BYTES.status } as const

const SUBSCRIBE: MessageContent = { label: 'subscribe', tone: 'client', bytes: PUSH_BYTES.subscribe }
const ENDPOINT: MessageContent = { label: 'endpoint', tone: 'server', bytes: PUSH_BYTES.endpoint }
const ENQUEUED: MessageContent = { label: 'enqueued', tone: 'message', step: 4, bytes: 0 }
const NOTIFY: MessageContent = { label: 'notify', tone: 'message', bytes: PUSH_BYTES.notify }
const CREATED: MessageContent = { label: 'created', tone: 'server', bytes: PUSH_BYTES.accepted }
const NOTIFICATION: MessageContent = { label: 'notification', tone: 'message', step: 5, bytes: PUSH_BYTES.notification }
const GET: MessageContent = { label: 'get', tone: 'client', bytes: BYTES.request }
const FALLBACK: MessageContent = { ...GET, label: 'fallback' }
const RESULT: MessageContent = { label: 'result', tone: 'success', bytes: BYTES.result }
const NOT_READY: MessageContent = { label: 'not-ready', tone: 'waiting', bytes: BYTES.status }

/** A client, as its device knows it. */
class Device {
  isAccepted = false
  isOpen = true
  /** A notification said that the result is there. */
  isTold = false
  failures = 0
  /** Calls off the fallback fetch to come. */
  cancelFallback?: () => void
  /** Under way. */
  get?: Pending
}

/** A notification that the push service keeps. */
interface Stored {
  isLeft: boolean
  expiresAt: Ms
  cancelExpiry: () => void
  endSpan?: (end: Ms) => void
}

/**
 * The server pushes: a message in a queue, a worker that has a notification sent, a push service that reaches the device.
 * The notification says that there is a result; the client then fetches it. RFC 8030.
 *
 * With the application closed, the system shows the notification: the user is told, but the client holds the result only
 * once the application is open again, when it fetches in any case. What goes astray between push service and device is
 * lost for good, as with a device that saves its battery: nobody is told.
 */
export const push: Scenario<PushParams, PushMetric, PushPreset> = {
  id: 'push',
  params: {
    fallbackAfter: { kind: 'number', unit: 'ms', min: 0, max: 120_000, step: 10_000, initial: 30_000 },
    ttl: { kind: 'number', unit: 'ms', min: 0, max: 60_000, step: 5000, initial: 30_000 },
    ...retrievalParams,
    permission: { kind: 'choice', options: ['granted', 'refused'], initial: 'granted' },
    appOpen: { kind: 'switch', initial: true, isAdvanced: true },
    workerDelay: { kind: 'number', unit: 'ms', min: 0, max: 2000, step: 50, initial: 200, isAdvanced: true },
    isSubscribed: { kind: 'switch', initial: false, isAdvanced: true },
  },
  metrics: { known: 'count', staleness: 'ms', requests: 'count', sent: 'count', delivered: 'count', expired: 'count', missed: 'count', fallbacks: 'count', queued: 'count', bytes: 'bytes' },
  inputs: ['server-down', 'server-up', 'disconnect', 'reconnect', 'lose-next', 'slow-worker', 'normal-worker', 'close-app', 'open-app'],
  presets: [
    { id: 'notified' },
    { id: 'refused', params: { permission: 'refused', fallbackAfter: 10_000 } },
    { id: 'app-closed', inputs: [{ at: 4000, do: 'close-app' }, { at: 20_000, do: 'open-app' }] },
    { id: 'expired', params: { ttl: 5000 }, inputs: [{ at: 10_000, do: 'disconnect' }, { at: 24_000, do: 'reconnect' }] },
    { id: 'lost-saved', inputs: [{ at: 6000, do: 'lose-next' }] },
    { id: 'lost-for-good', params: { fallbackAfter: 0 }, inputs: [{ at: 6000, do: 'lose-next' }] },
    { id: 'slow-worker', params: { clients: 500, distribution: 'exponential', workerDelay: 100 }, inputs: [{ at: 5000, do: 'slow-worker' }, { at: 25_000, do: 'normal-worker' }] },
  ],
  lanes: params => [
    ...retrievalLanes(params, SHOWN_CLIENTS),
    { id: QUEUE, tone: 'message' },
    { id: WORKER, tone: 'server' },
    { id: PUSH_SERVICE, tone: 'server' },
  ],

  run(params, seed, inputs) {
    const { permission, isSubscribed, appOpen, fallbackAfter, ttl, workerDelay } = params
    const metrics = Object.keys(push.metrics) as PushMetric[]
    const world = createRetrieval<PushMetric>(metrics, params, seed, inputs, {
      detailed: SHOWN_CLIENTS,
      patience: 2 * fallbackAfter + ttl,
      onMilestone: announce,
    })
    const { queue, recorder, network, http, jobs } = world
    const devices = Array.from({ length: world.clients }, () => new Device())
    const messages: { client: number, endSpan?: (end: Ms) => void }[] = []
    /** Those before have been taken. */
    let nextMessage = 0
    let isWorkerFree = true
    let isWorkerSlow = false
    let stored: [client: number, Stored][] = []
    const isShown = (client: number) => client < SHOWN_CLIENTS

    // The device: permission, subscription, POST.

    function begin(client: number) {
      if (isShown(client) && !isSubscribed)
        recorder.mark({ lane: clientLane(client), at: queue.now, label: permission, tone: permission === 'granted' ? 'success' : 'failure' })
      if (permission === 'granted' && !isSubscribed)
        subscribe(client)
      else
        world.post(client, accepted)
    }

    /** The subscription is an address at the push service, which the POST hands to the server. */
    function subscribe(client: number) {
      const lane = clientLane(client)
      const sentAt = queue.now
      const again = (loss: string) => queue.at(loss === 'astray' ? sentAt + REQUEST_TIMEOUT : queue.now + POST_RETRY, () => subscribe(client))
      recorder.add('requests', queue.now)
      network.send({ client, from: lane, to: PUSH_SERVICE }, SUBSCRIBE, () => {
        network.send({ client, from: PUSH_SERVICE, to: lane }, ENDPOINT, () => world.post(client, accepted), again)
      }, again)
    }

    function accepted(client: number) {
      const device = devices[client]!
      device.isAccepted = true
      if (!appOpen && device.isOpen)
        close(client)
      waitForNews(client)
    }

    // The server's side: queue, worker, push service.

    function announce(client: number) {
      if (permission === 'refused') {
        recorder.add('missed', queue.now)
        return
      }
      network.send({ client, from: SERVER, to: QUEUE, latency: QUEUE_LATENCY }, ENQUEUED, () => {
        const isWaiting = !isWorkerFree || messages.length > nextMessage
        const endSpan = isShown(client) && isWaiting ? recorder.span({ lane: QUEUE, start: queue.now, label: 'queued', tone: 'waiting' }) : undefined
        messages.push({ client, endSpan })
        recorder.add('queued', queue.now)
        takeNext()
      })
    }

    /** The worker waits at the queue, and has a message as soon as both are there. */
    function takeNext() {
      const message = isWorkerFree ? messages[nextMessage] : undefined
      if (!message)
        return
      nextMessage++
      isWorkerFree = false
      message.endSpan?.(queue.now)
      recorder.add('queued', queue.now, -1)
      const { client } = message
      if (isShown(client))
        recorder.message({ from: QUEUE, to: WORKER, label: 'taken', tone: 'message', sentAt: queue.now }).receivedAt = queue.now
      const endSpan = isShown(client) ? recorder.span({ lane: WORKER, start: queue.now, label: 'sending', tone: 'server' }) : undefined
      queue.after(workerDelay * (isWorkerSlow ? SLOWDOWN : 1), () => {
        endSpan?.(queue.now)
        isWorkerFree = true
        network.send({ client, from: WORKER, to: PUSH_SERVICE }, NOTIFY, () => {
          recorder.add('sent', queue.now)
          network.send({ client, from: PUSH_SERVICE, to: WORKER }, CREATED, () => {})
          deliver(client, queue.now + ttl)
        })
        takeNext()
      })
    }

    function deliver(client: number, expiresAt: Ms) {
      if (!network.isConnected) {
        store(client, expiresAt)
        return
      }
      network.send({ client, from: PUSH_SERVICE, to: clientLane(client) }, NOTIFICATION, () => notified(client), (loss) => {
        // The service knows that the device is gone, and keeps what it could not hand over.
        if (loss === 'astray')
          recorder.add('missed', queue.now)
        else
          store(client, expiresAt)
      })
    }

    function store(client: number, expiresAt: Ms) {
      if (expiresAt <= queue.now) {
        expire(client)
        return
      }
      const item: Stored = {
        isLeft: false,
        expiresAt,
        cancelExpiry: queue.timer(expiresAt - queue.now, () => {
          item.isLeft = true
          item.endSpan?.(queue.now)
          expire(client)
        }),
        endSpan: isShown(client) ? recorder.span({ lane: PUSH_SERVICE, start: queue.now, label: 'stored', tone: 'waiting' }) : undefined,
      }
      stored.push([client, item])
    }

    function expire(client: number) {
      recorder.add('expired', queue.now)
      recorder.add('missed', queue.now)
      if (isShown(client))
        recorder.mark({ lane: PUSH_SERVICE, at: queue.now, label: 'expired', tone: 'failure' })
    }

    function deliverStored() {
      const waiting = stored.filter(([, { isLeft }]) => !isLeft)
      stored = []
      for (const [client, { cancelExpiry, endSpan, expiresAt }] of waiting) {
        cancelExpiry()
        endSpan?.(queue.now)
        deliver(client, expiresAt)
      }
    }

    // The device again: news, or none.

    function notified(client: number) {
      const device = devices[client]!
      device.isTold = true
      recorder.add('delivered', queue.now)
      if (device.isOpen)
        fetchResult(client)
      else if (isShown(client))
        recorder.mark({ lane: clientLane(client), at: queue.now, label: 'shown', tone: 'message' })
    }

    function waitForNews(client: number) {
      const device = devices[client]!
      if (fallbackAfter > 0 && device.isOpen && !world.knows(client)) {
        device.cancelFallback?.()
        device.cancelFallback = queue.timer(fallbackAfter, () => fetchResult(client))
      }
    }

    /** One GET at a time: asked for by a notification, by the fallback, or by the application as it opens. */
    function fetchResult(client: number) {
      const device = devices[client]!
      device.cancelFallback?.()
      if (world.knows(client) || device.get)
        return
      recorder.add('requests', queue.now)
      if (!device.isTold)
        recorder.add('fallbacks', queue.now)
      device.get = http.request({
        client,
        request: device.isTold ? GET : FALLBACK,
        timeout: REQUEST_TIMEOUT,
        onServer(exchange) {
          if (jobs.isReady(client)) {
            exchange.end(RESULT, () => {
              device.get = undefined
              world.know(client)
            })
            return
          }
          exchange.end(NOT_READY, () => {
            device.get = undefined
            if (device.isTold)
              fetchResult(client)
            else
              waitForNews(client)
          })
        },
        onFail() {
          device.get = undefined
          if (!device.isTold && fallbackAfter > 0)
            waitForNews(client)
          else
            queue.after(Math.min(LONGEST_RETRY, POST_RETRY * 2 ** device.failures++), () => device.isOpen && fetchResult(client))
        },
      })
    }

    function close(client: number) {
      const device = devices[client]!
      if (!device.isOpen)
        return
      device.isOpen = false
      device.cancelFallback?.()
      device.get?.giveUp()
      device.get = undefined
      if (client === 0)
        recorder.mark({ lane: clientLane(client), at: queue.now, label: 'close-app', tone: 'waiting' })
    }

    /** The application fetches as it opens, whatever it was told. */
    function open(client: number) {
      const device = devices[client]!
      if (device.isOpen)
        return
      device.isOpen = true
      if (client === 0)
        recorder.mark({ lane: clientLane(client), at: queue.now, label: 'open-app', tone: 'success' })
      if (device.isAccepted)
        fetchResult(client)
    }

    function applyInput({ at, do: kind }: Input) {
      if (kind === 'slow-worker' || kind === 'normal-worker')
        queue.at(at, () => isWorkerSlow = kind === 'slow-worker')
      else if (kind === 'close-app' || kind === 'open-app')
        queue.at(at, () => devices.forEach((_, client) => kind === 'close-app' ? close(client) : open(client)))
    }

    for (const metric of ['sent', 'delivered', 'expired', 'missed', 'fallbacks', 'queued'] as const)
      recorder.set(metric, 0, 0)
    network.onChange(change => change === 'reconnect' && deliverStored())
    inputs.forEach(applyInput)
    queue.at(0, () => devices.forEach((_, client) => begin(client)))
    return world.finish()
  },

  predict: ({ clients: N, processing: D, distribution, latency: L, jitter, permission, isSubscribed, appOpen, fallbackAfter: F, workerDelay: W }) => {
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
  },
}
