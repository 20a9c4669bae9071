import type { Scenario } from '../engine/scenario.ts'
import type { PushAssumption, PushInput, PushMetric, PushParams, PushPreset } from './push/model.ts'
import { Device } from './push/device.ts'
import { LONGEST_RETRY, PUSH_SERVICE, QUEUE, QUEUE_LATENCY, REDELIVERY, SHOWN_CLIENTS, WORKER } from './push/model.ts'
import { createNotificationWorker } from './push/notification-worker.ts'
import { predictPush } from './push/predict.ts'
import { createPushService } from './push/push-service.ts'
import { createRetrieval, retrievalAssumptions, retrievalInputs, retrievalLanes, retrievalParams } from './retrieval.ts'

/**
 * The server pushes: it puts a message in a queue, a worker has a notification sent for it, the push service reaches the
 * device. The notification says that there is a result; the client then fetches it. Source: RFC 8030; its text is encrypted as RFC 8291
 * says, and the server signs as RFC 8292 does (VAPID).
 *
 * With the application closed, the system shows the notification: the user knows, but the client has the result only once
 * the application is open again, when it fetches in any case. The push service keeps a notification that the device has not
 * acknowledged, and sends it again until its TTL is over. A device may acknowledge one and show nothing, as when it saves its
 * battery: of that, nobody is told.
 */
export const push: Scenario<PushParams, PushMetric, PushPreset, PushInput, PushAssumption> = {
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
  metrics: {
    known: 'count',
    staleness: 'ms',
    requests: 'count',
    sent: 'count',
    delivered: 'count',
    expired: 'count',
    missed: 'count',
    fallbacks: 'count',
    queued: 'count',
    bytes: 'bytes',
  },
  inputs: { ...retrievalInputs, 'discard-next': {}, 'close-app': {}, 'open-app': { ends: 'close-app' } },
  assumptions: {
    ...retrievalAssumptions,
    queueLatency: { value: QUEUE_LATENCY, unit: 'ms' },
    longestRetry: { value: LONGEST_RETRY, unit: 'ms' },
    redelivery: { value: REDELIVERY, unit: 'ms' },
  },
  presets: [
    { id: 'notified' },
    { id: 'refused', params: { permission: 'refused', fallbackAfter: 10_000 } },
    { id: 'app-closed', inputs: [{ at: 4000, do: 'close-app' }, { at: 20_000, do: 'open-app' }] },
    { id: 'expired', params: { ttl: 5000 }, inputs: [{ at: 10_000, do: 'disconnect' }, { at: 24_000, do: 'reconnect' }] },
    { id: 'sent-again', inputs: [{ at: 13_000, do: 'lose-next' }] },
    { id: 'discarded-saved', inputs: [{ at: 6000, do: 'discard-next' }] },
    { id: 'discarded', params: { fallbackAfter: 0 }, inputs: [{ at: 6000, do: 'discard-next' }] },
    {
      id: 'slow-worker',
      params: { clients: 500, distribution: 'exponential', workerDelay: 100 },
      inputs: [{ at: 5000, do: 'slow-worker' }, { at: 25_000, do: 'normal-worker' }],
    },
  ],
  lanes: params => [
    ...retrievalLanes(params, SHOWN_CLIENTS),
    { id: QUEUE, tone: 'message' },
    { id: WORKER, tone: 'server' },
    { id: PUSH_SERVICE, tone: 'server' },
  ],

  run(params, seed, inputs) {
    const retrieval = createRetrieval(Object.keys(push.metrics) as PushMetric[], params, seed, inputs, {
      detailed: SHOWN_CLIENTS,
      patience: 2 * params.fallbackAfter + params.ttl,
      onMilestone: announce,
    })
    const { queue, recorder, clients } = retrieval
    const run = { params, retrieval }
    const devices = Array.from({ length: clients }, (_, client) => new Device(run, client))
    const service = createPushService(run, client => devices[client]!.onNotified())
    const worker = createNotificationWorker(run, service)

    function announce(client: number) {
      if (params.permission === 'granted')
        worker.enqueue(client)
      else
        recorder.add('missed', queue.now)
    }

    for (const metric of ['sent', 'delivered', 'expired', 'missed', 'fallbacks', 'queued'] as const)
      recorder.set(metric, 0, 0)
    for (const { at, do: kind } of inputs) {
      if (kind === 'discard-next')
        queue.at(at, () => service.discardNext())
      else if (kind === 'slow-worker' || kind === 'normal-worker')
        queue.at(at, () => worker.setSlow(kind === 'slow-worker'))
      else if (kind === 'close-app' || kind === 'open-app')
        queue.at(at, () => devices.forEach(device => kind === 'close-app' ? device.closeApp() : device.openApp()))
    }
    queue.at(0, () => devices.forEach(device => device.begin()))
    return retrieval.finish()
  },

  predict: predictPush,
}
