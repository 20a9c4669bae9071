import type { Ms } from '../simulation/engine/trace.ts'
import type { Handling, HandlingAttempt, Publication, Recording, Way } from '../simulation/formulas/subscriber-runs.ts'
import type { VirtualClock } from '../snippets/bus/virtual-clock.ts'
import Emittery from 'emittery'
import { createBus } from '../snippets/bus/event-bus.ts'
import { createVirtualClock } from '../snippets/bus/virtual-clock.ts'

/** Wait before the second attempt of a delivery: shorter than the default of the bus, one second, so that it fits a figure. */
export const RETRY_WAIT: Ms = 200
/** Virtual time by which every run is over. */
const HORIZON: Ms = 60_000

/** What is published when, and how the subscribers handle it. */
export interface RunPlan {
  /** One event is published at each of these instants. */
  publishedAt: Ms[]
  /** Names of the subscribers. */
  subscribers: string[]
  /** Events and subscribers by their rank from 0. */
  handling: (event: number, subscriber: number) => Handling
}

type Handle = (event: number, subscriber: number, attempt: number) => Promise<void>
type Publish = (event: number) => Promise<unknown>

/** Runs the deck's own bus, or Emittery alone, under virtual time, and records when events were published and handled. */
export async function recordRun(way: Way, { publishedAt, subscribers, handling }: RunPlan): Promise<Recording> {
  const clock = createVirtualClock()
  const start = clock.now()
  const elapsed = () => clock.now() - start
  const publications: Publication[] = []
  const attempts: HandlingAttempt[] = []

  const handle: Handle = async (event, subscriber, attempt) => {
    const { duration, fails } = handling(event, subscriber)
    const from = elapsed()
    await new Promise<void>(resolve => clock.after(duration, resolve))
    const failed = fails && attempt === 1
    attempts.push({ event, subscriber, from, to: elapsed(), failed })
    if (failed)
      throw new Error(subscribers[subscriber])
  }

  const publish = way === 'emitSerial' ? onEmittery(subscribers, handle) : onBus(way, clock, subscribers, handle)
  async function record(event: number) {
    const from = elapsed()
    const errors = await publish(event).then(() => [], messagesOf)
    publications.push({ event, from, to: elapsed(), errors })
  }

  publishedAt.forEach((at, event) => clock.after(at, () => void record(event)))
  await clock.advance(HORIZON)
  return {
    publications: publications.sort((a, b) => a.event - b.event),
    attempts: attempts.sort((a, b) => a.event - b.event || a.subscriber - b.subscriber || a.from - b.from),
  }
}

function onBus(mode: Exclude<Way, 'emitSerial'>, clock: VirtualClock, subscribers: string[], handle: Handle): Publish {
  const bus = createBus<{ departed: number }>({ clock })
  subscribers.forEach((name, subscriber) =>
    bus.subscribe('departed', ({ data: event }, { attempt }) => handle(event, subscriber, attempt), { name, mode, retry: { delay: RETRY_WAIT } }))
  return event => bus.publish('departed', event)
}

function onEmittery(subscribers: string[], handle: Handle): Publish {
  const emitter = new Emittery<{ departed: number }>()
  subscribers.forEach((_, subscriber) => emitter.on('departed', ({ data: event }) => handle(event, subscriber, 1)))
  return event => emitter.emitSerial('departed', event)
}

function messagesOf(error: Error): string[] {
  return error instanceof AggregateError ? error.errors.flatMap(messagesOf) : [error.message]
}
