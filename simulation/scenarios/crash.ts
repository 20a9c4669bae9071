import type { Scenario } from '../engine/scenario.ts'
import type { Ms, Tone } from '../engine/trace.ts'
import { createEventQueue } from '../engine/event-queue.ts'
import { createRecorder } from '../engine/recorder.ts'

export interface CrashParams {
  /** The process that the inputs kill. With Emittery both are one process: it is killed in either case. */
  victim: 'metis' | 'core'
  /** Messages are stored with the document, in one transaction: an outbox before SNS, the queue itself with Emittery. */
  outbox: boolean
  /** Processes of Core: the inputs kill the first one. With Emittery each of them has its own emitter. */
  instances: number
  /** Number of documents uploaded, one every `spacing`: M. */
  events: number
  spacing: Ms
  /** Time that the subscriber takes for one event: H. */
  handling: Ms
  /** Visibility timeout: how long the queue hides a message that it delivered, and how long a dead process keeps what it held: V. */
  visibility: Ms
  /** Time that Core takes to store a document, and then to publish it. */
  storing: Ms
}

export type CrashMetric = 'uploaded' | 'localDone' | 'localLost' | 'localCut' | 'published' | 'queueDone' | 'queueLost' | 'queueReceived'
  | 'queueCut' | 'queueDuplicates' | 'queueDead'
export type CrashPreset = 'killed' | 'core-killed' | 'outbox' | 'two-cores' | 'calm' | 'too-short'

const METRICS: CrashMetric[] = [
  ...['uploaded', 'localDone', 'localLost', 'queueDone', 'queueLost', 'queueDuplicates'] as const,
  ...['localCut', 'published', 'queueReceived', 'queueCut', 'queueDead'] as const,
]
/** A message in the queue. */
interface QueuedMessage { number: number, received: number, isDeleted: boolean }

/** A process that runs, or lies dead. */
interface Process {
  lane: string
  isUp: boolean
  /** For each thing that it does, what its death does to that. */
  running: Set<() => void>
}

/** Maximum receive count: a message received this often without being deleted goes to the dead-letter queue. */
const MAX_RECEPTIONS = 3
/** The first upload. */
const START: Ms = 500
/** Who uploads tries again after this, until a process of Core answers that the document is stored. */
const NEXT_UPLOAD: Ms = 400
/** A run ends after this, even if a process that never comes back leaves messages in the queue. */
const HORIZON: Ms = 60_000

type CrashScenario = Scenario<CrashParams, CrashMetric, CrashPreset, 'process-down' | 'process-up', 'latency' | 'receptions' | 'nextUpload' | 'horizon'>

const kill = [{ at: 2300, do: 'process-down' as const }, { at: 4500, do: 'process-up' as const }]

/**
 * The same documents, uploaded to a monolith whose Emittery brings their events to its own subscriber, and to Core, which
 * publishes to SNS and the SQS queue of Metis: what is lost, and what is done twice, when the same process dies on both sides.
 * The queue delivers a message again once its visibility timeout is over, whether its receiver died or is only slow; what is
 * stored in a database is taken over after as long. Source: Amazon SQS, "Visibility timeout" and "Dead-letter queues".
 * @param latency one-way, between two machines
 */
export function crashWith(latency: Ms): CrashScenario {
  return {
    id: 'crash',
    params: {
      victim: { kind: 'choice', options: ['metis', 'core'], initial: 'metis' },
      outbox: { kind: 'switch', initial: false },
      instances: { kind: 'number', unit: 'count', min: 1, max: 2, step: 1, initial: 1, isAdvanced: true },
      handling: { kind: 'number', unit: 'ms', min: 200, max: 8000, step: 200, initial: 3000 },
      visibility: { kind: 'number', unit: 'ms', min: 1000, max: 12_000, step: 500, initial: 5000 },
      events: { kind: 'number', unit: 'count', min: 1, max: 6, step: 1, initial: 3, isAdvanced: true },
      spacing: { kind: 'number', unit: 'ms', min: 100, max: 4000, step: 100, initial: 1500, isAdvanced: true },
      storing: { kind: 'number', unit: 'ms', min: 0, max: 500, step: 50, initial: 200, isAdvanced: true },
    },
    metrics: Object.fromEntries(METRICS.map(name => [name, 'count'])) as Record<CrashMetric, 'count'>,
    inputs: { 'process-down': {}, 'process-up': { ends: 'process-down' } },
    assumptions: {
      latency: { value: latency, unit: 'ms' },
      receptions: { value: MAX_RECEPTIONS, unit: 'count' },
      nextUpload: { value: NEXT_UPLOAD, unit: 'ms' },
      horizon: { value: HORIZON, unit: 'ms' },
    },
    presets: [
      { id: 'killed', inputs: kill },
      { id: 'core-killed', params: { victim: 'core' }, inputs: kill },
      { id: 'outbox', params: { victim: 'core', outbox: true }, inputs: kill },
      { id: 'two-cores', params: { victim: 'core', instances: 2 }, inputs: kill },
      { id: 'calm' },
      { id: 'too-short', params: { visibility: 2000 } },
    ],
    lanes: ({ instances }) => [
      { id: 'local', tone: 'client' },
      ...instances > 1 ? [{ id: 'local-2', tone: 'client' as const }] : [],
      { id: 'core', tone: 'server' },
      ...instances > 1 ? [{ id: 'core-2', tone: 'server' as const }] : [],
      { id: 'sqs', tone: 'message' },
      { id: 'metis', tone: 'client' },
    ],

    run({ victim, outbox, instances, events, spacing, handling, visibility, storing }, seed, inputs) {
      const queue = createEventQueue()
      const recorder = createRecorder<CrashMetric>(METRICS)
      METRICS.forEach(name => recorder.set(name, 0, 0))
      const count = (metric: CrashMetric) => recorder.add(metric, queue.now)
      const mark = (lane: string, label: string, tone: Tone, detail?: number) => recorder.mark({ lane, at: queue.now, label, detail, tone })

      const processesOf = (...lanes: string[]): Process[] => lanes.map(lane => ({ lane, isUp: true, running: new Set() }))
      const monoliths = processesOf('local', 'local-2').slice(0, instances)
      const cores = processesOf('core', 'core-2').slice(0, instances)
      const [metis] = processesOf('metis') as [Process]
      const victims = [monoliths[0]!, victim === 'core' ? cores[0]! : metis]
      /** What waits for a process to be up. */
      const waiting: (() => void)[] = []
      /** Events that the subscriber has handled. */
      const handled = new Set<number>()

      /** Something that a process does for a while. @param onCut the process dies before the end */
      function during(process: Process, time: Ms, onEnd: () => void, onCut: () => void) {
        const stop = queue.timer(time, () => {
          process.running.delete(cut)
          onEnd()
        })
        function cut() {
          stop()
          onCut()
        }
        process.running.add(cut)
      }

      function work(process: Process, label: string, detail: number, time: Ms, onEnd: () => void, onCut: () => void) {
        const end = recorder.span({ lane: process.lane, start: queue.now, label, detail, tone: 'server' })
        const then = (next: () => void) => () => {
          end(queue.now)
          next()
        }
        during(process, time, then(onEnd), then(onCut))
      }

      /** What a process held that died: taken over once its time is over, by whichever is up then. */
      function takeOver(processes: Process[], time: Ms, take: (process: Process) => void) {
        queue.after(time, () => {
          const heir = processes.find(({ isUp }) => isUp)
          if (heir)
            take(heir)
          else
            waiting.push(() => takeOver(processes, 0, take))
        })
      }

      /** To each process in turn, or to one that is up. */
      function upload(processes: Process[], number: number, onStored: (process: Process) => void) {
        const again = () => queue.after(NEXT_UPLOAD, () => upload(processes, number, onStored))
        const turn = processes[(number - 1) % processes.length]!
        const process = turn.isUp ? turn : processes.find(({ isUp }) => isUp)
        if (!process)
          return again()
        work(process, 'stores', number, storing, () => onStored(process), again)
      }

      function lose(lane: string, number: number, metric: CrashMetric) {
        count(metric)
        mark(lane, 'lost', 'failure', number)
      }

      function handleLocally(process: Process, number: number) {
        work(process, 'handles', number, handling, () => count('localDone'), () => {
          count('localCut')
          if (outbox)
            takeOver(monoliths, visibility, heir => handleLocally(heir, number))
          else
            lose(process.lane, number, 'localLost')
        })
      }

      /** Until SNS has answered, an outbox does not know that it published: it does so again. */
      function publish(process: Process, number: number) {
        const again = () => takeOver(cores, visibility, heir => publish(heir, number))
        during(process, storing, () => {
          count('published')
          send(process.lane, 'sqs', 'publish', number, 'server', () => deliver({ number, received: 0, isDeleted: false }))
          during(process, 2 * latency, () => {}, () => outbox && again())
        }, () => outbox ? again() : lose(process.lane, number, 'queueLost'))
      }

      /** Delivers a message that is visible in the queue, as soon as Metis is up. */
      function deliver(message: QueuedMessage) {
        if (message.isDeleted)
          return
        if (message.received >= MAX_RECEPTIONS) {
          count('queueDead')
          return mark('sqs', 'dead-letter', 'failure', message.number)
        }
        if (!metis.isUp)
          return void waiting.push(() => deliver(message))
        message.received++
        count('queueReceived')
        queue.after(visibility, () => deliver(message))
        send('sqs', 'metis', message.received > 1 ? 'again' : 'delivery', message.number, 'message', () => {
          work(metis, 'handles', message.number, handling, () => {
            count(handled.has(message.number) ? 'queueDuplicates' : 'queueDone')
            if (handled.has(message.number))
              mark('metis', 'twice', 'failure', message.number)
            handled.add(message.number)
            send('metis', 'sqs', 'delete', message.number, 'success', () => message.isDeleted = true)
          }, () => count('queueCut'))
        }, () => count('queueCut'))
      }

      function send(from: string, to: string, label: string, detail: number, tone: Tone, onReceived: () => void, onLost = () => {}) {
        const event = recorder.message({ from, to, sentAt: queue.now, label, detail, tone })
        queue.after(latency, () => {
          if (to === 'metis' && !metis.isUp) {
            event.lostAt = queue.now
            return onLost()
          }
          event.receivedAt = queue.now
          onReceived()
        })
      }

      function fail(process: Process) {
        process.isUp = false
        mark(process.lane, 'process-down', 'failure')
        const cutting = [...process.running]
        process.running.clear()
        cutting.forEach(cut => cut())
      }
      function restart(process: Process) {
        process.isUp = true
        mark(process.lane, 'process-up', 'success')
      }

      for (const { at, do: kind } of inputs) {
        queue.at(at, () => {
          const isDown = kind === 'process-down'
          victims.filter(({ isUp }) => isUp === isDown).forEach(isDown ? fail : restart)
          if (!isDown)
            waiting.splice(0).forEach(resume => resume())
        })
      }
      for (let number = 1; number <= events; number++) {
        queue.at(START + (number - 1) * spacing, () => {
          count('uploaded')
          upload(monoliths, number, process => handleLocally(process, number))
          upload(cores, number, process => publish(process, number))
        })
      }
      queue.run(HORIZON)
      return recorder.finish(seed, queue.now)
    },

    predict({ events: M, handling: H, visibility: V }) {
      const source = 'at least once, without a crash'
      const all = { value: M, formula: 'M', source }
      const none = { value: 0, formula: '0', source }
      const untilSqs = { uploaded: all, localDone: all, localLost: none, localCut: none, published: all, queueLost: none, queueCut: none }
      // A message is deleted H and two latencies after its delivery: a shorter visibility timeout has it delivered again.
      return V <= H + 2 * latency ? untilSqs : { ...untilSqs, queueDone: all, queueReceived: all, queueDuplicates: none, queueDead: none }
    },
  }
}

export const crash = crashWith(100)
