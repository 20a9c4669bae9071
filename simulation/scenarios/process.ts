import type { Scenario } from '../engine/scenario.ts'
import type { Ms } from '../engine/trace.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { createRecorder } from '../engine/recorder.ts'

export interface ProcessParams {
  /** Duration of the work itself: D. */
  processing: Ms
  /** How long the asynchronous server waits before it starts the work: A. */
  delay: Ms
  /** One-way latency: L. */
  latency: Ms
  /** How long the asynchronous server takes to record the request, before it answers: E. */
  noting: Ms
}

/** Times since the user's action: until the user can go on, and until the result exists, in both ways. */
export type ProcessMetric = 'syncHand' | 'asyncHand' | 'syncResult' | 'asyncResult'
export type ProcessPreset = 'import' | 'half-a-second' | 'half-a-minute'

const METRICS: ProcessMetric[] = ['syncHand', 'asyncHand', 'syncResult', 'asyncResult']

/** The same action in two ways: the server answers when it has done the work, or when it has recorded the request. */
export const userProcess: Scenario<ProcessParams, ProcessMetric, ProcessPreset, never, never> = {
  id: 'process',
  params: {
    processing: { kind: 'number', unit: 'ms', min: 500, max: 30_000, step: 500, initial: 8000 },
    delay: { kind: 'number', unit: 'ms', min: 0, max: 10_000, step: 500, initial: 2000 },
    latency: { kind: 'number', unit: 'ms', min: 0, max: 1000, step: 50, initial: 200 },
    noting: { kind: 'number', unit: 'ms', min: 0, max: 2000, step: 50, initial: 200 },
  },
  metrics: { syncHand: 'ms', asyncHand: 'ms', syncResult: 'ms', asyncResult: 'ms' },
  inputs: {},
  assumptions: {},
  presets: [
    { id: 'import' },
    { id: 'half-a-second', params: { processing: 500, delay: 0 } },
    { id: 'half-a-minute', params: { processing: 30_000 } },
  ],
  lanes: () => [
    { id: 'sync-user', tone: 'client' },
    { id: 'sync-server', tone: 'server' },
    { id: 'async-user', tone: 'client' },
    { id: 'async-server', tone: 'server' },
  ],

  run({ processing, delay, latency, noting }, seed) {
    const queue = createEventQueue()
    const recorder = createRecorder<ProcessMetric>(METRICS)

    function send(from: string, to: string, label: string, step: number, onReceived: () => void) {
      const event = recorder.message({ from, to, sentAt: queue.now, label, tone: from.endsWith('user') ? 'client' : 'server', step })
      queue.after(latency, () => {
        event.receivedAt = queue.now
        onReceived()
      })
    }
    function work(lane: string, label: string, duration: Ms, onDone: () => void) {
      const end = recorder.span({ lane, start: queue.now, label, tone: 'server', step: 3 })
      queue.after(duration, () => {
        end(queue.now)
        onDone()
      })
    }

    function startAction(way: 'sync' | 'async', onServer: (answer: () => void) => void) {
      const user = `${way}-user`
      const server = `${way}-server`
      const endWait = recorder.span({ lane: user, start: queue.now, label: 'waits', tone: 'waiting', step: 1 })
      send(user, server, 'request', 2, () => onServer(() => send(server, user, way === 'sync' ? 'answer' : 'accepted', way === 'sync' ? 4 : 3, () => {
        endWait(queue.now)
        recorder.set(`${way}Hand`, queue.now, queue.now)
        recorder.mark({ lane: user, at: queue.now, label: 'hand', tone: 'success', step: way === 'sync' ? 5 : 4 })
      })))
    }
    function finish(way: 'sync' | 'async') {
      recorder.set(`${way}Result`, queue.now, queue.now)
      if (way === 'async')
        recorder.mark({ lane: 'async-server', at: queue.now, label: 'available', tone: 'success', step: 5 })
    }

    queue.at(0, () => {
      startAction('sync', answer => work('sync-server', 'processing', processing, () => {
        finish('sync')
        answer()
      }))
      startAction('async', answer => work('async-server', 'notes', noting, () => {
        answer()
        queue.after(delay, () => work('async-server', 'processing', processing, () => finish('async')))
      }))
    })
    queue.run()
    return recorder.finish(seed, queue.now)
  },

  predict({ processing, delay, latency, noting }) {
    const source = 'arithmetic'
    return {
      syncHand: { value: 2 * latency + processing, formula: 'D + 2L', source },
      asyncHand: { value: 2 * latency + noting, formula: 'E + 2L', source },
      syncResult: { value: latency + processing, formula: 'D + L', source },
      asyncResult: { value: latency + noting + delay + processing, formula: 'E + A + D + L', source },
    }
  },
}
