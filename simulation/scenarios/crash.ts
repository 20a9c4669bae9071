import type { Scenario } from '../engine/scenario.ts'
import type { Ms, Tone } from '../engine/trace.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { createRecorder } from '../engine/recorder.ts'

export interface CrashParams {
  /** Number of events published, one every `spacing`: M. */
  events: number
  spacing: Ms
  /** Time that the subscriber takes for one event: H. */
  handling: Ms
  /** One-way latency between two machines: L. */
  latency: Ms
  /** Visibility timeout: how long the queue hides a message that it delivered, before it delivers the message again: V. */
  visibility: Ms
  /** Maximum receive count: a message received this often without being deleted goes to the dead-letter queue. */
  receptions: number
}

export type CrashMetric = 'published' | 'localDone' | 'localLost' | 'queueDone' | 'queueReceived' | 'queueDuplicates' | 'queueDead'
export type CrashPreset = 'killed' | 'calm' | 'too-short'

const METRICS: CrashMetric[] = ['published', 'localDone', 'localLost', 'queueDone', 'queueReceived', 'queueDuplicates', 'queueDead']
/** A message in the queue. */
interface QueuedMessage { number: number, received: number, isDone: boolean, isDeleted: boolean }

/** A run ends after this, even if a process that never comes back leaves messages in the queue. */
const HORIZON: Ms = 60_000

/**
 * The same events to the same subscriber, by Emittery in the publisher's process, and by SNS and an SQS queue in another
 * process: what is lost when the subscriber's process crashes. With Emittery the publisher crashes too, so that events due
 * while the process is down are never published. The queue delivers a message again once its visibility timeout is over,
 * whether its receiver crashed or is only slow. Source: Amazon SQS, "Visibility timeout" and "Dead-letter queues".
 */
export const crash: Scenario<CrashParams, CrashMetric, CrashPreset, 'process-down' | 'process-up', 'horizon'> = {
  id: 'crash',
  params: {
    handling: { kind: 'number', unit: 'ms', min: 200, max: 8000, step: 200, initial: 3000 },
    visibility: { kind: 'number', unit: 'ms', min: 1000, max: 12_000, step: 500, initial: 5000 },
    events: { kind: 'number', unit: 'count', min: 1, max: 6, step: 1, initial: 3 },
    spacing: { kind: 'number', unit: 'ms', min: 500, max: 4000, step: 500, initial: 1500 },
    latency: { kind: 'number', unit: 'ms', min: 0, max: 500, step: 50, initial: 100, isAdvanced: true },
    receptions: { kind: 'number', unit: 'count', min: 1, max: 5, step: 1, initial: 3, isAdvanced: true },
  },
  metrics: {
    published: 'count',
    localDone: 'count',
    localLost: 'count',
    queueDone: 'count',
    queueReceived: 'count',
    queueDuplicates: 'count',
    queueDead: 'count',
  },
  inputs: { 'process-down': {}, 'process-up': { ends: 'process-down' } },
  assumptions: { horizon: { value: HORIZON, unit: 'ms' } },
  presets: [
    { id: 'killed', inputs: [{ at: 2400, do: 'process-down' }, { at: 4500, do: 'process-up' }] },
    { id: 'calm' },
    { id: 'too-short', params: { visibility: 2000 } },
  ],
  lanes: () => [
    { id: 'local', tone: 'client' },
    { id: 'core', tone: 'server' },
    { id: 'sqs', tone: 'message' },
    { id: 'metis', tone: 'client' },
  ],

  run({ events, spacing, handling, latency, visibility, receptions }, seed, inputs) {
    const queue = createEventQueue()
    const recorder = createRecorder<CrashMetric>(METRICS)
    METRICS.forEach(name => recorder.set(name, 0, 0))
    /** For each handling under way, what its crash does. */
    const running = new Set<() => void>()
    /** Deliveries that wait for the process to be up. */
    const waiting: (() => void)[] = []
    let isUp = true

    /** Runs the subscriber for an event. @param onCrash the process goes down before the end */
    function handle(lane: string, number: number, onDone: () => void, onCrash: () => void) {
      const end = recorder.span({ lane, start: queue.now, label: 'handles', detail: number, tone: 'server' })
      const stop = queue.timer(handling, () => {
        running.delete(crashed)
        end(queue.now)
        onDone()
      })
      function crashed() {
        stop()
        end(queue.now)
        onCrash()
      }
      running.add(crashed)
    }
    const mark = (lane: string, label: string, tone: Tone, detail?: number) => recorder.mark({ lane, at: queue.now, label, detail, tone })

    function emitLocally(number: number) {
      const lose = () => {
        recorder.add('localLost', queue.now)
        mark('local', 'lost', 'failure', number)
      }
      if (!isUp)
        return lose()
      handle('local', number, () => recorder.add('localDone', queue.now), lose)
    }

    function publish(number: number) {
      recorder.add('published', queue.now)
      send('core', 'sqs', 'publish', number, 'server', () => deliver({ number, received: 0, isDone: false, isDeleted: false }))
    }

    /** Delivers a message that is visible in the queue, as soon as the process is up. */
    function deliver(message: QueuedMessage) {
      if (message.isDeleted)
        return
      if (message.received >= receptions) {
        recorder.add('queueDead', queue.now)
        return mark('sqs', 'dead-letter', 'failure', message.number)
      }
      if (!isUp)
        return void waiting.push(() => deliver(message))
      message.received++
      recorder.add('queueReceived', queue.now)
      queue.after(visibility, () => deliver(message))
      send('sqs', 'metis', message.received > 1 ? 'again' : 'delivery', message.number, 'message', () => {
        handle('metis', message.number, () => {
          recorder.add(message.isDone ? 'queueDuplicates' : 'queueDone', queue.now)
          if (message.isDone)
            mark('metis', 'twice', 'failure', message.number)
          message.isDone = true
          send('metis', 'sqs', 'delete', message.number, 'success', () => message.isDeleted = true)
        }, () => {})
      })
    }

    function send(from: string, to: string, label: string, detail: number, tone: Tone, onReceived: () => void) {
      const event = recorder.message({ from, to, sentAt: queue.now, label, detail, tone })
      queue.after(latency, () => {
        if (to === 'metis' && !isUp) {
          event.lostAt = queue.now
          return
        }
        event.receivedAt = queue.now
        onReceived()
      })
    }

    function fail() {
      isUp = false
      mark('local', 'process-down', 'failure')
      mark('metis', 'process-down', 'failure')
      const crashing = [...running]
      running.clear()
      crashing.forEach(crashed => crashed())
    }
    function restart() {
      isUp = true
      mark('local', 'process-up', 'success')
      mark('metis', 'process-up', 'success')
      waiting.splice(0).forEach(deliverNow => deliverNow())
    }

    for (const { at, do: kind } of inputs)
      queue.at(at, () => kind === 'process-down' ? isUp && fail() : kind === 'process-up' && !isUp && restart())
    for (let number = 1; number <= events; number++) {
      queue.at(500 + (number - 1) * spacing, () => {
        emitLocally(number)
        publish(number)
      })
    }
    queue.run(HORIZON)
    return recorder.finish(seed, queue.now)
  },

  predict({ events: M, handling: H, visibility: V, latency: L }) {
    const source = 'at least once, without a crash'
    // A message is deleted H + 2L after its delivery: a shorter visibility timeout has it delivered again.
    if (V <= H + 2 * L)
      return { published: { value: M, formula: 'M', source }, localDone: { value: M, formula: 'M', source }, localLost: { value: 0, formula: '0', source } }
    return Object.fromEntries(METRICS.map((name) => {
      const isAll = ['published', 'localDone', 'queueDone', 'queueReceived'].includes(name)
      return [name, { value: isAll ? M : 0, formula: isAll ? 'M' : '0', source }]
    }))
  },
}
